//! Tables of lore's own that cannot be read.

use std::path::Path;

use futures::TryStreamExt;

use super::{Repository, embeddings, error::reason, manifest, tables, text_index};
use crate::domain::diagnosis::OwnTable;

impl Repository {
    /// Reads every table of lore's own to its end, and tells of those that cannot be: which, and why.
    /// The index of words is none of them: it is made anew whenever it cannot be read.
    pub async fn damaged_tables(&self) -> Vec<(OwnTable, String)> {
        let mut damaged = Vec::new();
        for folder in tables::own(self.database()) {
            if tables::name(&folder) == text_index::FOLDER {
                continue;
            }
            if let Some(why) = damage(self.name().to_owned(), &folder).await {
                let what = embeddings::own_table(tables::name(&folder));
                let folder = folder.display();
                let why = format!("lore's own table {folder} cannot be read: {why}");
                damaged.push((what, why));
            }
        }
        damaged
    }
}

async fn damage(repository: String, folder: &Path) -> Option<String> {
    match manifest::problem(folder) {
        Ok(None) => {}
        Ok(Some(problem)) => return Some(problem),
        Err(error) => return Some(error.to_string()),
    }
    let folder = folder.to_owned();
    // On a task of its own: LanceDB panics at some damages.
    let read = tokio::spawn(async move { read(&repository, &folder).await });
    match read.await {
        Ok(Ok(())) => None,
        Ok(Err(why)) => Some(why),
        Err(_) => Some("its files make no sense".to_owned()),
    }
}

async fn read(repository: &str, folder: &Path) -> Result<(), String> {
    let opened = tables::open(repository, folder).await;
    let Some(table) = opened.map_err(|error| error.to_string())? else {
        return Ok(());
    };
    let rows = async {
        table
            .scan()
            .try_into_stream()
            .await?
            .try_for_each(|_| async { Ok(()) })
            .await
    };
    rows.await.map_err(|error| reason(&error))
}
