//! The list of what a cleanup would take, of which each can be taken out.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    domain::{
        change::Target,
        cleanup::{Plan, Planned},
        entry::{Entry, EntryKey},
    },
    tui::model::list::Scroll,
};

/// Targets looked up at once.
const PAGE: usize = 50;

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
        let at = self.key().cloned();
        let known: HashSet<&EntryKey> = keys(&plan).collect();
        let mut spared = self.spared;
        spared.retain(|key| known.contains(key));
        let cursor = keys(&plan)
            .position(|key| Some(key) == at.as_ref())
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
        self.plan.entries.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plan.entries.is_empty()
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
        let planned = self.plan.entries.get(row);
        planned.is_some_and(|planned| self.spared.contains(&planned.target.key))
    }

    /// The entry under the cursor, as the plan tells of it.
    #[must_use]
    pub fn planned(&self) -> Option<&Planned> {
        self.plan.entries.get(self.scroll.cursor)
    }

    /// Which entry is under the cursor.
    #[must_use]
    pub fn key(&self) -> Option<&EntryKey> {
        Some(&self.planned()?.target.key)
    }

    /// Takes the row under the cursor out, or back in.
    pub fn toggle(&mut self) {
        let Some(key) = self.key().cloned() else {
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
        plan.entries
            .retain(|planned| !self.spared.contains(&planned.target.key));
        plan
    }

    /// A row.
    #[must_use]
    pub fn row(&self, row: usize) -> Row<'_> {
        match self
            .pages
            .get(&(row / PAGE))
            .map(|page| page.get(row % PAGE))
        {
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

    /// The page under the cursor when it is not loaded: its number and targets.
    #[must_use]
    pub fn wanted(&self) -> Option<(usize, Vec<Target>)> {
        let page = self.scroll.cursor / PAGE;
        if self.pages.contains_key(&page) {
            return None;
        }
        let planned = self.plan.entries.chunks(PAGE).nth(page)?;
        let targets = planned.iter().map(|planned| planned.target.clone());
        Some((page, targets.collect()))
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

fn keys(plan: &Plan) -> impl Iterator<Item = &EntryKey> {
    plan.entries.iter().map(|planned| &planned.target.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::change::Guard, tui::keymap::Movement};

    fn planned(number: usize) -> Planned {
        let key = EntryKey {
            repository: "shop".into(),
            id: format!("e{number}"),
        };
        Planned {
            target: Target {
                key,
                guard: Guard::Any,
            },
            kind: "issue".into(),
            project_id: "api".into(),
            agent: "qa".into(),
            timestamp: "2026-02-01T00:00:00Z".into(),
            excerpt: format!("text {number}"),
        }
    }

    fn plan(numbers: impl IntoIterator<Item = usize>) -> Plan {
        Plan {
            made: chrono::DateTime::UNIX_EPOCH,
            rule: "older than 90d".into(),
            spared: crate::domain::cleanup::Spared::default(),
            entries: numbers.into_iter().map(planned).collect(),
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
        assert_eq!(review.planned(), Some(&planned(3)));
        assert_eq!(review.chosen_plan(), plan([1, 4]));
        let review = review.renewed(plan([4]));
        assert_eq!((review.chosen(), review.spared()), (1, 0));
        assert_eq!(review.planned(), Some(&planned(4)));
        assert!(review.renewed(plan([])).planned().is_none());
    }

    #[test]
    fn pages_come_as_they_are_looked_at() {
        let mut review = Review::new(plan(0..250));
        let (page, targets) = review.wanted().unwrap();
        assert_eq!((page, targets.len()), (0, PAGE));
        assert!(matches!(review.row(0), Row::Pending));
        review.insert(0, vec![None; PAGE]);
        assert!(matches!(review.row(0), Row::Gone));
        assert_eq!(review.wanted(), None);
        review.scroll.step(Movement::Last, 250, 10);
        let (page, targets) = review.wanted().unwrap();
        assert_eq!((page, targets.len()), (4, PAGE));
        assert_eq!(Review::new(plan([])).wanted(), None);
    }
}
