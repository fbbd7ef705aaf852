//! How a store stands, seen without changing it.

use std::{fs, path::Path};

use lore::{
    domain::{
        filter::Filter,
        health::{Health, RepositoryHealth, WordIndex},
        node_hash,
    },
    service::{Cancel, Lore},
    store::{
        NewRow, Store, VectorUpdate,
        embeddings::{Embedded, digest},
        schema::VECTOR_WIDTH,
    },
};

use crate::{fixture, models::rows};

async fn health(store: &Path) -> Health {
    let lore = Lore::open(store).await.unwrap();
    lore.health(&Filter::default(), &Cancel::default())
        .await
        .unwrap()
}

fn row(id: &str, text: &str, vector: Vec<f32>) -> NewRow {
    NewRow {
        id: id.to_owned(),
        vector,
        ..rows::row(0, text, 0.0)
    }
}

fn ramp() -> Vec<f32> {
    (0..VECTOR_WIDTH).map(|at| at as f32 + 0.5).collect()
}

#[tokio::test]
async fn looking_at_the_node_managers_store_changes_nothing() {
    let folder = fixture::legacy();
    let before = fixture::contents(folder.path());
    let health = health(folder.path()).await;
    assert_eq!(fixture::contents(folder.path()), before);

    assert!(health.broken.is_empty());
    assert_eq!(health.repositories.len(), 2);
    let total = health.total(|_| true);
    assert_eq!(total.meaning.meaningless, 16, "hashes of texts");
    assert_eq!(
        total.meaning.entries(),
        16,
        "rows of type system do not count"
    );
    assert!(total.rows > 16 && total.words == WordIndex::Needless);
    let bytes: u64 = before.values().map(|bytes| bytes.len() as u64).sum();
    assert_eq!(total.disk.total(), bytes);
    for one in &health.repositories {
        let manifests = before.keys().filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "manifest")
                && path.starts_with(folder.path().join(&one.name))
        });
        assert_eq!(one.versions, manifests.count(), "{}", one.name);
        assert!(one.disk.live > 0 && one.fragments > 0);
    }
}

#[tokio::test]
async fn vectors_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("shop").await.unwrap();
    let rows = [
        row("kept", "what the model saw", vec![0.0; VECTOR_WIDTH]),
        row("changed", "what it saw too", vec![0.0; VECTOR_WIDTH]),
        row("blank", " ", vec![0.0; VECTOR_WIDTH]),
    ];
    repository.append(&rows).await.unwrap();
    let lore = Lore::open(folder.path()).await.unwrap();
    let all = Filter::default();
    lore.reembed(&all, false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    let seen = health(folder.path()).await.repositories[0].meaning;
    assert_eq!((seen.seen, seen.unfit, seen.entries()), (2, 1, 3));

    // Other programs change a vector behind the records' back, and bring some of their own.
    let repository = store.repository("shop").await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let mut changed = None;
    let id = [lore::store::Column::Id];
    snapshot
        .visit(&all, &id, |row, values| {
            if values[0] == "changed" {
                changed = Some(row);
            }
        })
        .await
        .unwrap();
    let update = VectorUpdate {
        row: changed.unwrap(),
        vector: ramp(),
    };
    repository
        .replace_vectors(&snapshot, &[update])
        .await
        .unwrap();
    let others = [
        row("foreign", "from elsewhere", ramp()),
        row("hash", "hashed", node_hash::vector_of("hashed")),
        row("zero", "nothing", vec![0.0; VECTOR_WIDTH]),
    ];
    repository.append(&others).await.unwrap();

    // The one that looked before reads only what is new.
    let again = lore.health(&all, &Cancel::default()).await.unwrap();
    assert_eq!(again, health(folder.path()).await);
    // By its record, the changed one is seen still; who looks at texts and vectors knows better.
    let meaning = again.repositories[0].meaning;
    assert_eq!((meaning.seen, meaning.outdated, meaning.foreign), (2, 0, 1));
    assert_eq!((meaning.meaningless, meaning.unfit), (2, 1));
    assert_eq!(lore.coverage(&all).await.unwrap(), meaning);
    let examined = lore
        .diagnose(&Cancel::default(), &mut |_| {})
        .await
        .unwrap()
        .health;
    let meaning = examined.repositories[0].meaning;
    assert_eq!((meaning.seen, meaning.outdated, meaning.foreign), (1, 1, 1));
    assert_eq!((meaning.meaningless, meaning.unfit), (2, 1));
}

#[tokio::test]
async fn a_model_that_is_known_is_no_unknown_origin() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("shop").await.unwrap();
    let rows = ["known", "changed", "unknown"].map(|id| row(id, id, ramp()));
    repository.append(&rows).await.unwrap();
    let recorded = [("known", "known"), ("changed", "another text")].map(|(id, text)| Embedded {
        id: id.to_owned(),
        model: "theirs".into(),
        digest: digest(text, &ramp()),
        parts: Vec::new(),
    });
    repository.embeddings().write(&recorded).await.unwrap();

    let lore = Lore::open(folder.path()).await.unwrap();
    let all = Filter::default();
    let meaning = lore.coverage(&all).await.unwrap();
    assert_eq!((meaning.others, meaning.foreign), (1, 2));
    assert_eq!((meaning.missing(), meaning.entries()), (3, 3));
    assert_eq!(health(folder.path()).await.repositories[0].meaning, meaning);
    let diagnosis = lore.diagnose(&Cancel::default(), &mut |_| {}).await;
    let examined = diagnosis.unwrap().health.repositories.remove(0);
    assert_eq!(examined.meaning, meaning);
}

#[tokio::test]
async fn old_versions_and_removed_rows_take_room() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("shop").await.unwrap();
    for number in 0..5 {
        let row = row(&format!("e{number}"), "text", ramp());
        repository.append(&[row]).await.unwrap();
    }
    let look = || async { health(folder.path()).await.repositories.remove(0) };
    let before: RepositoryHealth = look().await;
    assert_eq!((before.rows, before.fragments), (5, 5));
    assert_eq!(before.versions, 6, "one by one, after the empty one");
    assert!(before.disk.old > 0, "the manifests of earlier versions");

    let lore = Lore::open(folder.path()).await.unwrap();
    let target = lore.find("e2").await.unwrap()[0].target();
    lore.delete(
        &[target],
        lore::domain::change::Action::Delete,
        "",
        &Cancel::default(),
        &mut |_| {},
    )
    .await
    .unwrap();
    let after = look().await;
    assert_eq!(after.rows, 4);
    assert!(after.disk.side > 0, "the trash and the journal");
    assert!(
        after.disk.old > before.disk.old,
        "what the entry said is still there"
    );
}

#[tokio::test]
async fn a_repository_that_cannot_be_read_is_told() {
    let folder = fixture::legacy();
    let repository = folder.path().join("statushub");
    let versions = fs::read_dir(&repository)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("_versions"))
        .find(|path| path.is_dir())
        .unwrap();
    for manifest in fs::read_dir(versions).unwrap() {
        fs::write(manifest.unwrap().path(), b"cut").unwrap();
    }
    let health = health(folder.path()).await;
    assert_eq!(health.repositories.len(), 1);
    assert!(
        health.broken[0].contains("statushub"),
        "{:?}",
        health.broken
    );
}
