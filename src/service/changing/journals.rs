//! The journals of all repositories as one, and what can be taken back or made again.

use std::collections::{BTreeMap, HashMap};

use chrono::DateTime;

use super::settle::look;
use crate::{
    domain::change::{Action, Change, ChangeId, ChangeState},
    service::{Lore, Result},
    store::{Repository, journal::Line},
};

impl Lore {
    /// The journal, the latest first, at most `limit` lines; and how many there are.
    pub async fn log(&self, limit: Option<usize>) -> Result<(Vec<Change>, usize)> {
        let mut changes = self.changes().await?;
        let total = changes.len();
        changes.reverse();
        changes.truncate(limit.unwrap_or(usize::MAX));
        Ok((changes, total))
    }

    /// The change that [`Lore::undo`] would take back.
    pub async fn last_change(&self) -> Result<Option<Change>> {
        Ok(last_to_undo(&self.changes().await?).cloned())
    }

    /// Every change, the earliest first. Those that are not done are told as they stand; nothing is
    /// settled.
    async fn changes(&self) -> Result<Vec<Change>> {
        let mut journals = Vec::new();
        for repository in self.journaled().await? {
            let mut lines = repository.journal().lines().await?;
            for line in lines.iter_mut().filter(|line| !line.done) {
                line.entries = look(&repository, line).await?.entries;
            }
            journals.push((repository.name().to_owned(), lines));
        }
        Ok(fold(journals))
    }

    /// The repositories in which lore changed something, by name.
    pub(super) async fn journaled(&self) -> Result<Vec<Repository>> {
        let mut repositories = self.store.repositories().await?;
        repositories.retain(|repository| repository.journal().path().exists());
        Ok(repositories)
    }
}

/// Journals of repositories as one, the earliest change first.
pub(super) fn fold(journals: impl IntoIterator<Item = (String, Vec<Line>)>) -> Vec<Change> {
    let mut changes: BTreeMap<ChangeId, Change> = BTreeMap::new();
    for (repository, lines) in journals {
        for line in lines {
            // A later lore may know more kinds of changes.
            let Ok(action) = line.action.parse::<Action>() else {
                continue;
            };
            let id = ChangeId(line.change.clone());
            let known = changes.entry(id.clone()).or_insert_with(|| Change {
                id,
                at: DateTime::from_timestamp_micros(line.at).unwrap_or_default(),
                who: line.who.clone(),
                action,
                repositories: Vec::new(),
                entries: 0,
                detail: String::new(),
                of: line.of.clone().map(ChangeId),
                state: ChangeState::Done,
            });
            known.repositories.push(repository.clone());
            known.entries += usize::try_from(line.entries).unwrap_or(usize::MAX);
            if !known.detail.split("; ").any(|told| told == line.detail) {
                if !known.detail.is_empty() {
                    known.detail.push_str("; ");
                }
                known.detail.push_str(&line.detail);
            }
            if !line.done {
                known.state = ChangeState::Unfinished;
            }
        }
    }
    let mut changes: Vec<Change> = changes.into_values().collect();
    let undone = undone(&changes);
    for change in &mut changes {
        if change.state == ChangeState::Done && undone.contains_key(&change.id) {
            change.state = ChangeState::Undone;
        }
    }
    changes
}

/// The last step of a change: itself, or when it was taken back or made again last.
pub(super) fn last_step<'a>(changes: &'a [Change], root: &'a Change) -> &'a Change {
    changes
        .iter()
        .rev()
        .find(|step| step.of.as_ref() == Some(&root.id) && step.entries > 0)
        .unwrap_or(root)
}

/// The changes that do not hold, each with the step that took it back.
fn undone(changes: &[Change]) -> HashMap<ChangeId, ChangeId> {
    let mut undone = HashMap::new();
    for step in changes.iter().filter(|step| step.entries > 0) {
        match (step.action, &step.of) {
            (Action::Undo, Some(root)) => {
                undone.insert(root.clone(), step.id.clone());
            }
            (Action::Redo, Some(root)) => {
                undone.remove(root);
            }
            _ => {}
        }
    }
    undone
}

/// The change that is to be taken back next: the latest that holds.
pub(super) fn last_to_undo(changes: &[Change]) -> Option<&Change> {
    let undone = undone(changes);
    changes
        .iter()
        .rev()
        .find(|change| counts(change) && !undone.contains_key(&change.id))
}

/// The change that was taken back last and holds no more; and whether something else was changed
/// since.
pub(super) fn last_to_redo(changes: &[Change]) -> Option<(&Change, bool)> {
    let undone = undone(changes);
    let (root, undo) = changes
        .iter()
        .filter_map(|root| Some((root, undone.get(&root.id)?)))
        .max_by_key(|(_, undo)| *undo)?;
    let since = changes
        .iter()
        .any(|change| change.id > *undo && counts(change));
    Some((root, since))
}

/// Whether somebody changed entries by it, in a way that can be taken back.
fn counts(change: &Change) -> bool {
    change.action.is_first_hand() && change.action.can_be_undone() && change.entries > 0
}
