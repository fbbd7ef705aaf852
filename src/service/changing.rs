//! Changes to entries: edit, delete, restore, undo; each journaled, each guarded.

use chrono::{DateTime, Utc};

use super::{Cancel, Error, Lore, Progress, Result};
use crate::domain::{
    change::{Action, Change, ChangeId, Edit, Outcome, Target, Trashed},
    entry::{Entry, EntryKey},
    filter::Filter,
};

/// Is told how far long work is.
pub type Report<'a> = &'a mut (dyn FnMut(Progress) + Send);

impl Lore {
    /// The same store, in the name of a front: what the journal says of who changed something.
    #[must_use]
    pub fn acting_via(self, front: &str) -> Self {
        let _ = front;
        self
    }

    /// Gives one entry new values, in one atomic step, and makes a new vector when the text
    /// changes.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when the guard does not hold; [`Error::Invalid`]
    /// for values that no entry may have.
    pub async fn edit(&self, target: &Target, edit: &Edit) -> Result<(ChangeId, Entry)> {
        let _ = (target, edit);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Gives many entries new values. A text cannot be given to many.
    pub async fn edit_all(
        &self,
        targets: &[Target],
        edit: &Edit,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        let _ = (targets, edit, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Moves entries to the trash. `action` is what the journal calls it: delete, cleanup or
    /// deduplicate; `detail` is what it tells beside.
    pub async fn delete(
        &self,
        targets: &[Target],
        action: Action,
        detail: &str,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        let _ = (targets, action, detail, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// What is in the trash, the latest first. The filter means the entries as they were.
    pub async fn trash(&self, filter: &Filter) -> Result<Vec<Trashed>> {
        let _ = filter;
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Brings entries back from the trash, each as it was last deleted.
    pub async fn restore(
        &self,
        keys: &[EntryKey],
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        let _ = (keys, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Removes from the trash for good what went there before a moment, or everything.
    pub async fn empty_trash(&self, before: Option<DateTime<Utc>>) -> Result<Outcome> {
        let _ = before;
        Err(Error::Invalid("not built".to_owned()))
    }

    /// The change that [`Lore::undo`] would take back.
    pub async fn last_change(&self) -> Result<Option<Change>> {
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Takes back a change, or the last one that is not taken back. Entries that somebody changed
    /// since are left alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing to take back; [`Error::Conflict`] when every entry
    /// was changed since.
    pub async fn undo(
        &self,
        which: Option<&ChangeId>,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        let _ = (which, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Makes the change again that was taken back last, unless something else was changed since.
    pub async fn redo(&self, cancel: &Cancel, progress: Report<'_>) -> Result<(Change, Outcome)> {
        let _ = (cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// The journal, the latest first, at most `limit` lines; and how many there are.
    pub async fn log(&self, limit: Option<usize>) -> Result<(Vec<Change>, usize)> {
        let _ = limit;
        Err(Error::Invalid("not built".to_owned()))
    }
}
