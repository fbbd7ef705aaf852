//! An earlier state of an entry brought back.

use std::collections::BTreeSet;

use super::{
    engine::conclude,
    outcome::failure,
    resolve::{Act, Want, Work, group},
    run::Run,
};
use crate::{
    domain::{
        change::{Action, ChangeId, Outcome, Refusal, Refused, Target},
        entry::{Entry, EntryKey},
        filter::Filter,
        history::Past,
    },
    service::{Cancel, Lore, Result},
    store::Kept,
};

impl Lore {
    /// Makes an entry say again what it said: all its columns, in one atomic step, with a new vector
    /// for the text. One that is gone comes back. It is a change like any other, and can be taken
    /// back.
    ///
    /// # Errors
    /// [`NotFound`](crate::service::Error::NotFound) without such a repository,
    /// [`Conflict`](crate::service::Error::Conflict) when the guard does not
    /// hold, or the entry says that already.
    pub async fn revert(&self, target: &Target, past: &Past) -> Result<(ChangeId, Entry)> {
        if let Some(restored) = self.restored(target, past).await? {
            return Ok(restored);
        }
        let names = BTreeSet::from([target.key.repository.as_str()]);
        let vectors = self.models.document(past.entry.text.clone()).await?;
        let kept = Kept::new(&past.entry, &vectors.shared.vector)?;
        let locked = self.lock(&names).await?;
        let Some((repository, lock)) = locked.each().next() else {
            return Err(failure(&[]));
        };
        let id = target.key.id.as_str();
        let standing = repository.snapshot().await?.find(id).await?;
        let content = past.entry.content();
        if standing.iter().any(|entry| entry.content() == content) {
            return Err(failure(&[Refused {
                key: target.key.clone(),
                why: Refusal::Same,
            }]));
        }
        let (action, act) = if standing.is_empty() {
            (Action::Restore, Act::Insert { kept: 0, left: 0 })
        } else {
            (Action::Edit, Act::Revert { kept: 0 })
        };
        let detail = format!("as it was on {}", past.since.format("%Y-%m-%d %H:%M UTC"));
        let header = self.header(&locked, action, None, &detail);
        let mut run = Run::new(repository, lock, &header);
        let want = Want {
            guard: &target.guard,
            act,
        };
        let groups = group([(id, want)]);
        let done = run.batch(&groups, &Work::default(), Some(&kept)).await;
        let entry = run.last().pop();
        let mut outcome = Outcome::default();
        conclude(run, done.map(|_| true), &header, &mut outcome).await?;
        let (Some(change), Some(entry)) = (outcome.change, entry) else {
            return Err(failure(&outcome.refused));
        };
        self.record(&entry, vectors).await;
        Ok((change, entry))
    }
    /// An entry that lies in the trash as it is to become comes back from there.
    async fn restored(&self, target: &Target, past: &Past) -> Result<Option<(ChangeId, Entry)>> {
        let filter = Filter {
            repositories: vec![target.key.repository.clone()],
            kinds: vec![past.entry.kind.clone()],
            ..Filter::default()
        };
        let content = past.entry.content();
        let lies_there =
            self.trash(&filter).await?.iter().any(|trashed| {
                trashed.entry.id == target.key.id && trashed.entry.content() == content
            });
        if !lies_there || !self.standing(&target.key).await?.is_empty() {
            return Ok(None);
        }
        let keys = std::slice::from_ref(&target.key);
        let outcome = self.restore(keys, &Cancel::default(), &mut |_| {}).await?;
        let entry = self.standing(&target.key).await?.pop();
        Ok(outcome.change.zip(entry))
    }

    /// The entries of a key as they stand.
    async fn standing(&self, key: &EntryKey) -> Result<Vec<Entry>> {
        let repository = self.store.repository(&key.repository).await?;
        Ok(repository.snapshot().await?.find(&key.id).await?)
    }
}
