//! The images at one version: read, taken back, erased.

use std::{sync::Arc, time::Duration};

use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;
use futures::TryStreamExt;
use lance::{Dataset, dataset::ProjectionRequest};

use super::{
    Image, What,
    shape::{self, DESCRIPTION},
};
use crate::{
    domain::entry::Entry,
    store::{
        Column, Effort, Error, Replacing, Result,
        predicate::literal,
        replace::{NewRows, replace},
        rows,
        side_table::SideTable,
        visit,
    },
};

/// Where an image stands in an [`ImageTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImageId(u64);

/// The images at one version.
#[derive(Debug, Clone)]
pub struct ImageTable {
    repository: Arc<str>,
    table: SideTable,
    dataset: Arc<Dataset>,
}

impl ImageTable {
    pub(super) fn new(repository: Arc<str>, table: SideTable, dataset: Dataset) -> Self {
        Self {
            repository,
            table,
            dataset: Arc::new(dataset),
        }
    }

    /// The images of one change, in the order in which they were written.
    pub async fn of_change(&self, change: &str) -> Result<Vec<(ImageId, Image)>> {
        self.list(Some(&format!("change = {}", literal(change))))
            .await
    }

    /// The images of one entry, the earliest first.
    pub async fn of_entry(&self, id: &str) -> Result<Vec<(ImageId, Image)>> {
        self.list(Some(&format!("entry = {}", literal(id)))).await
    }

    /// All images, the earliest change first.
    pub async fn all(&self) -> Result<Vec<(ImageId, Image)>> {
        self.list(None).await
    }

    async fn list(&self, filter: Option<&str>) -> Result<Vec<(ImageId, Image)>> {
        let mut scan = self.dataset.scan();
        scan.with_row_id();
        scan.project(&DESCRIPTION)
            .map_err(|error| self.failed(&error))?;
        if let Some(filter) = filter {
            scan.filter(filter).map_err(|error| self.failed(&error))?;
        }
        let mut batches = scan
            .try_into_stream()
            .await
            .map_err(|error| self.failed(&error))?;
        let mut images = Vec::new();
        while let Some(batch) = batches
            .try_next()
            .await
            .map_err(|error| self.failed(&error))?
        {
            let rows = visit::row_ids(&batch).iter().copied().map(ImageId);
            images.extend(rows.zip(shape::read(&batch)));
        }
        // Compacting may move rows, but a change's name tells its place in time.
        images.sort_by(|(_, one), (_, other)| {
            (&one.change, one.batch).cmp(&(&other.change, other.batch))
        });
        Ok(images)
    }

    /// The nine columns of these rows as they were, in the asked order.
    pub(crate) async fn rows(&self, images: &[ImageId]) -> Result<RecordBatch> {
        self.take(images, &Column::ALL.map(Column::name)).await
    }

    /// Batches of such rows as one.
    pub(in crate::store) fn joined(&self, batches: &[RecordBatch]) -> Result<RecordBatch> {
        let Some(first) = batches.first() else {
            return Ok(shape::nothing());
        };
        concat_batches(&first.schema(), batches).map_err(|error| self.failed(&error.into()))
    }

    /// The same rows as entries.
    pub async fn entries<'a>(
        &self,
        images: impl IntoIterator<Item = &'a (ImageId, Image)>,
    ) -> Result<Vec<Entry>> {
        let (ids, images): (Vec<ImageId>, Vec<&Image>) =
            images.into_iter().map(|(id, image)| (*id, image)).unzip();
        let batch = self.take(&ids, &Column::TEXTS.map(Column::name)).await?;
        let mut entries = rows::entries(&self.repository, &batch);
        for (entry, image) in entries.iter_mut().zip(images) {
            // A revision covers the vector too, which was not read.
            if let Some(before) = &image.before {
                entry.revision.clone_from(&before.revision);
            }
        }
        Ok(entries)
    }

    async fn take(&self, images: &[ImageId], columns: &[&str]) -> Result<RecordBatch> {
        let ids: Vec<u64> = images.iter().map(|image| image.0).collect();
        let columns = ProjectionRequest::from_columns(columns, self.dataset.schema());
        self.dataset
            .take_rows(&ids, columns)
            .await
            .map_err(|error| self.failed(&error))
    }

    /// Takes images back, of changes that did not come to be.
    pub async fn withdraw(&self, images: &[ImageId]) -> Result<()> {
        self.replace(images, None).await
    }

    /// Erases what images hold, and leaves only that there was something, and what erased it.
    pub async fn erase(&self, images: &[(ImageId, Image)], change: &str) -> Result<()> {
        let ids: Vec<ImageId> = images.iter().map(|(id, _)| *id).collect();
        let erased: Vec<Image> = images
            .iter()
            .map(|(_, image)| Image {
                what: What::Erased,
                erased_by: Some(change.to_owned()),
                ..image.clone()
            })
            .collect();
        let batch = shape::batch(&erased, &shape::nothing())
            .map_err(|error| self.table.failed("write to", &error.into()))?;
        self.replace(&ids, Some(batch)).await?;
        if let Some(table) = self.table.open().await? {
            // Files with what was erased must not stay behind as old versions.
            self.table
                .rewrite(table, Effort::Whole, Duration::ZERO)
                .await?;
        }
        Ok(())
    }

    /// In one commit. Who writes to the images holds the lock for changes, so nobody is in the way.
    async fn replace(&self, images: &[ImageId], added: Option<RecordBatch>) -> Result<()> {
        // Row ids are addresses: these tables have no stable ones.
        let addresses: Vec<u64> = images.iter().map(|image| image.0).collect();
        let failed = |error: lance::Error| self.table.failed("write to", &error);
        let added = NewRows::write(&self.dataset, added).await.map_err(failed)?;
        let replaced = replace(added, &addresses, None).await.map_err(failed)?;
        match replaced {
            Replacing::Done => Ok(()),
            Replacing::Stale => Err(Error::Conflict {
                repository: self.repository.to_string(),
                reason: format!("{} was changed meanwhile", self.table.path().display()),
            }),
        }
    }

    fn failed(&self, error: &lance::Error) -> Error {
        self.table.failed("read the trash of", error)
    }
}
