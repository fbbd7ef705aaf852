//! The tables of a repository, as folders: the shared one and lore's own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use futures::TryStreamExt;
use lance::{
    Dataset,
    deps::datafusion::prelude::{Expr, col, lit},
};

use super::{
    Column, Error, Repository, Result, create, files, manifest, repository::new_session,
    text_index, visit::scan_of,
};

/// What the folders of lore's own tables begin with.
const OURS: &str = "lore_";

/// The columns by which rows belong to entries: that of all tables, and that of the images of rows,
/// of which some hold no row.
const IDS: [&str; 2] = [Column::Id.name(), "entry"];

/// The folders of the tables that hold entries or say something of them: lore's own, then the
/// shared one. The index of words is no such table: its rows are the shared one's. Nor is the
/// journal, in which no text stands.
pub(super) fn of_entries(repository: &Repository) -> Vec<PathBuf> {
    let mut tables: Vec<PathBuf> = all(repository.database())
        .into_iter()
        .filter(|folder| {
            let name = name(folder);
            name.starts_with(OURS) && name != text_index::FOLDER
        })
        .filter(|folder| folder != repository.journal().path())
        .collect();
    tables.push(repository.table_folder().to_owned());
    tables
}

/// The condition that a row belongs to one of some entries; `None` where none could.
pub(super) fn belongs(table: &Dataset, ids: &[String]) -> Option<Expr> {
    IDS.into_iter()
        .filter(|column| table.schema().field(column).is_some())
        .map(|column| col(column).in_list(ids.iter().map(|id| lit(id.as_str())).collect(), false))
        .reduce(Expr::or)
}

/// The folders of lore's own tables, readable or not, sorted.
pub(super) fn own(database: &Path) -> Vec<PathBuf> {
    let mut tables: Vec<PathBuf> = files::folders(database)
        .unwrap_or_default()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "lance"))
        .filter(|path| name(path).starts_with(OURS))
        .collect();
    tables.sort();
    tables
}

/// The folders of all tables in a database, sorted.
pub(super) fn all(database: &Path) -> Vec<PathBuf> {
    let mut tables: Vec<PathBuf> = files::folders(database)
        .unwrap_or_default()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "lance"))
        .filter(|path| manifest::has_versions(path))
        .collect();
    tables.sort();
    tables
}

/// Opens a table, if one is there, with caches of its own: what they hold is erased too.
pub(super) async fn open(repository: &str, folder: &Path) -> Result<Option<Dataset>> {
    if !manifest::has_versions(folder) {
        return Ok(None);
    }
    // LanceDB panics at a manifest that was cut off.
    match manifest::problem(folder) {
        Ok(None) => {}
        Ok(Some(reason)) => return Err(damaged(repository, folder, reason)),
        Err(source) => return Err(Error::io("read", folder, source)),
    }
    let table = create::open_table(folder, &Arc::new(new_session())).await?;
    table
        .map(Some)
        .map_err(|error| Error::table("read", repository, &error))
}

/// Reads a table to its end, to see whether that can be done.
pub(super) async fn read_whole(table: Dataset) -> lance::Result<()> {
    // On a task of its own: LanceDB panics at some damages.
    let read = tokio::spawn(async move {
        let batches = scan_of(&table).try_into_stream().await?;
        batches.try_for_each(|_| async { Ok(()) }).await
    });
    let makes_no_sense = |_| Err(lance::Error::schema("its files make no sense"));
    read.await.unwrap_or_else(makes_no_sense)
}

fn damaged(repository: &str, folder: &Path, reason: String) -> Error {
    let (repository, table) = (repository.to_owned(), folder.to_owned());
    if name(folder).starts_with(OURS) {
        Error::DamagedSide {
            repository,
            table,
            reason,
        }
    } else {
        Error::Damaged {
            repository,
            table,
            reason,
        }
    }
}

/// The tags and branches of a table.
pub(super) async fn holders(table: &Dataset) -> lance::Result<Vec<String>> {
    let tags = table.tags().list().await?;
    let branches = table.list_branches().await?;
    let tags = tags.into_keys().map(|tag| format!("tag {tag}"));
    let branches = branches
        .into_keys()
        .map(|branch| format!("branch {branch}"));
    Ok(tags.chain(branches).collect())
}

/// The name of a table's folder.
pub(super) fn name(folder: &Path) -> &str {
    folder
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}
