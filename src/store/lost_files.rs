//! Files that a version names and that are gone or cut off: such a table can be opened, but not be read.

use std::{fs, io, num::NonZero, path::Path, sync::Arc};

use super::{Error, Repository, Result, Snapshot, blocking::compute};

/// The folder of a table's rows.
const DATA: &str = "data";

impl Repository {
    /// Refuses a repository whose newest version names a file that is not there as a whole. Costs a look
    /// at each file. An object store loses none by itself, and each look would be a request: there it shows
    /// when a file is read.
    pub async fn check_files(&self) -> Result<()> {
        if self.is_remote() {
            return Ok(());
        }
        let mut snapshot = self.snapshot().await?;
        while let Some(file) = self.lost_file(&snapshot).await? {
            let newest = self.snapshot().await?;
            // Somebody may just have put its rows into another file, and removed it.
            if newest.version() == snapshot.version() {
                return Err(Error::Damaged {
                    repository: self.name().to_owned(),
                    table: self.table_folder().to_owned(),
                    reason: format!("its file {DATA}/{file} is gone, or a part of it"),
                });
            }
            snapshot = newest;
        }
        Ok(())
    }

    async fn lost_file(&self, snapshot: &Snapshot) -> Result<Option<String>> {
        let dataset = Arc::clone(&snapshot.dataset);
        let folder = self.table_folder().join(DATA);
        let looked = compute(move || {
            let fragments = dataset.fragments().iter();
            let mut files = fragments
                .flat_map(|fragment| &fragment.files)
                // Others lie in other folders.
                .filter(|file| file.base_id.is_none());
            let lost =
                files.find(|file| !is_whole(&folder.join(&file.path), file.file_size_bytes.get()));
            Ok(lost.map(|file| file.path.clone()))
        });
        looked.await.map_err(|error| self.failed("read", &error))
    }
}

/// Whether a file is there with all its bytes, as far as it is known how many it has. What else may be
/// wrong with it shows when it is read.
fn is_whole(path: &Path, bytes: Option<NonZero<u64>>) -> bool {
    match fs::metadata(path) {
        Ok(found) => found.len() >= bytes.map_or(1, NonZero::get),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}
