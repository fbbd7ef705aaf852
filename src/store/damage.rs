//! Tables of lore's own that cannot be read.

use std::path::Path;

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
            if let Some(why) = damage(self.name(), &folder).await {
                let what = embeddings::own_table(tables::name(&folder));
                let folder = folder.display();
                let why = format!("lore's own table {folder} cannot be read: {why}");
                damaged.push((what, why));
            }
        }
        damaged
    }
}

async fn damage(repository: &str, folder: &Path) -> Option<String> {
    match manifest::problem(folder) {
        Ok(None) => {}
        Ok(Some(problem)) => return Some(problem),
        Err(error) => return Some(error.to_string()),
    }
    match tables::open(repository, folder).await {
        Ok(None) => None,
        Ok(Some(table)) => {
            let read = tables::read_whole(table).await;
            read.err().map(|error| reason(&error))
        }
        Err(error) => Some(error.to_string()),
    }
}
