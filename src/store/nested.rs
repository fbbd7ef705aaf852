//! Databases that lie within a repository's folder, where nobody looks for them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Repository, Store, discover, files, repository::new_session};
use crate::domain::diagnosis::Nested;

impl Store {
    /// The databases one folder too deep, by path. Reads only.
    pub async fn nested(&self) -> Vec<Nested> {
        let mut nested = Vec::new();
        if self.only().is_some() {
            return nested;
        }
        for outer in folders(self.path()) {
            for inner in folders(&outer) {
                let name = file_name(&inner);
                let Some(place) = discover::place(&name, &inner) else {
                    continue;
                };
                let rows = match place {
                    Ok(place) => rows(place).await,
                    Err(_) => None,
                };
                nested.push(Nested {
                    repository: file_name(&outer),
                    folder: inner,
                    rows,
                });
            }
        }
        nested.sort_by(|one, other| one.folder.cmp(&other.folder));
        nested
    }
}

async fn rows(place: discover::Place) -> Option<usize> {
    let opened = Repository::open(place, Arc::new(new_session())).await;
    let snapshot = opened.ok()?.snapshot().await.ok()?;
    Some(snapshot.shape().0)
}

fn folders(above: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let folders = files::folders(above).unwrap_or_default().into_iter();
    folders.filter(|path| !file_name(path).starts_with('.'))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
