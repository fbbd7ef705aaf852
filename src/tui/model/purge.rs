//! Erasing entries for good: the plan, the word that confirms it, and the proof.

use crate::{
    domain::{count::thousands, entry::EntryKey},
    service::{PurgePlan, PurgeScope, Purged},
};

use super::line_box::LineBox;

/// What has to be typed, unless it is the number of entries.
pub const WORD: &str = "purge";

/// Where it stands.
#[derive(Debug)]
pub enum Stage {
    /// It is worked out what would go.
    Planning,
    /// This would go; the word is asked for.
    Asking(PurgePlan),
    /// It is going.
    Erasing,
    /// It is gone, or not all of it.
    Done(Purged),
    /// It could not be worked out or done.
    Failed(String),
}

/// The dialog. It holds keys: nothing that happens meanwhile makes it mean other entries.
#[derive(Debug)]
pub struct Purge {
    /// What is to go.
    pub scope: PurgeScope,
    /// Where it stands.
    pub stage: Stage,
    /// What was typed.
    pub line: LineBox,
    /// What was typed does not confirm it.
    pub refused: bool,
    /// The read of the plan, while it has no answer.
    pub(crate) reading: Option<u64>,
}

impl Purge {
    /// The dialog as it opens.
    #[must_use]
    pub fn new(scope: PurgeScope) -> Self {
        Self {
            scope,
            stage: Stage::Planning,
            line: LineBox::default(),
            refused: false,
            reading: None,
        }
    }

    /// Whether a line is being typed.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        matches!(&self.stage, Stage::Asking(plan) if may_go(plan))
    }

    /// Whether what was typed confirms it.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        let Stage::Asking(plan) = &self.stage else {
            return false;
        };
        let typed = self.line.text().trim();
        let count = erased(plan);
        typed == WORD || typed == count.to_string() || typed == thousands(count)
    }
}

/// Entries that would go, from wherever.
#[must_use]
pub fn erased(plan: &PurgePlan) -> usize {
    plan.entries.len() + plan.past.len()
}

/// Whether there is something to erase, and nothing that forbids it.
#[must_use]
pub fn may_go(plan: &PurgePlan) -> bool {
    erased(plan) > 0 && plan.held_by.is_empty()
}

/// The entries that a purge is about, as far as it names them.
#[must_use]
pub fn named(scope: &PurgeScope) -> &[EntryKey] {
    match scope {
        PurgeScope::Entries(keys) => keys,
        PurgeScope::Trash => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: usize) -> EntryKey {
        EntryKey {
            repository: "shop".into(),
            id: id.to_string(),
        }
    }

    fn asking(entries: usize) -> Purge {
        let mut purge = Purge::new(PurgeScope::Trash);
        purge.stage = Stage::Asking(PurgePlan {
            entries: (0..entries).map(key).collect(),
            ..PurgePlan::default()
        });
        purge
    }

    #[test]
    fn the_word_or_the_count_confirms_it() {
        for (typed, confirms) in [
            ("purge", true),
            (" purge ", true),
            ("1234", true),
            ("1,234", true),
            ("", false),
            ("y", false),
            ("yes", false),
            ("Purge it", false),
            ("123", false),
        ] {
            let mut purge = asking(1_234);
            purge.line.set_text(typed);
            assert_eq!(purge.is_confirmed(), confirms, "{typed}");
        }
    }

    #[test]
    fn nothing_is_asked_when_nothing_may_go() {
        assert!(!asking(0).is_asking());
        let mut held = asking(3);
        assert!(held.is_asking());
        if let Stage::Asking(plan) = &mut held.stage {
            plan.held_by.push("shop: tag v1".into());
        }
        assert!(!held.is_asking());
    }
}
