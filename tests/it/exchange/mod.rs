//! Entries out of stores and into them.

mod again;
mod codecs;
mod conflicts;
mod foreign;
mod hostile;
mod killed;
mod models;
mod program;
mod round_trip;
mod whole;

use std::path::{Path, PathBuf};

use lore::{
    domain::{exchange::Format, filter::Filter},
    service::{
        Cancel, Export, ExportScope, Exported, ImportRequest, Imported, Lore, OnConflict, Result,
    },
    store::{NewRow, Store},
};
use tempfile::TempDir;

/// A store that tests write rows into as they like.
pub struct Shelf {
    pub folder: TempDir,
}

impl Shelf {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(".files").join(name)
    }

    /// A file beside the repositories.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.file(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub async fn put(&self, repository: &str, rows: &[NewRow]) {
        let store = Store::open_or_create(self.path()).await.unwrap();
        let repository = store.repository_or_create(repository).await.unwrap();
        repository.append(rows).await.unwrap();
    }

    pub async fn open(&self) -> Lore {
        Lore::open_or_create(self.path()).await.unwrap()
    }

    /// Everything in the store, rows of type `system` too, in this format.
    pub async fn export(&self, format: Format, vectors: bool) -> Vec<u8> {
        let mut all = Vec::new();
        for kinds in [vec![], vec!["system".to_owned()]] {
            let filter = Filter {
                kinds,
                ..Filter::default()
            };
            let (bytes, _) = export(&self.open().await, format, vectors, filter).await;
            all.extend(bytes);
        }
        all
    }

    pub async fn import(&self, path: &Path) -> Imported {
        import(&self.open().await, &request(path)).await.unwrap()
    }
}

pub async fn export(
    lore: &Lore,
    format: Format,
    vectors: bool,
    filter: Filter,
) -> (Vec<u8>, Exported) {
    let export = Export {
        scope: ExportScope::All { filter, vectors },
        format,
        replace: false,
    };
    let mut bytes = Vec::new();
    let exported = lore
        .write_out(&export, &mut bytes, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    (bytes, exported)
}

pub fn request(path: &Path) -> ImportRequest {
    ImportRequest {
        path: path.to_owned(),
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        format: None,
        on_conflict: OnConflict::Skip,
        dry_run: false,
        repository: None,
        project: "home".into(),
    }
}

pub async fn import(lore: &Lore, request: &ImportRequest) -> Result<Imported> {
    lore.import(request, &Cancel::default(), &mut |_| {}).await
}

pub fn row(id: &str, text: &str) -> NewRow {
    NewRow {
        id: id.to_owned(),
        vector: vec![0.25; 384],
        text: text.to_owned(),
        kind: "decision".into(),
        project_id: "p".into(),
        session_id: "s".into(),
        agent: "qa".into(),
        timestamp: "2026-01-31T12:00:00.000Z".into(),
        metadata: "{}".into(),
    }
}
