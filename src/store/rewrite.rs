//! Rows changed, with images of how they were, one atomic batch at a time.

mod compose;
mod picked;

use std::{collections::HashMap, sync::Arc};

use arrow_array::{RecordBatch, UInt32Array};
use arrow_schema::{ArrowError, Schema};
use arrow_select::take::take_record_batch;

use super::{
    ChangeLock, Column, Repository, Result, Snapshot,
    commit_log::BatchName,
    images::{Image, Standing, What},
    replace::{NewRows, Replacing},
    rows::{self, Texts},
};
use crate::domain::{
    change::Changed,
    entry::{Entry, EntryKey},
    shares::{FEW_ROWS, mapped},
};
use compose::compose;

pub use picked::{Kept, Picked};

/// What is to become of a row. Rows are numbers into [`Picked`] and [`Kept`].
#[derive(Debug, Clone, PartialEq)]
pub enum RowChange {
    /// It goes.
    Delete {
        /// The row.
        row: usize,
    },
    /// It gets new values; all other columns stay.
    Update {
        /// The row.
        row: usize,
        /// Text columns and their values.
        texts: Vec<(Column, String)>,
        /// A new vector.
        vector: Option<Vec<f32>>,
    },
    /// It becomes what it was, but for the vector, which stays unless that goes back too.
    Revert {
        /// The row.
        row: usize,
        /// How it was.
        kept: usize,
        /// Whether the vector goes back.
        vector: bool,
    },
    /// A row is put in as it was.
    Insert {
        /// How it was.
        kept: usize,
    },
}

impl RowChange {
    /// The row that it takes out.
    fn row(&self) -> Option<usize> {
        match self {
            Self::Delete { row } | Self::Update { row, .. } | Self::Revert { row, .. } => {
                Some(*row)
            }
            Self::Insert { .. } => None,
        }
    }

    fn what(&self) -> What {
        match self {
            Self::Delete { .. } => What::Delete,
            Self::Update { .. } | Self::Revert { .. } => What::Update,
            Self::Insert { .. } => What::Insert,
        }
    }
}

/// What a batch of changes will do; nothing is written yet.
#[derive(Debug)]
pub struct Prepared {
    snapshot: Snapshot,
    removed: Vec<u64>,
    added: Option<RecordBatch>,
    images: Vec<Image>,
    before: RecordBatch,
}

impl Prepared {
    /// The entries that will have changed, and how they will stand, or stood last.
    pub fn changed(&self) -> impl Iterator<Item = Changed> {
        self.images.iter().filter_map(|image| {
            let stands = image.after.as_ref().or(image.before.as_ref())?;
            Some(Changed {
                key: EntryKey {
                    repository: self.snapshot.repository.to_string(),
                    id: image.id.clone(),
                },
                revision: stands.revision.clone(),
                content: stands.content.clone(),
            })
        })
    }

    /// The entries as they will stand, or stood last, in the order of the changes.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let entries = |rows| rows::entries(&self.snapshot.repository, rows).into_iter();
        let mut before = entries(&self.before);
        let mut after = self.added.as_ref().map(entries).into_iter().flatten();
        let stands = self.images.iter().filter_map(|image| {
            let was = before.next();
            match image.what {
                What::Delete => was,
                _ => after.next(),
            }
        });
        stands.collect()
    }
}

impl Picked {
    /// Works out a batch of changes. `kept` is where rows come from that are put back.
    pub fn prepare(
        &self,
        changes: &[RowChange],
        kept: Option<&Kept>,
        change: &str,
        batch: u32,
    ) -> Result<Prepared> {
        let failed = |error: ArrowError| self.snapshot.failed(&error.into());
        let added = compose(&self.columns, kept.map(|kept| &kept.columns), changes);
        let added = added.map_err(failed)?;
        let before = self.images_of(changes).map_err(failed)?;
        let ids = Texts::of(&added, Column::Id);
        let known = kept.and_then(|kept| kept.put_in(changes, &added));
        let new = known.unwrap_or_else(|| rows::standings(&added));
        let mut new = new.into_iter().enumerate();
        let mut untouched = Untouched::new(self, changes);
        let mut prepared = Prepared {
            snapshot: self.snapshot.clone(),
            removed: Vec::new(),
            added: None,
            images: Vec::with_capacity(changes.len()),
            before,
        };
        for (each, before) in changes.iter().zip(self.standings(changes)) {
            let (id, after) = match each {
                RowChange::Delete { row } => (self.entries[*row].id.as_str(), None),
                _ => match new.next() {
                    Some((at, after)) => (ids.get(at).unwrap_or_default(), Some(after)),
                    None => continue,
                },
            };
            let says = before.as_ref().or(after.as_ref());
            let (left, alike) = untouched.beside(id, says.map(|one| one.content.as_str()));
            prepared.images.push(Image {
                change: change.to_owned(),
                batch,
                what: each.what(),
                id: id.to_owned(),
                before,
                after,
                left,
                alike,
                erased_by: None,
            });
            let row = each.row().map(|row| self.places[row].address);
            prepared.removed.extend(row);
        }
        prepared.added = (added.num_rows() > 0).then_some(added);
        Ok(prepared)
    }

    /// How the row of each change stands before it.
    fn standings(&self, changes: &[RowChange]) -> Vec<Option<Standing>> {
        mapped(changes, FEW_ROWS, |change| {
            let row = change.row().map(|row| &self.entries[row]);
            row.map(Standing::of)
        })
    }

    /// The rows that changes take out, a row of nulls for each that puts one in; no column at all where
    /// none takes one out.
    fn images_of(&self, changes: &[RowChange]) -> std::result::Result<RecordBatch, ArrowError> {
        if changes.iter().all(|change| change.row().is_none()) {
            return Ok(RecordBatch::new_empty(Arc::new(Schema::empty())));
        }
        let rows: UInt32Array = changes
            .iter()
            .map(|change| change.row().and_then(|row| u32::try_from(row).ok()))
            .collect();
        let nullable: Vec<_> = self
            .columns
            .schema()
            .fields()
            .iter()
            .map(|field| field.as_ref().clone().with_nullable(true))
            .collect();
        let columns = RecordBatch::try_new(
            Arc::new(Schema::new(nullable)),
            self.columns.columns().to_vec(),
        )?;
        take_record_batch(&columns, &rows)
    }
}

/// The rows beside those that a batch touches, by id.
struct Untouched<'a> {
    rows: HashMap<&'a str, Vec<&'a Entry>>,
    said: HashMap<String, Vec<String>>,
}

impl<'a> Untouched<'a> {
    fn new(picked: &'a Picked, changes: &[RowChange]) -> Self {
        let mut touched = vec![false; picked.entries.len()];
        for row in changes.iter().filter_map(RowChange::row) {
            touched[row] = true;
        }
        let mut rows: HashMap<&str, Vec<&Entry>> = HashMap::new();
        for (entry, _) in picked.entries.iter().zip(touched).filter(|(_, is)| !is) {
            rows.entry(&entry.id).or_default().push(entry);
        }
        Self {
            rows,
            said: HashMap::new(),
        }
    }

    /// How many there are of an id, and how many of these say the same.
    fn beside(&mut self, id: &str, content: Option<&str>) -> (u32, u32) {
        let Some(rows) = self.rows.get(id) else {
            return (0, 0);
        };
        let said = self
            .said
            .entry(id.to_owned())
            .or_insert_with(|| rows.iter().map(|row| row.content()).collect());
        let alike = said.iter().filter(|said| Some(said.as_str()) == content);
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        (number(rows.len()), number(alike.count()))
    }
}

impl Repository {
    /// Writes the images of what was worked out, before any row changes.
    pub async fn keep_images(&self, prepared: &Prepared) -> Result<()> {
        self.images()
            .write(&prepared.images, &prepared.before)
            .await
    }

    /// Writes the images and, at the same time, the files of new rows, which no version names yet.
    async fn write_down(&self, prepared: &Prepared) -> Result<NewRows> {
        let rows = NewRows::write(&prepared.snapshot.dataset, prepared.added.clone());
        let (images, rows) = tokio::join!(self.keep_images(prepared), rows);
        let rows = rows.map_err(|error| self.failed("write to", &error));
        match images {
            Ok(()) => rows,
            Err(failed) => {
                if let Ok(rows) = rows {
                    rows.discard();
                }
                Err(failed)
            }
        }
    }

    /// Carries out what was worked out: images first, then all rows in one commit, as long as `lock` is
    /// held: who holds it after us may have withdrawn the images. When it is [`Replacing::Stale`],
    /// nothing has changed and no image is left.
    pub async fn carry_out(&self, prepared: &Prepared, lock: &ChangeLock) -> Result<Replacing> {
        lock.check()?;
        let added = Box::pin(self.write_down(prepared)).await?;
        if let Err(lost) = lock.check() {
            added.discard();
            return Err(lost);
        }
        let Some(first) = prepared.images.first() else {
            return Ok(Replacing::Done);
        };
        let replaced = self
            .replace_rows(&prepared.removed, added, &BatchName::of(first))
            .await?;
        if replaced == Replacing::Stale
            && let Some(table) = self.images().open().await?
        {
            let written = table.of_change(&first.change).await?;
            let of_batch = written
                .into_iter()
                .filter(|(_, image)| image.batch == first.batch)
                .map(|(id, _)| id);
            table.withdraw(&of_batch.collect::<Vec<_>>()).await?;
        }
        Ok(replaced)
    }
}
