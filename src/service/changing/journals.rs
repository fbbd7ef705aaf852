//! The journals of all repositories as one, and what can be taken back or made again.

use std::collections::BTreeMap;

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
    let undone: Vec<usize> = (0..changes.len())
        .filter(|at| is_undone(&changes, &changes[*at]))
        .collect();
    for at in undone {
        if changes[at].state == ChangeState::Done {
            changes[at].state = ChangeState::Undone;
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

fn is_undone(changes: &[Change], root: &Change) -> bool {
    last_step(changes, root).action == Action::Undo && root.action.is_first_hand()
}

/// The change that is to be taken back next: the latest that holds.
pub(super) fn last_to_undo(changes: &[Change]) -> Option<&Change> {
    changes.iter().rev().find(|change| {
        change.action.is_first_hand()
            && change.action.can_be_undone()
            && change.entries > 0
            && !is_undone(changes, change)
    })
}

/// The change that was taken back last and holds no more; and whether something else was changed
/// since.
pub(super) fn last_to_redo(changes: &[Change]) -> Option<(&Change, bool)> {
    let (root, undo) = changes
        .iter()
        .filter(|root| root.action.is_first_hand() && is_undone(changes, root))
        .map(|root| (root, last_step(changes, root)))
        .max_by_key(|(_, undo)| &undo.id)?;
    let since = changes.iter().any(|change| {
        change.id > undo.id
            && change.action.is_first_hand()
            && change.action.can_be_undone()
            && change.entries > 0
    });
    Some((root, since))
}
