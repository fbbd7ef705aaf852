//! Entries that hold credentials.

use futures::TryStreamExt;

use super::{Cancel, Lore, Progress, Result, changing::Report};
use crate::{
    domain::{credentials::kinds_in, entry::Entry, filter::Filter, search::Sort},
    store::{Column, Ranked, RowId},
};

/// The columns that people and agents fill in, beside the metadata: an id begins with a type.
const LOOKED_AT: [Column; 6] = [
    Column::Text,
    Column::Id,
    Column::Kind,
    Column::Project,
    Column::Session,
    Column::Agent,
];

/// An entry that holds credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    /// The entry, unmasked.
    pub entry: Entry,
    /// What kinds of credentials it holds, each once.
    pub kinds: Vec<&'static str>,
}

impl Lore {
    /// The entries that hold credentials, in whatever field, the newest first. When it is cancelled,
    /// those that were found until then.
    pub async fn secrets(
        &self,
        filter: &Filter,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Exposed>> {
        let snapshots = self.snapshots(filter).await?;
        let mut looked_at = Progress { done: 0, total: 0 };
        for snapshot in &snapshots {
            looked_at.total += snapshot.count(filter).await?;
        }
        progress(looked_at);
        let mut exposed = Vec::new();
        for snapshot in snapshots {
            let mut batches = snapshot
                .look_through(filter, |row| {
                    let texts = LOOKED_AT.map(|column| row.get(column)).into_iter();
                    let kinds = kinds_in(texts, row.get(Column::Metadata));
                    let instant = row.instant();
                    (!kinds.is_empty()).then_some((
                        Ranked {
                            row: row.row,
                            instant,
                        },
                        kinds,
                    ))
                })
                .await?;
            let mut found: Vec<(Ranked, Vec<&'static str>)> = Vec::new();
            while !cancel.is_cancelled()
                && let Some((rows, more)) = batches.try_next().await?
            {
                found.extend(more);
                looked_at.done += rows;
                progress(looked_at);
            }
            let rows: Vec<RowId> = found.iter().map(|(ranked, _)| ranked.row).collect();
            let entries = snapshot.entries(&rows).await?;
            exposed.extend(found.into_iter().zip(entries));
        }
        exposed.sort_by(|((one, _), entry), ((other, _), other_entry)| {
            one.compare(other, Sort::Newest)
                .then_with(|| entry.repository.cmp(&other_entry.repository))
                .then_with(|| entry.id.cmp(&other_entry.id))
        });
        let exposed = exposed.into_iter();
        Ok(exposed
            .map(|((_, kinds), entry)| Exposed { entry, kinds })
            .collect())
    }
}
