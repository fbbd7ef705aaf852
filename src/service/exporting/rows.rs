//! The rows of an export, page by page, no more of them at a time than memory holds.

use std::{collections::HashMap, sync::Arc};

use super::{Export, ExportScope, Row};
use crate::{
    domain::{
        change::Target,
        exchange::{CarriedVector, Format, Record, Vector},
        filter::Filter,
        search::Sort,
    },
    service::{Listing, Lore, Result},
    store::{Column, Repository, RowId, Snapshot, WholeRow, embeddings::Records},
};

/// Most rows of a page.
const MOST_ROWS: usize = 1_024;

/// A page with so much text in it, in bytes, makes the next one smaller: texts are up to 10 MB long.
const ENOUGH_BYTES: usize = 16 << 20;

/// What is to be written, and how far that is.
pub(super) struct Rows {
    source: Source,
    at: usize,
    page: usize,
}

/// Where rows come from.
enum Source {
    Listing(Listing),
    Targets(Vec<Target>),
    Tables(Vec<Part>),
}

/// The rows of one repository.
struct Part {
    snapshot: Snapshot,
    records: Arc<Records>,
    rows: Vec<RowId>,
}

impl Rows {
    /// Finds out what is to be written.
    pub async fn of(lore: &Lore, export: &Export) -> Result<Self> {
        let source = match &export.scope {
            ExportScope::Targets(targets) => Source::Targets(targets.clone()),
            ExportScope::Found(request) => Source::Targets(lore.matches(request).await?),
            ExportScope::Listed(filter, sort) => Source::Listing(lore.list(filter, *sort).await?),
            ExportScope::All { filter, .. } => {
                let by_project = export.format == Format::Markdown;
                let mut parts = Vec::new();
                for repository in lore.admitted(filter).await? {
                    parts.push(Part::of(&repository, filter, by_project).await?);
                }
                Source::Tables(parts)
            }
        };
        Ok(Self {
            source,
            at: 0,
            page: MOST_ROWS,
        })
    }

    /// How many rows there are.
    pub fn total(&self) -> usize {
        match &self.source {
            Source::Listing(listing) => listing.total(),
            Source::Targets(targets) => targets.len(),
            Source::Tables(parts) => parts.iter().map(|part| part.rows.len()).sum(),
        }
    }

    /// The next rows, at least one as long as there are any.
    pub async fn next(&mut self, lore: &Lore, vectors: bool) -> Result<Vec<Row>> {
        let page: Vec<Row> = match &self.source {
            Source::Listing(listing) => {
                let entries = listing.page(self.at, self.page).await?;
                entries
                    .into_iter()
                    .map(|entry| Some(Record::of(entry)))
                    .collect()
            }
            Source::Targets(targets) => {
                let end = (self.at + self.page).min(targets.len());
                let entries = lore.look_up(&targets[self.at..end]).await?;
                entries
                    .into_iter()
                    .map(|entry| entry.map(Record::of))
                    .collect()
            }
            Source::Tables(parts) => page(parts, self.at, self.page, vectors).await?,
        };
        self.at += page.len();
        let weight: usize = page.iter().flatten().map(Record::weight).sum();
        self.page = if weight > ENOUGH_BYTES {
            (self.page / 4).max(1)
        } else {
            (self.page * 2).min(MOST_ROWS)
        };
        Ok(page)
    }
}

async fn page(parts: &[Part], at: usize, most: usize, vectors: bool) -> Result<Vec<Row>> {
    let mut start = at;
    for part in parts {
        if start < part.rows.len() {
            let end = (start + most).min(part.rows.len());
            let rows = part.snapshot.whole(&part.rows[start..end]).await?;
            let records = rows.into_iter().map(|row| Some(part.record(row, vectors)));
            return Ok(records.collect());
        }
        start -= part.rows.len();
    }
    Ok(Vec::new())
}

impl Part {
    async fn of(repository: &Repository, filter: &Filter, by_project: bool) -> Result<Self> {
        // Before the rows: a record that comes later counts for none of these.
        let records = repository.embeddings().records().await?;
        let snapshot = repository.snapshot().await?;
        let order = snapshot.order(filter, Sort::Oldest).await?;
        let mut rows: Vec<RowId> = order.into_iter().map(|ranked| ranked.row).collect();
        if by_project {
            let mut projects: HashMap<RowId, String> = HashMap::with_capacity(rows.len());
            snapshot
                .visit(filter, &[Column::Project], |row, values| {
                    projects.insert(row, values[0].to_owned());
                })
                .await?;
            // Stable: within a project the order stays.
            rows.sort_by(|one, other| projects.get(one).cmp(&projects.get(other)));
        }
        Ok(Self {
            snapshot,
            records,
            rows,
        })
    }

    fn record(&self, row: WholeRow, vectors: bool) -> Record {
        let vector = match row.vector {
            _ if !vectors => Vector::Absent,
            None => Vector::Null,
            Some(numbers) => {
                let (id, text) = (&row.entry.id, &row.entry.text);
                let made = self.records.valid(id, text, &numbers);
                Vector::Carried(CarriedVector {
                    model: made.as_ref().map(|record| Arc::clone(&record.model)),
                    parts: made.map_or(0, |record| record.parts),
                    numbers: numbers.into(),
                })
            }
        };
        Record {
            vector,
            ..Record::of(row.entry)
        }
    }
}
