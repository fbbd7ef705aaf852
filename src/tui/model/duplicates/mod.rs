//! Entries that say nearly the same, group by group: people pick which one stays.

mod group;

use std::collections::HashSet;

pub use group::{Compared, Group, Side};

use crate::{
    domain::{duplicates, entry::EntryKey, filter::Filter},
    service::Progress,
    tui::model::list::Scroll,
};

/// How much one step makes the threshold stricter or laxer, in percent.
const STEP: u16 = 1;

/// Groups that people said are none, for this run of the program.
pub type Distinct = HashSet<Vec<EntryKey>>;

/// The view.
#[derive(Debug)]
pub struct Duplicates {
    /// Which entries are compared.
    pub filter: Filter,
    /// From which likeness on, in percent.
    percent: u16,
    /// The groups that show, the most alike first; `None` before the first answer.
    pub groups: Option<Vec<Group>>,
    /// Cursor and offset in the list of groups.
    pub scroll: Scroll,
    /// First line shown of the comparison.
    pub first: usize,
    /// Why there are no groups.
    pub error: Option<String>,
    /// How far the work is.
    pub progress: Option<Progress>,
    /// The read that was asked for last, while it has no answer.
    pub(crate) reading: Option<u64>,
}

impl Duplicates {
    /// The view over what a filter admits, before anything is known.
    #[must_use]
    pub fn new(filter: Filter) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of one"
        )]
        let percent = (duplicates::DEFAULT_THRESHOLD * 100.0).round() as u16;
        Self {
            filter,
            percent,
            groups: None,
            scroll: Scroll::default(),
            first: 0,
            error: None,
            progress: None,
            reading: None,
        }
    }

    /// From which cosine on two entries are near-equal.
    #[must_use]
    pub fn threshold(&self) -> f32 {
        f32::from(self.percent) / 100.0
    }

    /// Makes the threshold stricter or laxer. Tells whether it could.
    pub fn step_threshold(&mut self, stricter: bool) -> bool {
        let before = self.percent;
        let stepped = if stricter {
            self.percent + STEP
        } else {
            self.percent.saturating_sub(STEP)
        };
        if duplicates::THRESHOLDS.contains(&(f32::from(stepped) / 100.0)) {
            self.percent = stepped;
        }
        self.percent != before
    }

    /// The groups that show.
    #[must_use]
    pub fn shown(&self) -> &[Group] {
        self.groups.as_deref().unwrap_or_default()
    }

    /// The group under the cursor.
    #[must_use]
    pub fn group(&self) -> Option<&Group> {
        self.shown().get(self.scroll.cursor)
    }

    /// The group under the cursor, to be changed.
    pub fn group_mut(&mut self) -> Option<&mut Group> {
        self.groups.as_mut()?.get_mut(self.scroll.cursor)
    }

    /// Takes groups in, but for those that people said are none.
    pub fn set(&mut self, groups: Vec<duplicates::Group>, distinct: &Distinct) {
        let at = self.group().map(Group::keys);
        let groups: Vec<Group> = groups
            .into_iter()
            .filter(|group| group.entries.len() > 1)
            .map(Group::new)
            .filter(|group| !distinct.contains(&group.keys()))
            .collect();
        self.scroll.cursor = groups
            .iter()
            .position(|group| Some(group.keys()) == at)
            .unwrap_or(0);
        self.groups = Some(groups);
        self.first = 0;
        self.error = None;
    }

    /// Takes the group under the cursor away; the next one comes up. Returns its keys.
    pub fn hide(&mut self) -> Option<Vec<EntryKey>> {
        let cursor = self.scroll.cursor;
        let groups = self.groups.as_mut()?;
        if cursor >= groups.len() {
            return None;
        }
        let keys = groups.remove(cursor).keys();
        let len = groups.len();
        self.scroll.clamp(len);
        self.first = 0;
        Some(keys)
    }

    /// Lets go of entries that are gone, and of groups that are none without them.
    pub fn remove(&mut self, gone: &[EntryKey]) {
        let Some(groups) = &mut self.groups else {
            return;
        };
        groups.retain_mut(|group| group.remove(gone));
        let len = groups.len();
        self.scroll.clamp(len);
        self.first = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(groups: &[&[&str]]) -> Duplicates {
        let mut view = Duplicates::new(Filter::default());
        view.groups = Some(groups.iter().map(|ids| group::tests::group(ids)).collect());
        view
    }

    #[test]
    fn the_threshold_stays_within_bounds() {
        let mut view = view(&[]);
        assert!((view.threshold() - duplicates::DEFAULT_THRESHOLD).abs() < 1e-6);
        let steps = std::iter::from_fn(|| view.step_threshold(true).then_some(())).count();
        assert!((view.threshold() - 1.0).abs() < f32::EPSILON, "{steps}");
        while view.step_threshold(false) {}
        assert!((view.threshold() - duplicates::THRESHOLDS.start()).abs() < 1e-6);
    }

    #[test]
    fn the_next_group_comes_up() {
        let mut view = view(&[&["a", "b"], &["c", "d"], &["e", "f"]]);
        view.scroll.cursor = 1;
        assert_eq!(view.hide().unwrap()[0].id, "c");
        assert_eq!(view.group().unwrap().entries()[0].id, "e");
        view.remove(&[EntryKey {
            repository: "shop".into(),
            id: "f".into(),
        }]);
        assert_eq!(view.group().unwrap().entries()[0].id, "a");
        view.hide();
        assert!(view.group().is_none() && view.hide().is_none());
    }
}
