//! The list of what a cleanup would take, of which each can be taken out.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    domain::{
        change::Target,
        cleanup::Plan,
        entry::{Entry, EntryKey},
    },
    tui::model::list::Scroll,
};

/// Targets looked up at once.
pub const PAGE: usize = 100;

/// Pages kept, the last looked at first.
const MAX_PAGES: usize = 40;

/// A row of the list.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// The entry as it stands now.
    Entry(&'a Arc<Entry>),
    /// It is not there any more.
    Gone,
    /// Not loaded yet.
    Pending,
}

/// The list.
#[derive(Debug)]
pub struct Review {
    /// What would be done, before anything is taken out.
    pub plan: Plan,
    /// Cursor and offset.
    pub scroll: Scroll,
    /// First line shown of the preview.
    pub preview: usize,
    spared: HashSet<EntryKey>,
    pages: HashMap<usize, Vec<Option<Arc<Entry>>>>,
    used: Vec<usize>,
}

impl Review {
    /// The list of a plan, nothing taken out.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self {
            plan,
            scroll: Scroll::default(),
            preview: 0,
            spared: HashSet::new(),
            pages: HashMap::new(),
            used: Vec::new(),
        }
    }

    /// The list of a newer plan by the same rules: what was taken out of the older one stays out,
    /// and the cursor stays on its entry.
    #[must_use]
    pub fn renewed(self, plan: Plan) -> Self {
        let at = self.target().map(|target| target.key.clone());
        let keys: HashSet<&EntryKey> = plan.targets.iter().map(|target| &target.key).collect();
        let mut spared = self.spared;
        spared.retain(|key| keys.contains(key));
        let cursor = plan
            .targets
            .iter()
            .position(|target| Some(&target.key) == at.as_ref())
            .unwrap_or(self.scroll.cursor);
        let mut renewed = Self::new(plan);
        renewed.spared = spared;
        renewed.scroll = Scroll {
            cursor,
            offset: self.scroll.offset,
        };
        renewed.scroll.clamp(renewed.len());
        renewed
    }

    /// Entries in the list, those taken out included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.plan.targets.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plan.targets.is_empty()
    }

    /// Entries that would go.
    #[must_use]
    pub fn chosen(&self) -> usize {
        self.len() - self.spared.len()
    }

    /// Entries that were taken out.
    #[must_use]
    pub fn spared(&self) -> usize {
        self.spared.len()
    }

    /// Whether a row was taken out.
    #[must_use]
    pub fn is_spared(&self, row: usize) -> bool {
        let target = self.plan.targets.get(row);
        target.is_some_and(|target| self.spared.contains(&target.key))
    }

    /// What is under the cursor.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        self.plan.targets.get(self.scroll.cursor)
    }

    /// Takes the row under the cursor out, or back in.
    pub fn toggle(&mut self) {
        let Some(key) = self.target().map(|target| target.key.clone()) else {
            return;
        };
        if !self.spared.remove(&key) {
            self.spared.insert(key);
        }
    }

    /// The plan without what was taken out.
    #[must_use]
    pub fn chosen_plan(&self) -> Plan {
        let mut plan = self.plan.clone();
        plan.targets
            .retain(|target| !self.spared.contains(&target.key));
        plan
    }

    /// A row.
    #[must_use]
    pub fn row(&self, row: usize) -> Row<'_> {
        match self.pages.get(&(row / PAGE)).map(|page| page.get(row % PAGE)) {
            Some(Some(Some(entry))) => Row::Entry(entry),
            Some(_) => Row::Gone,
            None => Row::Pending,
        }
    }

    /// The loaded entry under the cursor.
    #[must_use]
    pub fn entry(&self) -> Option<&Arc<Entry>> {
        match self.row(self.scroll.cursor) {
            Row::Entry(entry) if !self.is_empty() => Some(entry),
            _ => None,
        }
    }

    /// The first page in sight that is not loaded, when `rows` are shown: its number and targets.
    #[must_use]
    pub fn wanted(&self, rows: usize) -> Option<(usize, Vec<Target>)> {
        let window = self.scroll.window(self.len(), rows.max(1));
        let page = (window.start / PAGE..=window.end.saturating_sub(1) / PAGE)
            .find(|page| !self.pages.contains_key(page))?;
        let targets = self.plan.targets.chunks(PAGE).nth(page)?;
        Some((page, targets.to_vec()))
    }

    /// Takes a page in; of those looked at long ago, some are let go.
    pub fn insert(&mut self, page: usize, entries: Vec<Option<Entry>>) {
        let entries = entries.into_iter().map(|entry| entry.map(Arc::new));
        self.pages.insert(page, entries.collect());
        self.used.retain(|used| *used != page);
        self.used.push(page);
        if self.used.len() > MAX_PAGES {
            let oldest = self.used.remove(0);
            self.pages.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::change::Guard, tui::keymap::Movement};

    fn target(number: usize) -> Target {
        Target {
            key: EntryKey {
                repository: "shop".into(),
                id: format!("e{number}"),
            },
            guard: Guard::Any,
        }
    }

    fn plan(numbers: impl IntoIterator<Item = usize>) -> Plan {
        Plan {
            made: chrono::DateTime::UNIX_EPOCH,
            rule: "older than 90d".into(),
            targets: numbers.into_iter().map(target).collect(),
        }
    }

    #[test]
    fn what_is_taken_out_is_not_in_the_plan() {
        let mut review = Review::new(plan(0..5));
        review.scroll.step(Movement::Down, 5, 10);
        review.toggle();
        assert_eq!((review.chosen(), review.spared()), (4, 1));
        assert!(review.is_spared(1));
        assert_eq!(review.chosen_plan(), plan([0, 2, 3, 4]));
        review.toggle();
        assert_eq!(review.chosen_plan(), plan(0..5));
    }

    #[test]
    fn a_newer_plan_keeps_what_was_taken_out_and_the_place() {
        let mut review = Review::new(plan(0..5));
        for _ in 0..3 {
            review.scroll.step(Movement::Down, 5, 10);
        }
        review.toggle();
        let review = review.renewed(plan([1, 3, 4]));
        assert_eq!(review.target(), Some(&target(3)));
        assert_eq!(review.chosen_plan(), plan([1, 4]));
        let review = review.renewed(plan([4]));
        assert_eq!((review.chosen(), review.spared()), (1, 0));
        assert_eq!(review.target(), Some(&target(4)));
        assert!(review.renewed(plan([])).target().is_none());
    }

    #[test]
    fn pages_come_as_they_are_looked_at() {
        let mut review = Review::new(plan(0..250));
        let (page, targets) = review.wanted(10).unwrap();
        assert_eq!((page, targets.len()), (0, PAGE));
        assert!(matches!(review.row(0), Row::Pending));
        review.insert(0, vec![None; PAGE]);
        assert!(matches!(review.row(0), Row::Gone));
        assert_eq!(review.wanted(10), None);
        review.scroll.step(Movement::Last, 250, 10);
        let (page, targets) = review.wanted(10).unwrap();
        assert_eq!((page, targets.len()), (2, 50));
        assert_eq!(Review::new(plan([])).wanted(10), None);
    }
}
