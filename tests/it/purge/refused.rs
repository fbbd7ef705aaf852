//! When nothing is erased.

use lore::service::Error;
use tempfile::TempDir;

use super::*;

/// Every file with its bytes, but for the one that is locked.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let read = |file: PathBuf| {
        let bytes = fs::read(&file).unwrap();
        (file, bytes)
    };
    let mut files = files(folder);
    files.retain(|file| !file.ends_with(".lore-changes.lock"));
    files.into_iter().map(read).collect()
}

async fn two_versions() -> TempDir {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("a", "text of a")]).await;
    store(folder.path(), &[ForeignRow::new("b", "text of b")]).await;
    folder
}

#[tokio::test]
async fn a_plan_touches_nothing() {
    let folder = two_versions().await;
    delete(folder.path(), "b").await;
    let before = contents(folder.path());
    let planned = plan(folder.path(), &["a", "b", "c"]).await;
    assert_eq!(planned.entries, [key("a")]);
    assert_eq!(planned.past, [key("b")]);
    assert_eq!(planned.unknown, [key("c")]);
    assert_eq!(planned.versions, 2);
    assert!(contents(folder.path()) == before);
}

#[tokio::test]
async fn tags_and_branches_that_keep_old_versions_are_named() {
    let folder = two_versions().await;
    let mut dataset = table(folder.path()).await;
    dataset.tags().create("release", 1).await.unwrap();
    dataset.create_branch("try-out", 2, None).await.unwrap();
    let planned = plan(folder.path(), &["a"]).await;
    assert_eq!(
        planned.held_by,
        ["repo: branch try-out", "repo: tag release"]
    );

    let before = contents(folder.path());
    let refused = try_purge(folder.path(), &["a"]).await.unwrap_err();
    assert!(matches!(&refused, Error::Conflict(_)), "{refused:?}");
    let message = refused.to_string();
    assert!(message.contains("repo: tag release"), "{message}");
    assert!(message.contains("repo: branch try-out"), "{message}");
    assert!(contents(folder.path()) == before);

    dataset.tags().delete("release").await.unwrap();
    dataset.delete_branch("try-out").await.unwrap();
    assert_eq!(purge(folder.path(), &["a"]).await.erased, [key("a")]);
}

#[tokio::test]
async fn ids_that_are_nowhere_are_not_found() {
    let folder = two_versions().await;
    let before = contents(folder.path());
    let refused = try_purge(folder.path(), &["x", "y"]).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound(_)), "{refused:?}");
    assert!(contents(folder.path()) == before);
}

#[tokio::test]
async fn who_stops_at_once_has_erased_nothing() {
    let folder = two_versions().await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let cancel = Cancel::default();
    cancel.cancel();
    let purged = lore.purge(&scope(&["a"]), &cancel, &mut |_| {}).await;
    let purged = purged.unwrap();
    assert!(purged.cancelled);
    assert_eq!(purged.erased, []);
    assert_eq!(texts(folder.path()).await.len(), 2);
}
