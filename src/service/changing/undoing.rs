//! Changes taken back and made again, row by row, from the images of how rows were.

use super::{
    Report,
    engine::{Course, conclude},
    journals::{Lasts, Step, chain, fold, last_to_undo, next_to_redo},
    lineage::Lineages,
    locked::Locked,
    outcome::failure,
    reverse::reverse,
    run::Run,
};
use crate::{
    domain::{
        change::{Action, Change, ChangeId, ChangeState, Outcome, Refusal, Refused},
        count::counted,
        printable::printable_line,
    },
    service::{Cancel, Error, Lore, Result},
    store::{ChangeLock, ImageId, ImageTable, Repository, images::Image, journal::LineState},
};

/// One repository's part in what is to be reversed.
struct Part<'a> {
    repository: &'a Repository,
    lock: &'a ChangeLock,
    table: ImageTable,
    images: Vec<(ImageId, Image)>,
}

impl Lore {
    /// Takes back a change, or the last one that is not taken back. Entries that somebody changed
    /// since are left alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing to take back; [`Error::Conflict`] when every entry
    /// was changed since; [`Error::Invalid`] for a change that cannot be taken back.
    pub async fn undo(
        &self,
        which: Option<&ChangeId>,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        let locked = self.lock_all(self.journaled().await?).await?;
        let steps = steps(&locked);
        let root = match which {
            Some(id) => named(&steps, id)?,
            None => last_to_undo(&steps).ok_or_else(|| {
                Error::NotFound(
                    "there is no change to take back; `lore log` lists what there was".to_owned(),
                )
            })?,
        };
        let reversed = self.reverse(&locked, &steps, root, Action::Undo, cancel, progress);
        Box::pin(reversed).await
    }

    /// Makes the change again that was taken back last, unless something else was changed since.
    /// `which` is the change that the caller takes for it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing was taken back; [`Error::Conflict`] when it is another
    /// change's turn, or something else, or every entry, was changed since.
    pub async fn redo(
        &self,
        which: Option<&ChangeId>,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        let locked = self.lock_all(self.journaled().await?).await?;
        let steps = steps(&locked);
        let root = next_to_redo(&steps)?.ok_or_else(|| {
            Error::NotFound(
                "there is no change that was taken back; `lore log` lists what there was"
                    .to_owned(),
            )
        })?;
        if let Some(id) = which.filter(|id| **id != root.id) {
            return Err(Error::Conflict(format!(
                "change '{}' cannot be made again now: another one was taken back since, or it was made again already; `lore log` tells",
                printable_line(&id.0)
            )));
        }
        let reversed = self.reverse(&locked, &steps, root, Action::Redo, cancel, progress);
        Box::pin(reversed).await
    }

    /// Takes a change back or makes it again, as far as it is not.
    async fn reverse(
        &self,
        locked: &Locked,
        steps: &[Step],
        root: &Change,
        action: Action,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        let mut parts = Vec::new();
        for (repository, lock) in locked.each() {
            if root
                .repositories
                .iter()
                .any(|name| name == repository.name())
                && let Some(table) = repository.images().open().await?
            {
                let mut lineages = Lineages::default();
                for step in chain(steps, root) {
                    let back = step.change.action == Action::Undo;
                    lineages.add(back, table.of_change(&step.change.id.0).await?);
                }
                let images = lineages.last(action != Action::Undo);
                parts.push(Part {
                    repository,
                    lock,
                    table,
                    images,
                });
            }
        }
        let total = parts.iter().map(|part| part.images.len()).sum();
        if total == 0 {
            return Err(self.close(locked, steps, root, action).await?);
        }
        let detail = format!(
            "{} of {}",
            root.action.name(),
            counted(root.entries, "entry", "entries")
        );
        let header = self.header(locked, action, Some(&root.id), &detail);
        let mut course = Course::new(cancel, progress, total);
        let mut outcome = Outcome::default();
        let mut runs: Vec<Run<'_>> = (parts.iter())
            .map(|part| Run::new(part.repository, part.lock, &header))
            .collect();
        if let [_, _, ..] = &runs[..] {
            // So that it shows in each of them when it is cut off before it gets there.
            for run in &mut runs {
                run.begin().await?;
            }
        }
        for (part, mut run) in parts.iter().zip(runs) {
            let done = Box::pin(reverse(&mut run, &part.table, &part.images, &mut course)).await;
            let returned = std::mem::take(&mut run.returned);
            conclude(run, done, &header, &mut outcome).await?;
            self.record_returned(returned).await?;
        }
        if outcome.changed.is_empty() && !outcome.cancelled {
            let erased = |refused: &Refused| refused.why == Refusal::Erased;
            return Err(if outcome.refused.iter().all(erased) {
                self.close(locked, steps, root, action).await?
            } else {
                failure(&outcome.refused)
            });
        }
        let state = match action {
            Action::Undo if !outcome.cancelled => ChangeState::Undone,
            _ => ChangeState::Done,
        };
        let root = Change {
            state,
            ..root.clone()
        };
        Ok((root, outcome))
    }

    /// Writes down that nothing of a change is left to reverse, so that the next time another
    /// change's turn comes. Returns what to tell.
    async fn close(
        &self,
        locked: &Locked,
        steps: &[Step],
        root: &Change,
        action: Action,
    ) -> Result<Error> {
        let lasts = Lasts::of(steps);
        let name = root.action.name();
        let (done, told) = match action {
            Action::Undo => ("taken back", "reversed"),
            _ => ("made again", "made again"),
        };
        let error = if lasts.is_stopped(root, action) {
            format!("all of the {name} was {done} already, before that was cut off")
        } else {
            format!("the {name} cannot be {told}: what its entries were like was erased")
        };
        let of_root = |repository: &&Repository| {
            let name = repository.name();
            root.repositories.iter().any(|other| other == name)
        };
        if !lasts.is_spent(root)
            && let Some(repository) = locked.repositories.iter().find(of_root)
        {
            let header = self.header(locked, action, Some(&root.id), "nothing left");
            let mut line = header.line();
            line.state = LineState::Closed;
            repository.journal().write(&line).await?;
        }
        Ok(Error::Conflict(error))
    }
}

fn steps(locked: &Locked) -> Vec<Step> {
    let names = locked.repositories.iter().map(Repository::name);
    let journals = locked.journals.iter().cloned();
    fold(names.map(str::to_owned).zip(journals))
}

/// The change of this name, if it can be taken back.
fn named<'a>(steps: &'a [Step], id: &ChangeId) -> Result<&'a Change> {
    let shown = printable_line(&id.0);
    let change = steps
        .iter()
        .map(|step| &step.change)
        .find(|change| change.id == *id)
        .ok_or_else(|| {
            Error::NotFound(format!(
                "no change '{shown}'; `lore log` lists what there is"
            ))
        })?;
    match change.action {
        Action::Undo | Action::Redo => Err(Error::Invalid(format!(
            "change '{shown}' is itself an {}; name the change that it is about, or use `lore undo` and `lore redo` without a name",
            change.action.name()
        ))),
        action if !action.can_be_undone() => Err(Error::Invalid(format!(
            "change '{shown}' cannot be taken back: {} is for good",
            action.name()
        ))),
        _ if change.state == ChangeState::Undone => Err(Error::Conflict(format!(
            "change '{shown}' is taken back already; `lore redo` makes it again"
        ))),
        _ if change.entries == 0 => {
            Err(Error::NotFound(format!("change '{shown}' changed nothing")))
        }
        _ => Ok(change),
    }
}
