//! Batches compared with what is in the store, and put into it.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::{
    ImportRequest, Imported, MOST_NAMED, OnConflict,
    fitting::Draft,
    tally::{Standing, Tally},
    there::There,
    vectors::{Maker, Ready},
};
use crate::{
    domain::{
        change::ChangeId,
        shares::{FEW_ROWS, mapped},
    },
    embed::Identity,
    service::{
        Cancel, Error, Lore, Result,
        changing::{Import, Put},
    },
    store::{
        self, Kept, Repository, Snapshot,
        embeddings::{Embedded, Records, WideEmbedded},
    },
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

/// A repository that takes entries.
struct Target {
    number: usize,
    repository: Repository,
    /// What is known of vectors there, from before the import.
    records: Arc<Records>,
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
    pub async fn compare(&mut self, drafts: Vec<Draft>, told: &mut Imported) -> Result<()> {
        for (name, drafts) in by_repository(drafts) {
            let (_, puts) = self.choose(&name, drafts, told).await?;
            let replaced = puts.iter().filter(|put| put.instead_of.is_some()).count();
            told.replaced += replaced;
            told.added += puts.len() - replaced;
        }
        Ok(())
    }

    /// Puts a batch in, a repository in one commit. Tells whether it did or was stopped before.
    pub async fn bring(
        &mut self,
        drafts: Vec<Draft>,
        told: &mut Imported,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<bool> {
        for (name, drafts) in by_repository(drafts) {
            if cancel.is_cancelled() {
                return Ok(false);
            }
            let (chosen, puts) = self.choose(&name, drafts, told).await?;
            if puts.is_empty() {
                continue;
            }
            let ready = match self.targets.get(&name) {
                Some(target) => {
                    let maker = Maker::new(&self.lore.models, &target.records).await;
                    maker.make(chosen, told, cancel, progress).await?
                }
                None => return Err(unseen(&name)),
            };
            let Some(ready) = ready else {
                return Ok(false);
            };
            self.put(&name, ready, &puts, told).await?;
        }
        Ok(true)
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
        let said = mapped(&drafts, FEW_ROWS, |draft| draft.entry.content());
        let (mut chosen, mut puts) = (Vec::new(), Vec::new());
        for (draft, content) in drafts.into_iter().zip(said) {
            let id = draft.entry.id.clone();
            let rows = there.rows(&id);
            let (instead_of, beside) = match self.tally.standing(name, &id, &content, rows) {
                Standing::Same => {
                    told.same += 1;
                    self.tally.add(name, &id, &content);
                    continue;
                }
                Standing::New { beside } => (None, beside),
                Standing::Conflict(mut others) => {
                    if self.on_conflict != OnConflict::Replace || others.len() > 1 {
                        told.add_conflict(name, id);
                        continue;
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
            chosen.push(draft);
        }
        Ok((chosen, puts))
    }

    async fn put(
        &mut self,
        name: &str,
        ready: Vec<Ready>,
        puts: &[Put],
        told: &mut Imported,
    ) -> Result<()> {
        let (Some(target), Some(import)) = (self.targets.get(name), &mut self.import) else {
            return Err(unseen(name));
        };
        let mut entries = Vec::with_capacity(ready.len());
        let mut vectors = Vec::with_capacity(ready.len());
        let mut made = Vec::with_capacity(ready.len());
        let mut wide = Vec::new();
        for one in ready {
            entries.push(one.entry);
            vectors.push(one.vector);
            made.extend(one.made);
            wide.extend(one.wide);
        }
        let slices: Vec<&[f32]> = vectors.iter().map(Vec::as_slice).collect();
        let kept = Kept::of(name, &entries, &slices)?;
        drop((entries, vectors));
        let replaced: HashSet<&str> = (puts.iter())
            .filter(|put| put.instead_of.is_some())
            .map(|put| put.id.as_str())
            .collect();
        // Of what is new before it is there, so that who is killed leaves no vector of unknown origin; a
        // record without its entry harms nobody. What is replaced has its own until then.
        let is_new = |id: &str| !replaced.contains(id);
        let (new, mut made) = made.into_iter().partition(|one: &Embedded| is_new(&one.id));
        let (new_wide, mut wide) = (wide.into_iter()).partition(|(_, one)| is_new(&one.id));
        target.record(new, new_wide).await;
        let (changed, refused) = import.put(target.number, &kept, puts).await?;
        let ids: HashSet<&str> = refused.iter().map(|one| one.key.id.as_str()).collect();
        let replaced = replaced.difference(&ids).count();
        told.replaced += replaced;
        told.added += changed.len().saturating_sub(replaced);
        made.retain(|one| !ids.contains(one.id.as_str()));
        wide.retain(|(_, one)| !ids.contains(one.id.as_str()));
        target.record(made, wide).await;
        told.refused.extend(refused);
        Ok(())
    }
}

impl Target {
    /// Writes down which model made which vector, and the vectors that are too wide for the table.
    /// Without it these entries count as not embedded, which re-embedding makes up for.
    async fn record(&self, made: Vec<Embedded>, wide: Vec<(Identity, WideEmbedded)>) {
        if let Err(error) = self.write_records(made, wide).await {
            tracing::warn!(repository = self.repository.name(), %error, "no records of vectors");
        }
    }

    async fn write_records(
        &self,
        made: Vec<Embedded>,
        wide: Vec<(Identity, WideEmbedded)>,
    ) -> store::Result<()> {
        let embeddings = self.repository.embeddings();
        let (mut models, wide): (Vec<Identity>, Vec<WideEmbedded>) = wide.into_iter().unzip();
        // There is but one in use.
        if let Some(model) = models.pop() {
            embeddings
                .write_wide(&model.name, model.width, &wide)
                .await?;
        }
        let known = |one: &Embedded| self.records.get(&one.id).is_some();
        let (known, new): (Vec<Embedded>, Vec<Embedded>) = made.into_iter().partition(known);
        embeddings.append(&new).await?;
        embeddings.write(&known).await
    }
}

fn unseen(repository: &str) -> Error {
    Error::NotFound(format!(
        "the repository {repository} was not in the file when it was looked at; import it again"
    ))
}

impl Imported {
    fn add_conflict(&mut self, repository: &str, id: String) {
        self.conflicts += 1;
        if self.conflicting.len() < MOST_NAMED {
            self.conflicting.push((repository.to_owned(), id));
        }
    }
}

fn by_repository(drafts: Vec<Draft>) -> BTreeMap<String, Vec<Draft>> {
    let mut groups: BTreeMap<String, Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        match groups.get_mut(&draft.entry.repository) {
            Some(group) => group.push(draft),
            None => drop(groups.insert(draft.entry.repository.clone(), vec![draft])),
        }
    }
    groups
}

/// Nulls become empty texts where the table takes none; tells whether there were any.
fn without_nulls(draft: &mut Draft, snapshot: Option<&Snapshot>) -> bool {
    let nulls = &mut draft.entry.null_columns;
    let before = nulls.len();
    nulls.retain(|column| snapshot.is_some_and(|snapshot| snapshot.takes_nulls(column)));
    nulls.len() < before
}
