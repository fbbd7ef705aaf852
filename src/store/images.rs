//! Rows as they were before lore changed them, in a table beside the shared one. The trash is a view
//! of it, and every undo draws from it.
//!
//! Images are written before the rows change, a batch in one commit. So after a program was killed
//! there may be images of changes that never came to be; looking at the shared table tells which.

mod shape;
mod table;

use std::{path::Path, sync::Arc};

use arrow_array::RecordBatch;
use lance::session::Session;

use super::{KEEP, Result, rows, side_table::SideTable};
use crate::domain::entry::Entry;

pub use table::{ImageId, ImageTable};

/// The table's folder in a repository's database.
const FOLDER: &str = "lore_images.lance";

/// What happened to the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Columns got new values.
    Update,
    /// It was taken out.
    Delete,
    /// It was put in.
    Insert,
    /// It was taken out, and what it held is erased since.
    Erased,
}

/// How a row stands: by all its columns, and by those that people write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Standing {
    /// See [`Entry::revision`].
    pub revision: String,
    /// See [`Entry::content`].
    pub content: String,
}

impl Standing {
    /// How an entry stands.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self {
            revision: entry.revision.clone(),
            content: entry.content(),
        }
    }

    /// How a row will stand that gets this entry with this vector.
    #[must_use]
    pub fn with(entry: &Entry, vector: &[f32]) -> Self {
        rows::standing(entry, vector)
    }
}

/// What is known of a row that a change touched, its columns aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The change.
    pub change: String,
    /// Images of one number were written, and their rows changed, together.
    pub batch: u32,
    /// What happened.
    pub what: What,
    /// The entry's id; empty for a row without one.
    pub id: String,
    /// How the row stood; `None` when it was put in.
    pub before: Option<Standing>,
    /// How it stood then; `None` when it was taken out.
    pub after: Option<Standing>,
    /// How many rows of the same id there were beside it.
    pub left: u32,
    /// How many of these said the very same: as before the change or, for a row that was put in,
    /// as after it.
    pub alike: u32,
    /// The change that erased what it held.
    pub erased_by: Option<String>,
}

/// The images of one repository. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Images {
    repository: Arc<str>,
    table: SideTable,
}

impl Images {
    pub(super) fn new(repository: &Arc<str>, database: &Path, session: &Arc<Session>) -> Self {
        Self {
            repository: Arc::clone(repository),
            table: SideTable::new(
                Arc::clone(repository),
                database,
                FOLDER,
                shape::schema(),
                Arc::clone(session),
            ),
        }
    }

    /// The table's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.table.path()
    }

    /// Whether there is any.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.table.is_there()
    }

    /// The images as they are now; `None` when there are none.
    pub async fn open(&self) -> Result<Option<ImageTable>> {
        let opened = self.table.open().await?;
        Ok(opened
            .map(|dataset| ImageTable::new(self.repository.clone(), self.table.clone(), dataset)))
    }

    /// Writes images with the nine columns of their rows, in one commit.
    pub(crate) async fn write(&self, images: &[Image], rows: &RecordBatch) -> Result<()> {
        let batch = shape::batch(images, rows)
            .map_err(|error| self.table.failed("write to", &error.into()))?;
        let table = self.table.open_or_create().await?;
        self.table.add(table, batch).await.map(drop)
    }

    /// Makes few files of many, if there are many.
    pub async fn compact(&self) -> Result<()> {
        self.table.compact(KEEP).await
    }
}
