//! Tables made new, whoever else makes them at the same time.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use lance::{
    Dataset,
    dataset::{InsertBuilder, WriteMode, WriteParams, builder::DatasetBuilder},
    session::Session,
};
use lancedb::connection::LanceFileVersion;

use super::{Error, Result};

/// Makes a folder and those above it, each for this user alone; one that exists stays as it is.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            Error::NotAFolder(path.to_owned())
        }
        _ => Error::io("create", path, source),
    })
}

/// How LanceDB names a table: its absolute path.
pub(crate) fn uri(table: &Path) -> Result<String> {
    table.to_str().map(str::to_owned).ok_or_else(|| {
        let why = io::Error::new(io::ErrorKind::InvalidData, "its path is not UTF-8");
        Error::io("open", PathBuf::from(table), why)
    })
}

/// Opens a table at its latest version.
pub(crate) async fn open_table(
    table: &Path,
    session: &Arc<Session>,
) -> Result<lance::Result<Dataset>> {
    let uri = uri(table)?;
    Ok(DatasetBuilder::from_uri(uri)
        .with_session(Arc::clone(session))
        .load()
        .await)
}

/// Opens a table, making it empty with this schema if there is none. Of several that make it at
/// once one wins and the others open what it made.
pub(crate) async fn open_or_create_table(
    repository: &str,
    table: &Path,
    schema: &Arc<Schema>,
    session: &Arc<Session>,
) -> Result<Dataset> {
    let first = match open_table(table, session).await? {
        Ok(dataset) => return Ok(dataset),
        Err(lance::Error::DatasetNotFound { .. } | lance::Error::NotFound { .. }) => {
            create_table(table, schema, session).await?
        }
        Err(other) => Err(other),
    };
    match first {
        Ok(dataset) => Ok(dataset),
        Err(lost) => open_table(table, session)
            .await?
            .map_err(|_| Error::table("create", repository, &lost)),
    }
}

async fn create_table(
    table: &Path,
    schema: &Arc<Schema>,
    session: &Arc<Session>,
) -> Result<lance::Result<Dataset>> {
    let uri = uri(table)?;
    let params = WriteParams {
        mode: WriteMode::Create,
        // What the oldest readers of the shared table understand.
        data_storage_version: Some(LanceFileVersion::V2_0),
        enable_v2_manifest_paths: false,
        session: Some(Arc::clone(session)),
        ..WriteParams::default()
    };
    let empty = RecordBatch::new_empty(Arc::clone(schema));
    Ok(InsertBuilder::new(uri.as_str())
        .with_params(&params)
        .execute(vec![empty])
        .await)
}
