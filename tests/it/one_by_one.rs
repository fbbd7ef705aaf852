//! Tables that are written a row a commit: what is kept of them in memory says what their files say.

use lance::dataset::{
    builder::DatasetBuilder,
    optimize::{CompactionOptions, compact_files},
};
use lore::{
    domain::{filter::Filter, search::Sort},
    store::{NewRow, Repository, RowId, Snapshot, Store},
};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use tempfile::TempDir;

fn row(at: usize) -> NewRow {
    NewRow {
        id: format!("id-{at}"),
        vector: (0..384)
            .map(|n| f32::from(u16::try_from(at + n).unwrap()))
            .collect(),
        text: format!("text {at} ").repeat(at % 50 + 1),
        kind: "general".into(),
        project_id: format!("p{}", at % 3),
        session_id: "s".into(),
        agent: "qa".into(),
        timestamp: format!("2026-01-31T12:00:00.{:03}Z", at % 1000),
        metadata: format!("{{\"n\":{at}}}"),
    }
}

async fn order(snapshot: &Snapshot) -> Vec<RowId> {
    let order = snapshot.order(&Filter::default(), Sort::Newest).await;
    order.unwrap().iter().map(|ranked| ranked.row).collect()
}

/// Every row of a repository as `repository` has it, in an order of no meaning, must be what somebody
/// reads who opens the store now.
async fn assert_true_to_files(folder: &TempDir, repository: &Repository, rows: usize) {
    let anew = Store::open(folder.path()).await.unwrap();
    let anew = anew
        .repository("r")
        .await
        .unwrap()
        .snapshot()
        .await
        .unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    assert_eq!(snapshot.version(), anew.version());
    let mut asked = order(&snapshot).await;
    assert_eq!((asked.len(), &asked), (rows, &order(&anew).await));
    asked.shuffle(&mut StdRng::seed_from_u64(rows as u64));
    assert_eq!(
        snapshot.whole(&asked).await.unwrap(),
        anew.whole(&asked).await.unwrap()
    );
}

#[tokio::test]
async fn what_is_in_memory_is_what_is_in_files() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    let mut stored = 0;
    for rows in [1, 1, 200, 1, 1, 64, 65, 1].into_iter().chain([1; 30]) {
        let new: Vec<NewRow> = (stored..stored + rows).map(row).collect();
        let revisions = repository.append(&new).await.unwrap();
        stored += rows;
        let snapshot = repository.snapshot().await.unwrap();
        let last = snapshot.find(&new[rows - 1].id).await.unwrap();
        assert_eq!(last[0].revision, revisions[rows - 1]);
    }
    assert_true_to_files(&folder, &repository, stored).await;

    let table = repository.database().join("orchestra_knowledge.lance");
    let mut others = DatasetBuilder::from_uri(table.to_str().unwrap())
        .load()
        .await
        .unwrap();
    let gone = "id IN ('id-0', 'id-5', 'id-150', 'id-210', 'id-340')";
    others.delete(gone).await.unwrap();
    assert_true_to_files(&folder, &repository, stored - 5).await;

    compact_files(&mut others, CompactionOptions::default(), None)
        .await
        .unwrap();
    assert_true_to_files(&folder, &repository, stored - 5).await;
    repository.append(&[row(stored)]).await.unwrap();
    assert_true_to_files(&folder, &repository, stored - 4).await;
}

/// However fast: the clock of the file system cannot tell two commits apart that follow at once.
#[tokio::test]
async fn two_who_write_in_turn_see_each_other_at_once() {
    let folder = TempDir::new().unwrap();
    let one = Store::open_or_create(folder.path()).await.unwrap();
    let one = one.repository_or_create("r").await.unwrap();
    let other = Store::open(folder.path()).await.unwrap();
    let other = other.repository("r").await.unwrap();
    for at in 0..20 {
        let (writes, reads) = if at % 2 == 0 {
            (&one, &other)
        } else {
            (&other, &one)
        };
        writes.append(&[row(at)]).await.unwrap();
        for repository in [writes, reads] {
            let snapshot = repository.snapshot().await.unwrap();
            assert_eq!(order(&snapshot).await.len(), at + 1);
        }
    }
}
