//! Vectors of the model in use for entries that have none of it.
//!
//! Nothing is kept about a run: what is left to do is found by looking, so a run that was stopped,
//! or killed at whatever moment, is gone on with by the next.

mod standing;

use std::{collections::HashSet, ops::Range, sync::Arc};

use super::{Cancel, Progress, ReembedReport, Result};
use crate::{
    domain::{filter::Filter, kind},
    embed::{Embedder, Embedding, Identity},
    store::{
        Column, Repository, RowId, Snapshot, Unfit, VectorUpdate,
        embeddings::{Embedded, WideEmbedded, digest, text_digest},
    },
};
use standing::{Standing, Standings};

/// Most entries of one batch: some seconds of work.
const BATCH_ENTRIES: usize = 512;

/// Text of one batch, in bytes, from which no entry is added: texts are up to 10 MB long.
const BATCH_BYTES: usize = 1 << 20;

/// Rows whose vectors are looked at together.
const CHECKED_AT_ONCE: usize = 2048;

/// Which vectors are to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reembedding {
    /// Of these entries.
    pub filter: Filter,
    /// Nothing is written.
    pub dry_run: bool,
    /// Also of those that have one of the model already, by its record. A run that was stopped begins
    /// anew.
    pub all: bool,
}

/// An entry to be embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Todo {
    row: RowId,
    bytes: usize,
}

/// What is to be done in one repository.
struct Plan<'a> {
    repository: &'a Repository,
    snapshot: Snapshot,
    model: &'a Identity,
    entries: Vec<Todo>,
}

/// Gives every entry that is wanted a vector of the embedder's model, batch by batch; each batch is
/// one atomic upsert: of the shared table, or of the table beside it that a wider model has. `progress` is told the total first, then each batch.
pub(super) async fn reembed(
    repositories: &[Repository],
    embedder: &Embedder,
    wanted: &Reembedding,
    cancel: &Cancel,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ReembedReport> {
    let model = &embedder.identity().await?;
    let mut report = ReembedReport::default();
    let mut plans = Vec::new();
    for repository in repositories {
        plans.push(Box::pin(Plan::make(repository, model, wanted, &mut report)).await?);
    }
    // The first batch would find that out; a dry run, nobody.
    if report.needed > 0
        && let Some(problem) = embedder.problem()
    {
        return Err(problem.into());
    }
    if wanted.dry_run {
        return Ok(report);
    }
    let (mut done, total) = (0, report.needed);
    progress(Progress { done, total });
    for plan in plans {
        for batch in batches(&plan.entries) {
            if cancel.is_cancelled() {
                report.cancelled = true;
                break;
            }
            let entries = &plan.entries[batch];
            Box::pin(plan.carry_out(entries, embedder, &mut report)).await?;
            done += entries.len();
            progress(Progress { done, total });
        }
        plan.tidy().await;
    }
    Ok(report)
}

impl<'a> Plan<'a> {
    /// Looks at every entry once and writes nothing.
    async fn make(
        repository: &'a Repository,
        model: &'a Identity,
        wanted: &Reembedding,
        report: &mut ReembedReport,
    ) -> Result<Self> {
        let records = repository.embeddings().records().await?;
        let snapshot = repository.snapshot().await?;
        let standings = Standings::new(repository, &snapshot, model, Arc::clone(&records)).await?;
        let (mut entries, mut recorded) = (Vec::new(), Vec::new());
        snapshot
            .visit(
                &wanted.filter,
                &[Column::Id, Column::Kind, Column::Text],
                |row, columns| {
                    let (id, kind, text) = (columns[0], columns[1], columns[2]);
                    if kind == kind::SYSTEM {
                        return;
                    }
                    report.entries += 1;
                    let todo = Todo {
                        row,
                        bytes: text.len(),
                    };
                    match standings.of(row, id, text) {
                        Standing::Unfit(why) => {
                            let why = format!("{} (repository {})", name(why), repository.name());
                            report.skipped.push((id.to_owned(), why));
                        }
                        Standing::Seen | Standing::Recorded if wanted.all => entries.push(todo),
                        Standing::Seen => {}
                        Standing::Recorded => recorded.push(todo),
                        Standing::New => entries.push(todo),
                    }
                },
            )
            .await?;
        for some in recorded.chunks(CHECKED_AT_ONCE) {
            let rows: Vec<RowId> = some.iter().map(|todo| todo.row).collect();
            for (todo, whole) in some.iter().zip(snapshot.whole(&rows).await?) {
                let vector = whole.vector.unwrap_or_default();
                if records
                    .valid(&whole.entry.id, &whole.entry.text, &vector)
                    .is_none()
                {
                    entries.push(*todo);
                }
            }
        }
        entries.sort_unstable();
        report.needed += entries.len();
        Ok(Self {
            repository,
            snapshot,
            model,
            entries,
        })
    }

    /// Embeds one batch. The record of a vector comes last: until then the entry counts as not
    /// embedded, and is done again.
    async fn carry_out(
        &self,
        batch: &[Todo],
        embedder: &Embedder,
        report: &mut ReembedReport,
    ) -> Result<()> {
        let rows: Vec<RowId> = batch.iter().map(|todo| todo.row).collect();
        let entries = self.snapshot.entries(&rows).await?;
        let (ids, texts): (Vec<String>, Vec<String>) = entries
            .into_iter()
            .map(|entry| (entry.id, entry.text))
            .unzip();
        let embeddings = embedder.embed_documents(texts.clone()).await?;
        if !self.model.is_shared() {
            return self.set_aside(ids, texts, embeddings, report).await;
        }
        let mut updates = Vec::with_capacity(rows.len());
        let mut made = Vec::with_capacity(rows.len());
        for (((row, id), text), embedding) in rows.into_iter().zip(ids).zip(texts).zip(embeddings) {
            let Embedding { vector, parts } = embedding;
            made.push(Embedded {
                id,
                model: Arc::clone(&self.model.name),
                digest: digest(&text, &vector),
                parts,
            });
            updates.push(VectorUpdate { row, vector });
        }

        let replaced = self
            .repository
            .replace_vectors(&self.snapshot, &updates)
            .await?;
        if replaced.updated < made.len() {
            made = self.standing(made).await?;
        }
        self.repository.embeddings().write(&made).await?;
        report.embedded += made.len();
        report.changed_meanwhile += updates.len() - made.len();
        Ok(())
    }

    /// Puts the vectors of a wider model where they belong, in one commit. They are tied to their texts, so
    /// an entry that was changed meanwhile counts as not embedded.
    async fn set_aside(
        &self,
        ids: Vec<String>,
        texts: Vec<String>,
        embeddings: Vec<Embedding>,
        report: &mut ReembedReport,
    ) -> Result<()> {
        let made: Vec<WideEmbedded> = ids
            .into_iter()
            .zip(texts)
            .zip(embeddings)
            .map(|((id, text), Embedding { vector, mut parts })| {
                parts.insert(0, vector);
                WideEmbedded {
                    id,
                    digest: text_digest(&text),
                    vectors: parts,
                }
            })
            .collect();
        let (name, width) = (&self.model.name, self.model.width);
        let embeddings = self.repository.embeddings();
        embeddings.write_wide(name, width, &made).await?;
        report.embedded += made.len();
        Ok(())
    }

    /// Those of the batch whose text and vector are in the table now.
    async fn standing(&self, mut batch: Vec<Embedded>) -> Result<Vec<Embedded>> {
        let snapshot = self.repository.snapshot().await?;
        let ids: HashSet<&str> = batch.iter().map(|entry| entry.id.as_str()).collect();
        let mut rows = Vec::new();
        snapshot
            .visit(&Filter::default(), &[Column::Id], |row, columns| {
                if ids.contains(columns[0]) {
                    rows.push(row);
                }
            })
            .await?;
        let standing: HashSet<_> = snapshot
            .whole(&rows)
            .await?
            .into_iter()
            .map(|whole| {
                let vector = whole.vector.unwrap_or_default();
                (digest(&whole.entry.text, &vector), whole.entry.id)
            })
            .collect();
        batch.retain(|entry| standing.contains(&(entry.digest, entry.id.clone())));
        Ok(batch)
    }

    /// Leaves lore's own tables in good order. Failing at it harms nobody.
    async fn tidy(&self) {
        if let Err(error) = self.repository.embeddings().compact().await {
            tracing::warn!(repository = self.repository.name(), %error, "records not tidied");
        }
    }
}

fn name(why: Unfit) -> &'static str {
    match why {
        Unfit::NoId => "it has no id",
        Unfit::Blank => "its text is empty",
        Unfit::RepeatedId => "another entry has the same id",
    }
}

/// The entries in batches, none with too much text in it.
fn batches(entries: &[Todo]) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, entry) in entries.iter().enumerate() {
        bytes += entry.bytes;
        let end = at + 1;
        if bytes >= BATCH_BYTES || end - start == BATCH_ENTRIES || end == entries.len() {
            batches.push(start..end);
            (start, bytes) = (end, 0);
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(sizes: &[usize]) -> Vec<Todo> {
        (0..)
            .zip(sizes)
            .map(|(row, bytes)| Todo {
                row: RowId(row),
                bytes: *bytes,
            })
            .collect()
    }

    #[test]
    fn batches_are_bounded_by_entries_and_by_text() {
        assert!(batches(&[]).is_empty());
        assert_eq!(
            batches(&entries(&[10; BATCH_ENTRIES + 1])),
            [0..BATCH_ENTRIES, BATCH_ENTRIES..BATCH_ENTRIES + 1]
        );
        assert_eq!(batches(&entries(&[1, BATCH_BYTES, 1, 1])), [0..2, 2..4]);
        assert_eq!(
            batches(&entries(&[BATCH_BYTES * 9, BATCH_BYTES])),
            [0..1, 1..2]
        );
    }
}
