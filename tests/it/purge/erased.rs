//! What goes, and what stays.

use arrow_schema::DataType;
use lance::{dataset::ColumnAlteration, index::DatasetIndexExt};
use lore::{
    domain::{
        change::{Action, ChangeState, Edit, Guard, Target},
        search::{SearchMode, SearchRequest},
    },
    service::{Cancel, Lore},
};
use tempfile::TempDir;

use super::*;

const SECRET: &str = "the password of the vault is rosebud-7741";
const EARLIER: &str = "the password of the vault was xanadu-1938";
const IN_METADATA: &str = r#"{"token":"ghp_notARealTokenButLong"}"#;

#[tokio::test]
async fn a_row_its_earlier_texts_and_its_twins_vanish_and_all_others_stay() {
    let folder = TempDir::new().unwrap();
    let mut secret = ForeignRow::new("a", EARLIER);
    secret.metadata = Some(IN_METADATA.into());
    let rows = [secret, ForeignRow::new("b", "text of b")];
    store(folder.path(), &rows).await;
    store(folder.path(), &[ForeignRow::new("c", "text of c")]).await;
    update(folder.path(), "a", SECRET).await;
    update(folder.path(), "b", "newer text of b").await;
    store(folder.path(), &[ForeignRow::new("a", "a twin of it")]).await;
    for text in [SECRET, EARLIER, IN_METADATA, "a twin of it"] {
        assert!(!grep(folder.path(), text).is_empty());
    }
    let planned = plan(folder.path(), &["a", "x"]).await;
    assert_eq!(planned.entries, [key("a")]);
    assert_eq!(planned.unknown, [key("x")]);
    assert_eq!((planned.past, planned.held_by), (vec![], vec![]));
    assert_eq!(planned.versions, 4);

    let purged = purge(folder.path(), &["a", "x"]).await;
    assert_eq!(purged.erased, [key("a")]);
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    assert_eq!(purged.files_searched, files(folder.path()).len());
    for text in [SECRET, EARLIER, IN_METADATA, "a twin of it"] {
        assert_eq!(grep(folder.path(), text), [] as [PathBuf; 0]);
    }
    let left = texts(folder.path()).await;
    assert_eq!(left.len(), 2);
    assert_eq!(
        (left["b"].as_str(), left["c"].as_str()),
        ("newer text of b", "text of c")
    );
    table(folder.path()).await.validate().await.unwrap();
    assert_eq!(plan(folder.path(), &["a"]).await.unknown, [key("a")]);
    let lore = Lore::open(folder.path()).await.unwrap();
    let past = lore
        .history(&key("a"), &Cancel::default(), &mut |_| {})
        .await;
    assert!(past.unwrap().is_empty());
}

#[tokio::test]
async fn an_entry_that_only_old_versions_know_is_found_and_erased() {
    let folder = TempDir::new().unwrap();
    let rows = ["a", "b"].map(|id| ForeignRow::new(id, &format!("{SECRET} of {id}")));
    store(folder.path(), &rows).await;
    delete(folder.path(), "a").await;
    let planned = plan(folder.path(), &["a"]).await;
    assert_eq!((planned.entries, planned.past), (vec![], vec![key("a")]));

    let purged = purge(folder.path(), &["a"]).await;
    assert_eq!(purged.erased, [key("a")]);
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    assert!(grep(folder.path(), &format!("{SECRET} of a")).is_empty());
    assert_eq!(texts(folder.path()).await.len(), 1);
}

/// Others may write a column into files of its own; its old values stay where they are, in files that
/// are still in use.
#[tokio::test]
async fn values_that_were_replaced_in_place_vanish_too() {
    let folder = TempDir::new().unwrap();
    let rows = ["a", "b", "c"].map(|id| ForeignRow::new(id, &format!("{SECRET} of {id}")));
    store(folder.path(), &rows).await;
    let mut dataset = table(folder.path()).await;
    let wide = ColumnAlteration::new("text".into()).cast_to(DataType::LargeUtf8);
    dataset.alter_columns(&[wide]).await.unwrap();
    assert_eq!(dataset.fragments()[0].files.len(), 2, "not in place");

    let purged = purge(folder.path(), &["a"]).await;
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    let secret = format!("{SECRET} of a");
    assert_eq!(grep(folder.path(), &secret), [] as [PathBuf; 0]);
    let left = texts(folder.path()).await;
    assert_eq!(left["b"], format!("{SECRET} of b"));
    assert_eq!(left.len(), 2);
}

/// Records of vectors, vectors of later parts, the index of words.
#[tokio::test(flavor = "multi_thread")]
async fn what_lore_knows_of_it_vanishes_and_searches_go_on() {
    let folder = TempDir::new().unwrap();
    let mut rows: Vec<ForeignRow> = (0..5_001)
        .map(|at| ForeignRow::new(&format!("id-{at}"), ""))
        .collect();
    rows[7].text = Some(format!("{SECRET} zanzibar").repeat(60));
    rows[8].text = Some("what stays is about lighthouses".into());
    store(folder.path(), &rows).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let report = lore
        .reembed(&Filter::default(), false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(report.embedded, 2);
    lore.maintain().await.unwrap();
    let database = database(folder.path());
    assert!(database.join("lore_text.lance").exists());
    assert!(!grep(&database, "id-7").is_empty());

    let purged = lore
        .purge(&scope(&["id-7"]), &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(purged.erased.len(), 1);
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    assert!(!database.join("lore_text.lance").exists());
    assert!(grep(&database, "zanzibar").is_empty());
    for side in ["lore_embeddings.lance", "lore_parts.lance"] {
        let side = database.join(side);
        let side = Dataset::open(side.to_str().unwrap()).await.unwrap();
        let rows = side.count_rows(Some("id = 'id-7'".into())).await.unwrap();
        assert_eq!(rows, 0);
        assert_eq!(side.count_versions().await.unwrap(), 1);
    }
    assert!(files(&database.join("lore_parts.lance/data")).is_empty());
    // The open store goes on with what is there, and makes a new index.
    for _ in 0..2 {
        let request = SearchRequest {
            words: "lighthouses".into(),
            typing: false,
            filter: Filter::default(),
            mode: SearchMode::Hybrid,
            limit: 5,
            threshold: None,
        };
        let answer = lore.search(&request).await.unwrap();
        assert_eq!(answer.hits[0].entry.id, "id-8");
        lore.maintain().await.unwrap();
    }
    assert!(database.join("lore_text.lance").exists());
    assert!(grep(&database, "zanzibar").is_empty());
}

fn target(id: &str) -> Target {
    Target {
        key: key(id),
        guard: Guard::Any,
    }
}

async fn remove(lore: &Lore, ids: &[&str]) {
    let targets: Vec<Target> = ids.iter().map(|id| target(id)).collect();
    lore.delete(
        &targets,
        Action::Delete,
        "",
        &Cancel::default(),
        &mut |_| {},
    )
    .await
    .unwrap();
}

async fn edit(lore: &Lore, id: &str, text: &str) {
    let edit = Edit {
        text: Some(text.into()),
        ..Edit::default()
    };
    lore.edit(&target(id), &edit).await.unwrap();
}

#[tokio::test]
async fn trash_and_journal_keep_nothing_of_it() {
    let folder = TempDir::new().unwrap();
    let rows = ["a", "b", "c"].map(|id| ForeignRow::new(id, &format!("{EARLIER} of {id}")));
    store(folder.path(), &rows).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    edit(&lore, "a", SECRET).await;
    edit(&lore, "b", "newer text of b").await;
    remove(&lore, &["a", "c"]).await;
    let planned = plan(folder.path(), &["a"]).await;
    assert_eq!((planned.entries, planned.past), (vec![], vec![key("a")]));

    let purged = purge(folder.path(), &["a"]).await;
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    for text in [SECRET, &format!("{EARLIER} of a")] {
        assert_eq!(grep(folder.path(), text), [] as [PathBuf; 0]);
    }
    let (changes, _) = lore.log(None).await.unwrap();
    assert_eq!(Some(&changes[0].id), purged.change.as_ref());
    assert_eq!((changes[0].action, changes[0].entries), (Action::Purge, 1));
    assert_eq!(changes[0].state, ChangeState::Done);
    // Of the others nothing is lost: trash, undo and history go on.
    let trash = lore.trash(&Filter::default()).await.unwrap();
    assert_eq!(trash.len(), 1);
    assert_eq!(trash[0].entry.key(), key("c"));
    let (_, outcome) = lore
        .undo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(outcome.changed.len(), 1);
    let past = lore
        .history(&key("b"), &Cancel::default(), &mut |_| {})
        .await;
    assert_eq!(past.unwrap().len(), 2);
    let left = texts(folder.path()).await;
    assert_eq!(left["b"], "newer text of b");
    assert_eq!(left["c"], format!("{EARLIER} of c"));
    assert_eq!(left.len(), 2);
}

#[tokio::test]
async fn the_whole_trash_can_be_erased() {
    let folder = TempDir::new().unwrap();
    let rows = ["a", "b", "c", "d"].map(|id| ForeignRow::new(id, &format!("{SECRET} of {id}")));
    store(folder.path(), &rows).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    remove(&lore, &["a", "b", "c"]).await;
    // Another program stored the very entry again.
    store(folder.path(), &rows[2..3]).await;
    let planned = lore.plan_purge(&PurgeScope::Trash).await.unwrap();
    assert_eq!(planned.past, [key("a"), key("b")]);

    let purged = lore
        .purge(&PurgeScope::Trash, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(purged.erased, [key("a"), key("b")]);
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    for gone in ["a", "b"] {
        assert!(grep(folder.path(), &format!("{SECRET} of {gone}")).is_empty());
    }
    let left: Vec<String> = texts(folder.path()).await.into_keys().collect();
    assert_eq!(left, ["c", "d"]);
    let nothing = lore
        .purge(&PurgeScope::Trash, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!((nothing.change, nothing.erased), (None, vec![]));
}

/// An index that some other program put on the table.
#[tokio::test]
async fn indexes_of_others_go_on_working() {
    let folder = TempDir::new().unwrap();
    let rows: Vec<ForeignRow> = (0..300)
        .map(|at| ForeignRow::new(&format!("id-{at}"), &format!("text {at}")))
        .collect();
    store(folder.path(), &rows).await;
    let mut dataset = table(folder.path()).await;
    dataset
        .create_index(
            &["id"],
            lance_index::IndexType::BTree,
            None,
            &lance_index::scalar::ScalarIndexParams::default(),
            true,
        )
        .await
        .unwrap();
    let purged = purge(folder.path(), &["id-7", "id-299"]).await;
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    let dataset = table(folder.path()).await;
    assert_eq!(dataset.load_indices().await.unwrap().len(), 1);
    for (id, rows) in [("id-7", 0), ("id-8", 1), ("id-298", 1)] {
        let found = dataset.count_rows(Some(format!("id = '{id}'"))).await;
        assert_eq!(found.unwrap(), rows, "{id}");
    }
}
