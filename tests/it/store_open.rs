//! Opening a store: what is no store says so, what is one stays untouched to the byte.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use arrow_array::RecordBatch;
use lore::{
    domain::{filter::Filter, search::Sort},
    store::{Error, Store},
};
use tempfile::TempDir;

use crate::{
    fixture,
    tables::{self, ForeignRow},
};

/// Every file and folder with its time of change and its content.
fn tree(root: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let modified = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        found.insert(folder.clone(), (modified(&folder), Vec::new()));
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), (modified(&path), fs::read(&path).unwrap()));
            }
        }
    }
    found
}

async fn refusal(path: &Path) -> Error {
    let error = Store::open(path).await.unwrap_err();
    let message = error.to_string();
    assert!(!message.contains('\n'), "{message}");
    assert!(!message.contains(".rs:"), "no places in sources: {message}");
    error
}

fn newest_manifest(table: &Path) -> PathBuf {
    let mut manifests: Vec<PathBuf> = fs::read_dir(table.join("_versions"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    manifests.sort_by_key(|path| {
        let number: u64 = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
        number
    });
    manifests.pop().unwrap()
}

#[tokio::test]
async fn reading_changes_nothing_on_disk() {
    let folder = fixture::legacy();
    let before = tree(folder.path());
    let store = Store::open(folder.path()).await.unwrap();
    for repository in store.repositories().await.unwrap() {
        let snapshot = repository.snapshot().await.unwrap();
        let order = snapshot
            .order(&Filter::default(), Sort::Oldest)
            .await
            .unwrap();
        let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
        let entries = snapshot.entries(&rows).await.unwrap();
        assert_eq!(snapshot.find(&entries[0].id).await.unwrap().len(), 1);
        assert!(repository.bytes().await.unwrap() > 0);
    }
    assert!(!store.fingerprint().is_empty());
    assert!(store.broken().await.unwrap().is_empty());
    assert!(matches!(
        store.repository("none").await,
        Err(Error::NoRepository(_))
    ));
    assert_eq!(tree(folder.path()), before);
}

#[tokio::test]
async fn a_missing_store_is_not_made() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("not/there");
    let error = refusal(&path).await;
    assert!(matches!(error, Error::Missing(_)) && error.is_not_found());
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[tokio::test]
async fn a_file_is_no_store() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [file.clone(), file.join("below")] {
        let error = refusal(&path).await;
        assert!(matches!(error, Error::NotAFolder(_)), "{error}");
        assert!(error.is_not_found());
        assert!(Store::open_or_create(&path).await.is_err());
    }
    assert_eq!(fs::read(&file).unwrap(), b"x");
}

#[tokio::test]
async fn a_folder_without_repositories_is_no_store_to_readers() {
    let folder = TempDir::new().unwrap();
    assert!(matches!(refusal(folder.path()).await, Error::NotAStore(_)));
    fs::create_dir(folder.path().join("something")).unwrap();
    fs::write(folder.path().join("else"), "x").unwrap();
    let before = tree(folder.path());
    let error = refusal(folder.path()).await;
    assert!(matches!(error, Error::NotAStore(_)) && error.is_not_found());
    assert_eq!(tree(folder.path()), before);

    let store = Store::open_or_create(folder.path()).await.unwrap();
    assert!(store.repositories().await.unwrap().is_empty());
    assert_eq!(tree(folder.path()), before);
}

#[cfg(unix)]
#[tokio::test]
async fn an_unreadable_folder_says_so() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = TempDir::new().unwrap();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything; a link to itself nobody can.
    let path = if fs::read_dir(&locked).is_ok() {
        let circle = folder.path().join("circle");
        symlink(&circle, &circle).unwrap();
        circle
    } else {
        locked.clone()
    };
    let error = refusal(&path).await;
    assert!(matches!(error, Error::Io { .. }), "{error}");
    assert!(!error.is_not_found());
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn a_path_that_is_a_database_is_a_store_of_one_repository() {
    let folder = fixture::legacy();
    let path = folder.path().join("statushub");
    let store = Store::open_or_create(&path).await.unwrap();
    let repositories = store.repositories().await.unwrap();
    assert_eq!(repositories.len(), 1);
    assert_eq!(repositories[0].name(), "statushub");
    let same = store.repository_or_create("statushub").await.unwrap();
    assert_eq!(same.database(), path.canonicalize().unwrap());
    let error = store.repository_or_create("other").await.unwrap_err();
    assert!(matches!(error, Error::OneRepository { .. }) && error.is_invalid());
}

#[tokio::test]
async fn the_older_table_name_is_found() {
    let folder = fixture::legacy();
    let database = folder.path().join("statushub");
    fs::rename(
        database.join("orchestra_knowledge.lance"),
        database.join("army_knowledge.lance"),
    )
    .unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let repository = store.repository_or_create("statushub").await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    assert_eq!(snapshot.count(&Filter::default()).await.unwrap(), 8);
    assert!(!database.join("orchestra_knowledge.lance").exists());
}

#[tokio::test]
async fn a_truncated_manifest_is_reported_and_does_not_hide_the_others() {
    for cut in [1, 2, 8, 15, 16, 500, 1_200, usize::MAX] {
        let folder = fixture::legacy();
        let database = folder.path().join("statushub");
        let manifest = newest_manifest(&database.join("orchestra_knowledge.lance"));
        let bytes = fs::read(&manifest).unwrap();
        fs::write(&manifest, &bytes[..bytes.len().saturating_sub(cut)]).unwrap();
        let before = tree(folder.path());

        let error = refusal(&database).await;
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
        assert!(!error.is_not_found());

        let store = Store::open(folder.path()).await.unwrap();
        let names: Vec<String> = store
            .repositories()
            .await
            .unwrap()
            .iter()
            .map(|repository| repository.name().to_owned())
            .collect();
        assert_eq!(names, ["slack-broker"]);
        let broken = store.broken().await.unwrap();
        assert_eq!(broken.len(), 1);
        assert_eq!(broken[0].repository, "statushub");
        let refused = store.repository_or_create("statushub").await;
        assert!(matches!(refused, Err(Error::Damaged { .. })));
        assert_eq!(tree(folder.path()), before);
    }
}

#[tokio::test]
async fn a_table_without_versions_is_damaged() {
    let folder = fixture::legacy();
    let versions = folder
        .path()
        .join("statushub/orchestra_knowledge.lance/_versions");
    fs::remove_dir_all(versions).unwrap();
    let error = refusal(&folder.path().join("statushub")).await;
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

#[tokio::test]
async fn a_lost_data_file_fails_the_read_not_the_process() {
    let folder = fixture::legacy();
    let data = folder
        .path()
        .join("statushub/orchestra_knowledge.lance/data");
    for file in fs::read_dir(data).unwrap() {
        fs::write(file.unwrap().path(), "").unwrap();
    }
    let store = Store::open(folder.path()).await.unwrap();
    let repository = store.repository("statushub").await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let error = snapshot
        .order(&Filter::default(), Sort::Newest)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Table { .. }), "{error}");
    assert!(!error.to_string().contains('\n'), "{error}");
}

#[tokio::test]
async fn a_table_of_another_layout_is_refused() {
    let folder = TempDir::new().unwrap();
    let rows = [ForeignRow::new("a", "text")];
    tables::write_batch(
        &folder.path().join("narrow"),
        tables::batch(&rows, false, 128),
    )
    .await;
    let error = refusal(folder.path()).await;
    assert!(matches!(error, Error::WrongSchema { .. }), "{error}");
    assert!(error.to_string().contains("128 wide, not 384"), "{error}");

    let folder = TempDir::new().unwrap();
    let mut batch: RecordBatch = tables::batch(&rows, false, 384);
    batch.remove_column(8);
    tables::write_batch(&folder.path().join("short"), batch).await;
    let error = refusal(folder.path()).await;
    assert!(
        error.to_string().contains("'metadata' is missing"),
        "{error}"
    );
}

#[tokio::test]
async fn names_that_are_special_elsewhere_are_plain_here() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("a b%20c#d?e=日本");
    for name in ["x%20y#z", "with space", "日本語", "a&b=c;d", "a~-"] {
        let store = Store::open_or_create(&root).await.unwrap();
        store.repository_or_create(name).await.unwrap();
        let again = Store::open(&root).await.unwrap();
        let repository = again.repository(name).await.unwrap();
        assert!(repository.database().ends_with(name));
        assert!(root.join(name).join("orchestra_knowledge.lance").is_dir());
        let snapshot = repository.snapshot().await.unwrap();
        assert_eq!(snapshot.count(&Filter::default()).await.unwrap(), 0);
    }
    let store = Store::open(&root).await.unwrap();
    for name in ["../x", "a/b", "", ".hidden", "~", "-rf", "NUL", "x.lance"] {
        let error = store.repository_or_create(name).await.unwrap_err();
        assert!(matches!(error, Error::InvalidName { .. }), "{error}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn folders_that_lore_makes_are_private() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().unwrap();
    let root = folder.path().join("new/store");
    let store = Store::open_or_create(&root).await.unwrap();
    store.repository_or_create("r").await.unwrap();
    for path in [root.clone(), root.join("r")] {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", path.display());
    }
}

#[tokio::test]
async fn rows_with_nulls_and_nonsense_are_listed() {
    for wide in [false, true] {
        let folder = TempDir::new().unwrap();
        let rows = [
            ForeignRow::default(),
            ForeignRow {
                no_vector: true,
                metadata: Some("{broken".into()),
                timestamp: Some("long ago".into()),
                ..ForeignRow::new("x", "")
            },
            ForeignRow::new("y", "fine"),
            ForeignRow::new("y", "the same id"),
        ];
        tables::write(folder.path(), "r", &rows, wide).await;
        let store = Store::open(folder.path()).await.unwrap();
        let repository = store.repository("r").await.unwrap();
        let snapshot = repository.snapshot().await.unwrap();
        for sort in [Sort::Newest, Sort::Oldest] {
            let order = snapshot.order(&Filter::default(), sort).await.unwrap();
            let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
            let entries = snapshot.entries(&rows).await.unwrap();
            let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
            assert_eq!(ids, ["y", "y", "", "x"], "undated last");
            assert_eq!(entries[2].null_columns.len(), 8);
            assert!(entries[3].flaws().len() >= 3);
        }
        assert_eq!(snapshot.find("y").await.unwrap().len(), 2);
    }
}
