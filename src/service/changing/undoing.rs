//! Changes taken back and made again, row by row, from the images of how rows were.

use super::{
    Report,
    engine::{Course, conclude},
    journals::{fold, last_step, last_to_redo, last_to_undo},
    locked::Locked,
    outcome::failure,
    resolve::{Act, Group, Want, Work, group},
    run::Run,
};
use crate::{
    domain::{
        change::{Action, Change, ChangeId, ChangeState, Guard, Outcome, Refusal},
        count::counted,
        printable::printable_line,
    },
    service::{Cancel, Error, Lore, Result},
    store::{
        ImageId, ImageTable, Repository,
        images::{Image, What},
    },
};

/// One repository's part in what is to be reversed.
struct Part<'a> {
    repository: &'a Repository,
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
        let changes = changes(&locked);
        let root = match which {
            Some(id) => named(&changes, id)?,
            None => last_to_undo(&changes).ok_or_else(|| {
                Error::NotFound(
                    "there is no change to take back; `lore log` lists what there was".to_owned(),
                )
            })?,
        };
        let step = last_step(&changes, root);
        let reversed = self.reverse(&locked, root, step, Action::Undo, cancel, progress);
        Box::pin(reversed).await
    }

    /// Makes the change again that was taken back last, unless something else was changed since.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing was taken back; [`Error::Conflict`] when something else, or
    /// every entry, was changed since.
    pub async fn redo(&self, cancel: &Cancel, progress: Report<'_>) -> Result<(Change, Outcome)> {
        let locked = self.lock_all(self.journaled().await?).await?;
        let changes = changes(&locked);
        let root = match last_to_redo(&changes) {
            Some((root, false)) => root,
            Some((root, true)) => {
                return Err(Error::Conflict(format!(
                    "the {} of {} cannot be made again: something else was changed since it was taken back; `lore log` tells what",
                    root.action.name(),
                    counted(root.entries, "entry", "entries")
                )));
            }
            None => {
                return Err(Error::NotFound(
                    "there is no change that was taken back; `lore log` lists what there was"
                        .to_owned(),
                ));
            }
        };
        let step = last_step(&changes, root);
        let reversed = self.reverse(&locked, root, step, Action::Redo, cancel, progress);
        Box::pin(reversed).await
    }

    /// Reverses a step of a change.
    async fn reverse(
        &self,
        locked: &Locked,
        root: &Change,
        step: &Change,
        action: Action,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        let mut parts = Vec::new();
        for repository in &locked.repositories {
            if step
                .repositories
                .iter()
                .any(|name| name == repository.name())
                && let Some(table) = repository.images().open().await?
            {
                let images = table.of_change(&step.id.0).await?;
                parts.push(Part {
                    repository,
                    table,
                    images,
                });
            }
        }
        let total = parts.iter().map(|part| part.images.len()).sum();
        if total == 0 {
            return Err(Error::Conflict(format!(
                "the {} cannot be reversed: what its entries were like was erased",
                root.action.name()
            )));
        }
        let detail = format!(
            "{} of {}",
            root.action.name(),
            counted(root.entries, "entry", "entries")
        );
        let header = self.header(locked, action, Some(&root.id), &detail);
        let mut course = Course::new(cancel, progress, total);
        let mut outcome = Outcome::default();
        for part in &parts {
            let mut run = Run::new(part.repository, &header);
            let done = part.reverse(&mut run, &mut course).await;
            let returned = std::mem::take(&mut run.returned);
            conclude(run, done, &header, &mut outcome).await?;
            self.record_returned(returned).await?;
        }
        if outcome.changed.is_empty() && !outcome.cancelled {
            return Err(failure(&outcome.refused));
        }
        let state = match action {
            Action::Undo => ChangeState::Undone,
            _ => ChangeState::Done,
        };
        let root = Change {
            state,
            ..root.clone()
        };
        Ok((root, outcome))
    }
}

impl Part<'_> {
    /// Batch by batch, as the rows were changed.
    async fn reverse(&self, run: &mut Run<'_>, course: &mut Course<'_>) -> Result<bool> {
        for images in self
            .images
            .chunk_by(|(_, one), (_, other)| one.batch == other.batch)
        {
            let (images, erased): (Vec<_>, Vec<_>) = images
                .iter()
                .cloned()
                .partition(|(_, image)| image.what != What::Erased);
            course.advance(erased.len());
            let erased = erased.into_iter();
            run.refuse(
                erased
                    .map(|(_, image)| (image.id, Refusal::Erased))
                    .collect(),
            );
            let kept = self.table.kept(&images).await?;
            let guards: Vec<Guard> = images.iter().map(|(_, image)| guard(image)).collect();
            let groups = groups(&images, &guards);
            let mut rest = groups.as_slice();
            while !rest.is_empty() {
                if course.is_cancelled() {
                    return Ok(false);
                }
                let used = run.batch(rest, &Work::default(), Some(&kept)).await?;
                course.advance(rest[..used].iter().map(|group| group.wants.len()).sum());
                rest = &rest[used..];
            }
        }
        Ok(true)
    }
}

fn changes(locked: &Locked) -> Vec<Change> {
    let names = locked.repositories.iter().map(Repository::name);
    let journals = locked.journals.iter().cloned();
    fold(names.map(str::to_owned).zip(journals))
}

/// The change of this name, if it can be taken back.
fn named<'a>(changes: &'a [Change], id: &ChangeId) -> Result<&'a Change> {
    let shown = printable_line(&id.0);
    let change = changes
        .iter()
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

/// How the row must stand for its image to be put back.
fn guard(image: &Image) -> Guard {
    match &image.after {
        Some(after) => Guard::Content(after.content.clone()),
        None => Guard::Any,
    }
}

/// What reverses a batch, by entry.
fn groups<'a>(images: &'a [(ImageId, Image)], guards: &'a [Guard]) -> Vec<Group<'a>> {
    let wants = images
        .iter()
        .zip(guards)
        .enumerate()
        .map(|(kept, ((_, image), guard))| {
            let act = match image.what {
                What::Insert => Act::Delete,
                What::Update => Act::Revert { kept },
                What::Delete | What::Erased => Act::Insert {
                    kept,
                    left: image.left,
                },
            };
            (image.id.as_str(), Want { guard, act })
        });
    group(wants)
}
