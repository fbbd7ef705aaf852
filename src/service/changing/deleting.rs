//! Entries that go to the trash.

use super::{
    Report,
    engine::Job,
    outcome::conclude,
    resolve::{Act, Work},
};
use crate::{
    domain::change::{Action, Outcome, Target},
    service::{Cancel, Lore, Result},
};

impl Lore {
    /// Moves entries to the trash. `action` is what the journal calls it: delete, cleanup or
    /// deduplicate; `detail` is what it tells beside, without any entry's text.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::service::Error::NotFound) when none of them is there,
    /// [`Error::Conflict`](crate::service::Error::Conflict) when all were left alone, or another
    /// lore holds the lock.
    pub async fn delete(
        &self,
        targets: &[Target],
        action: Action,
        detail: &str,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        let job = Job {
            targets,
            act: Act::Delete,
            work: Work::default(),
            action,
            detail,
        };
        let (outcome, _) = self.change(job, cancel, progress).await?;
        conclude(outcome)
    }
}
