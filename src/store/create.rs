//! Tables made new, whoever else makes them at the same time.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use lance::{
    Dataset,
    dataset::{InsertBuilder, WriteMode, WriteParams, builder::DatasetBuilder},
    session::Session,
};
use lancedb::connection::LanceFileVersion;

use super::{
    Error, Result,
    address::uri,
    blocking::compute,
    files::{self, clients, remote},
    freshness::{VERSIONS, versions},
    manifest,
};
use crate::domain::location::is_remote;

/// How long another program may take between the first file of a new table and its first version.
pub(super) const OTHERS_NEED: Duration = Duration::from_secs(2);

/// The folder of a table's rows.
const DATA: &str = "data";

/// What its files end with.
const ROWS_ENDING: &str = ".lance";

/// The folder in which writers note what they are about to do.
const TRANSACTIONS: &str = "_transactions";

/// How often to look whether it is done.
pub(super) const POLL: Duration = Duration::from_millis(10);

/// What the folders begin with in which tables and indexes are made.
pub(super) const ASIDE: [&str; 2] = [".lore-new-", ".lore-text-"];

/// Such a folder that nobody has finished for so long was left by a program that was killed.
const ABANDONED: Duration = Duration::from_hours(1);

/// Makes a folder and those above it, each for this user alone; one that exists stays as it is. In an
/// object store there is nothing to make.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    if is_remote(path) {
        return Ok(());
    }
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

/// Opens a table at its latest version.
pub(crate) async fn open_table(
    table: &Path,
    session: &Arc<Session>,
) -> Result<lance::Result<Dataset>> {
    let mut builder = DatasetBuilder::from_uri(uri(table)?).with_session(Arc::clone(session));
    if is_remote(table) {
        builder = builder.with_storage_options_accessor(clients::options());
    }
    Ok(builder.load().await)
}

/// Opens a table, making it empty with this schema if there is none. Of several that make it at
/// once one wins and the others open what it made.
pub(crate) async fn open_or_create_table(
    repository: &str,
    table: &Path,
    schema: &Arc<Schema>,
    session: &Arc<Session>,
) -> Result<Dataset> {
    let failed = |error: lance::Error| Error::table("create", repository, &error);
    match open_table(table, session).await? {
        Ok(dataset) => return Ok(dataset),
        Err(lance::Error::DatasetNotFound { .. } | lance::Error::NotFound { .. }) => {}
        Err(other) => return Err(failed(other)),
    }
    create_table(repository, table, schema, session).await?;
    let deadline = Instant::now() + OTHERS_NEED;
    loop {
        match open_table(table, session).await? {
            Ok(dataset) => return Ok(dataset),
            Err(_) if Instant::now() < deadline => tokio::time::sleep(POLL).await,
            // Whoever began it was killed.
            Err(_) if !is_remote(table) && was_never_made(table) => break,
            Err(lance::Error::DatasetNotFound { .. } | lance::Error::NotFound { .. }) => {
                return Err(Error::Damaged {
                    repository: repository.to_owned(),
                    table: table.to_owned(),
                    reason: "the table has no versions, and files of rows".to_owned(),
                });
            }
            Err(error) => return Err(failed(error)),
        }
    }
    clear(table)?;
    create_table(repository, table, schema, session).await?;
    open_table(table, session).await?.map_err(failed)
}

/// Whether a table's folder is what a creation that was cut off left: neither a version nor a row.
fn was_never_made(table: &Path) -> bool {
    let holds_no = |folder: PathBuf, what: fn(&str) -> bool| match fs::read_dir(folder) {
        Ok(mut files) => {
            !files.any(|file| file.is_ok_and(|file| what(&file.file_name().to_string_lossy())))
        }
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    holds_no(table.join(DATA), |_| true)
        && holds_no(versions(table), |name| name.ends_with(".manifest"))
}

/// Takes away what a creation that was cut off left. A row or a version that somebody puts there meanwhile
/// stays, since a folder with something in it is not removed.
fn clear(table: &Path) -> Result<()> {
    let is_needless = |name: &str| !name.ends_with(".manifest") && !name.ends_with(ROWS_ENDING);
    for part in [versions(table), table.join(DATA), table.join(TRANSACTIONS)] {
        for file in fs::read_dir(&part).into_iter().flatten().flatten() {
            if is_needless(&file.file_name().to_string_lossy()) {
                // What cannot be removed is told of by its folder.
                let _ = fs::remove_file(file.path());
            }
        }
        let _ = fs::remove_dir(&part);
    }
    match fs::remove_dir(table) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(|source| Error::io("clear", table, source)),
    }
}

/// Makes an empty table, or leaves the one alone that somebody else made first.
///
/// LanceDB would turn the later of two creations at once into a version that overwrites the
/// earlier one's rows. So the table is made aside and brought to its place whole: the file system
/// refuses to move it onto another, and an object store to put its first version over another's.
async fn create_table(
    repository: &str,
    table: &Path,
    schema: &Arc<Schema>,
    session: &Arc<Session>,
) -> Result<()> {
    if is_remote(table) {
        let aside = tempfile::tempdir()
            .map_err(|source| Error::io("create a table in", std::env::temp_dir(), source))?;
        let made = aside.path().join("table");
        write_empty(repository, &made, schema, session).await?;
        return upload(&made, table).map_err(|source| Error::io("create", table, source));
    }
    let database = table.parent().unwrap_or(table);
    sweep(database).await;
    let aside = tempfile::Builder::new()
        .prefix(ASIDE[0])
        .tempdir_in(database)
        .map_err(|source| Error::io("create a table in", database, source))?;
    let made = aside.path().join("table");
    private_folder(&made)?;
    write_empty(repository, &made, schema, session).await?;
    match fs::rename(&made, table) {
        Err(_) if table.is_dir() => Ok(()),
        other => other.map_err(|source| Error::io("create", table, source)),
    }
}

async fn write_empty(
    repository: &str,
    table: &Path,
    schema: &Arc<Schema>,
    session: &Arc<Session>,
) -> Result<()> {
    let params = WriteParams {
        mode: WriteMode::Create,
        // What the oldest readers of the shared table understand.
        data_storage_version: Some(LanceFileVersion::V2_0),
        enable_v2_manifest_paths: false,
        session: Some(Arc::clone(session)),
        ..WriteParams::default()
    };
    InsertBuilder::new(uri(table)?.as_str())
        .with_params(&params)
        .execute(vec![RecordBatch::new_empty(Arc::clone(schema))])
        .await
        .map_err(|error| Error::table("create", repository, &error))?;
    Ok(())
}

/// Brings a new table's files to an object store, its only version first, and only where there is none: a
/// table is there with its version, which refers to the others for older readers alone.
fn upload(made: &Path, table: &Path) -> io::Result<()> {
    let (mut first, mut others) = (None, Vec::new());
    for file in files::below(made) {
        let name = file.path.strip_prefix(made).map_err(io::Error::other)?;
        let new = (table.join(name), fs::read(&file.path)?);
        if !name.starts_with(VERSIONS) {
            others.push(new);
        } else if manifest::version(&name.file_name().unwrap_or_default().to_string_lossy())
            .is_some()
        {
            first = Some(new);
        }
    }
    let Some((place, bytes)) = first else {
        return Err(io::Error::other("LanceDB made a table without a version"));
    };
    // Where it was not put, somebody else made the table.
    if remote::put_new(&place, bytes)? {
        for (place, bytes) in others {
            remote::put(&place, bytes)?;
        }
    }
    Ok(())
}

/// Removes what killed programs left in a database. Failing at it harms nobody.
pub(super) async fn sweep(database: &Path) {
    if is_remote(database) {
        return;
    }
    let database = database.to_owned();
    let swept = compute(move || {
        for folder in abandoned(&database) {
            if let Err(error) = fs::remove_dir_all(folder) {
                tracing::warn!(%error, "an abandoned folder was not removed");
            }
        }
        Ok(())
    });
    if let Err(error) = swept.await {
        tracing::warn!(%error, "abandoned folders were not removed");
    }
}

fn abandoned(database: &Path) -> Vec<PathBuf> {
    let now = SystemTime::now();
    let old = |made| now.duration_since(made).is_ok_and(|age| age > ABANDONED);
    fs::read_dir(database)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            ASIDE.iter().any(|prefix| name.starts_with(prefix))
                && entry
                    .metadata()
                    .and_then(|found| found.modified())
                    .is_ok_and(old)
        })
        .map(|entry| entry.path())
        .collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_what_was_left_long_ago_is_swept() {
        let database = tempfile::tempdir().unwrap();
        let folder = |name: &str, age| {
            let path = database.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("part"), "x").unwrap();
            let handle = fs::File::open(&path).unwrap();
            handle.set_modified(SystemTime::now() - age).unwrap();
            path
        };
        let old = ABANDONED * 2;
        let left = [folder(".lore-new-a", old), folder(".lore-text-b", old)];
        let kept = [
            folder(".lore-new-c", Duration::ZERO),
            folder("orchestra_knowledge.lance", old),
        ];
        sweep(database.path()).await;
        assert!(left.iter().all(|path| !path.exists()));
        assert!(kept.iter().all(|path| path.exists()));
    }
}
