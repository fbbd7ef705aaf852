//! Batches compared with what is in the store, and put into it.

use std::collections::BTreeMap;

use futures::future::join_all;

use super::{
    ImportRequest, Imported, MOST_NAMED, OnConflict,
    ahead::Groups,
    fitting::Draft,
    tally::{Standing, Tally},
    target::{PutIn, Target},
    there::There,
    vectors::{Maker, Ready},
};
use crate::{
    domain::{
        change::ChangeId,
        shares::{FEW_ROWS, mapped},
    },
    service::{
        Cancel, Error, Lore, Result,
        changing::{Import, Part, Put},
    },
    store::{Repository, Snapshot},
};

/// The entries of a file on their way into repositories.
pub(super) struct Bringing<'a> {
    lore: &'a Lore,
    on_conflict: OnConflict,
    /// By name, with its place among all.
    targets: BTreeMap<String, Target>,
    tally: Tally,
    import: Option<Import<'a>>,
}

/// Entries of one repository, and how each is put in.
type Chosen = (Vec<Draft>, Vec<Put>);

impl<'a> Bringing<'a> {
    /// Entries on their way into these repositories. Without an import nothing can be put in.
    pub async fn new(
        lore: &'a Lore,
        request: &ImportRequest,
        repositories: &[Repository],
        import: Option<Import<'a>>,
    ) -> Result<Self> {
        let mut targets = BTreeMap::new();
        for (number, repository) in repositories.iter().enumerate() {
            let target = Target {
                number,
                repository: repository.clone(),
                records: repository.embeddings().records().await?,
            };
            targets.insert(repository.name().to_owned(), target);
        }
        Ok(Self {
            lore,
            on_conflict: request.on_conflict,
            targets,
            tally: Tally::default(),
            import,
        })
    }

    /// Tells what would become of a batch.
    pub async fn compare(&mut self, batch: Groups, told: &mut Imported) -> Result<()> {
        for (name, drafts) in batch {
            let (_, puts) = self.choose(&name, drafts, told).await?;
            let replaced = puts.iter().filter(|put| put.instead_of.is_some()).count();
            told.replaced += replaced;
            told.added += puts.len() - replaced;
        }
        Ok(())
    }

    /// Puts a batch in, a repository in one commit, and all repositories side by side. Tells whether it did
    /// or was stopped before.
    pub async fn bring(
        &mut self,
        batch: Groups,
        told: &mut Imported,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<bool> {
        let mut ready = Vec::new();
        let mut is_whole = true;
        for (name, drafts) in batch {
            if cancel.is_cancelled() {
                is_whole = false;
                break;
            }
            let (chosen, puts) = self.choose(&name, drafts, told).await?;
            if puts.is_empty() {
                continue;
            }
            let target = self.targets.get(&name).ok_or_else(|| unseen(&name))?;
            let maker = Maker::new(&self.lore.models, &target.records).await;
            // What is made before somebody stops it is put in.
            let Some(made) = maker.make(chosen, told, cancel, progress).await? else {
                is_whole = false;
                break;
            };
            ready.push((name, made, puts));
        }
        self.put(ready, told).await?;
        Ok(is_whole)
    }

    /// Puts entries in, whatever becomes of others.
    async fn put(
        &mut self,
        ready: Vec<(String, Vec<Ready>, Vec<Put>)>,
        told: &mut Imported,
    ) -> Result<()> {
        let mut parts: Vec<Option<Part<'_, '_>>> = match &mut self.import {
            Some(import) => import.parts().map(Some).collect(),
            None => Vec::new(),
        };
        let mut puts = Vec::with_capacity(ready.len());
        for (name, ready, wanted) in ready {
            let target = self.targets.get(&name);
            let part = target.and_then(|target| parts.get_mut(target.number)?.take());
            let (Some(target), Some(part)) = (target, part) else {
                return Err(unseen(&name));
            };
            puts.push(async move { target.put(part, ready, &wanted).await });
        }
        let mut done = Ok(());
        for put in join_all(puts).await {
            match put {
                Ok(put) => told.take_put(put),
                Err(error) => done = done.and(Err(error)),
            }
        }
        done
    }

    /// Ends the import, at its end or before.
    pub async fn finish(self, completed: bool) -> Result<Option<ChangeId>> {
        match self.import {
            Some(import) => import.finish(completed).await,
            None => Ok(None),
        }
    }

    /// Those of a batch that go into the store, and how.
    async fn choose(
        &mut self,
        name: &str,
        mut drafts: Vec<Draft>,
        told: &mut Imported,
    ) -> Result<Chosen> {
        let snapshot = match self.targets.get(name) {
            Some(target) => Some(target.repository.snapshot().await?),
            None => None,
        };
        for draft in &mut drafts {
            told.nulls += usize::from(without_nulls(draft, snapshot.as_ref()));
        }
        let mut there = match &snapshot {
            Some(snapshot) => There::of(snapshot, &drafts).await?,
            None => There::default(),
        };
        there.date(&mut drafts);
        let said = mapped(&drafts, FEW_ROWS, Draft::content);
        let mut puts = Vec::with_capacity(drafts.len());
        let mut said = said.into_iter();
        drafts.retain(|draft| {
            let content = said.next().unwrap_or_default();
            let id = draft.entry.id.clone();
            let rows = there.rows(&id);
            let (instead_of, beside) = match self.tally.standing(name, &id, &content, rows) {
                Standing::Same => {
                    told.same += 1;
                    self.tally.add(name, &id, &content);
                    return false;
                }
                Standing::New { beside } => (None, beside),
                Standing::Conflict(mut others) => {
                    if self.on_conflict != OnConflict::Replace || others.len() > 1 {
                        told.add_conflict(name, id);
                        return false;
                    }
                    (others.pop(), 0)
                }
            };
            if let Some(other) = &instead_of
                && let Some(row) = rows.iter_mut().find(|row| *row == other)
            {
                row.clone_from(&content);
            }
            self.tally.add(name, &id, &content);
            puts.push(Put {
                id,
                instead_of,
                beside,
            });
            true
        });
        Ok((drafts, puts))
    }
}

fn unseen(repository: &str) -> Error {
    Error::NotFound(format!(
        "the repository {repository} was not in the file when it was looked at; import it again"
    ))
}

impl Imported {
    fn take_put(&mut self, put: PutIn) {
        self.added += put.added;
        self.replaced += put.replaced;
        self.refused.extend(put.refused);
    }

    fn add_conflict(&mut self, repository: &str, id: String) {
        self.conflicts += 1;
        if self.conflicting.len() < MOST_NAMED {
            self.conflicting.push((repository.to_owned(), id));
        }
    }
}

/// Nulls become empty texts where the table takes none; tells whether there were any.
fn without_nulls(draft: &mut Draft, snapshot: Option<&Snapshot>) -> bool {
    let nulls = &mut draft.entry.null_columns;
    let before = nulls.len();
    nulls.retain(|column| snapshot.is_some_and(|snapshot| snapshot.takes_nulls(column)));
    nulls.len() < before
}
