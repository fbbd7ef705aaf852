//! Others at work on the same table: another lore, and programs that know nothing of it.

use std::{fs::OpenOptions, sync::Arc, time::Duration};

use lore::{
    domain::{change::Outcome, entry::Entry},
    service::{Error, Lore, Result},
    store::{Place, Replacing, RowChange, Snapshot, Store},
};
use tokio::sync::Semaphore;

use super::world::{World, delete, kind};
use crate::tables::{self, ForeignRow};

/// A change of the first entry as it is just before it is written.
async fn all_but_written(
    world: &World,
    id: &str,
) -> (lore::store::Repository, lore::store::Prepared) {
    let store = Store::open(world.folder.path()).await.unwrap();
    let repository = store.repository("r").await.unwrap();
    let snapshot: Snapshot = repository.snapshot().await.unwrap();
    let places: Vec<Place> = snapshot.places(&[id].into()).await.unwrap();
    let (picked, used) = snapshot.pick(&[&places]).await.unwrap();
    assert_eq!((used, places.len()), (1, 1));
    let changes = [RowChange::Delete { row: 0 }];
    let prepared = picked.prepare(&changes, None, "c", 0).unwrap();
    (repository, prepared)
}

async fn carry_out(
    repository: &lore::store::Repository,
    prepared: &lore::store::Prepared,
) -> Replacing {
    let lock = repository.lock_changes(Duration::ZERO).await.unwrap();
    repository.carry_out(prepared, &lock).await.unwrap()
}

async fn images(repository: &lore::store::Repository) -> usize {
    match repository.images().open().await.unwrap() {
        Some(table) => table.all().await.unwrap().len(),
        None => 0,
    }
}

#[tokio::test]
async fn a_row_that_somebody_changed_in_between_is_not_taken_out() {
    let (world, entries) = World::with(&["first", "second", "third"]).await;
    let id = entries[0].id.as_str();
    let data =
        || super::world::size(&world.database("r").join("orchestra_knowledge.lance"))["data"];

    let (repository, prepared) = all_but_written(&world, id).await;
    world.foreign_update(id, "agent", "somebody").await;
    let files = data();
    assert_eq!(carry_out(&repository, &prepared).await, Replacing::Stale);
    assert_eq!((images(&repository).await, data()), (0, files));
    assert_eq!(world.one(id).await.unwrap().agent, "somebody");

    let (repository, prepared) = all_but_written(&world, id).await;
    world.foreign_delete(id).await;
    assert_eq!(carry_out(&repository, &prepared).await, Replacing::Stale);
    assert_eq!(images(&repository).await, 0);

    let id = entries[1].id.as_str();
    let (repository, prepared) = all_but_written(&world, id).await;
    world.foreign_compact().await;
    assert_eq!(carry_out(&repository, &prepared).await, Replacing::Stale);
    assert!(world.one(id).await.is_some());
}

#[tokio::test]
async fn what_does_not_touch_the_row_is_not_in_the_way() {
    let rows: Vec<_> = (0..4)
        .map(|n| ForeignRow::new(&format!("id-{n}"), "x"))
        .collect();
    let world = World::new().await;
    tables::write(world.folder.path(), "r", &rows, false).await;
    let (repository, prepared) = all_but_written(&world, "id-0").await;
    world.foreign_update("id-1", "agent", "somebody").await;
    world.foreign_delete("id-2").await;
    tables::write(
        world.folder.path(),
        "r",
        &[ForeignRow::new("id-4", "x")],
        false,
    )
    .await;
    assert_eq!(carry_out(&repository, &prepared).await, Replacing::Done);
    let mut left: Vec<_> = world
        .entries()
        .await
        .into_iter()
        .map(|entry| entry.id)
        .collect();
    left.sort();
    assert_eq!(left, ["id-1", "id-3", "id-4"]);
    assert_eq!(world.one("id-1").await.unwrap().agent, "somebody");
}

#[tokio::test]
async fn a_change_waits_for_another_lore() {
    let (world, entries) = World::with(&["first"]).await;
    world.delete(&entries).await;
    let path = world.database("r").join(".lore-changes.lock");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let held = OpenOptions::new().write(true).open(&path).unwrap();
    held.lock().unwrap();
    let store = Store::open(world.folder.path()).await.unwrap();
    let repository = store.repository("r").await.unwrap();
    let locked = repository.lock_changes(Duration::from_millis(50)).await;
    let message = locked.unwrap_err().to_string();
    assert!(
        message.contains("being changed by another lore"),
        "{message}"
    );
    assert!(message.contains(".lore-changes.lock"), "{message}");
    // Looking is always possible.
    assert_eq!(world.trashed().await.len(), 1);
    assert_eq!(world.told().await, ["delete 1 Done"]);

    let lore = world.lore.clone();
    let undoing = tokio::spawn(async move {
        lore.undo(None, &lore::service::Cancel::default(), &mut |_| {})
            .await
            .map(|(_, outcome)| outcome)
    });
    tokio::time::timeout(Duration::from_millis(100), std::future::pending::<()>())
        .await
        .unwrap_err();
    assert!(!undoing.is_finished());
    drop(held);
    assert_eq!(undoing.await.unwrap().unwrap().changed.len(), 1);
}

/// What is neither an error nor a refusal is a change.
fn changed(outcome: Result<Outcome>) -> usize {
    match outcome {
        Ok(outcome) => outcome.changed.len(),
        Err(Error::Conflict(_) | Error::NotFound(_)) => 0,
        Err(other) => panic!("{other}"),
    }
}

/// Two lores delete, restore and retag; other programs store, change and compact. In the end every
/// entry is in the table or in the trash, once, and no update is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_and_nothing_comes_back_by_itself() {
    const ENTRIES: usize = 40;
    const ROUNDS: usize = 12;
    const STEPS: usize = 6;
    let rows: Vec<_> = (0..ENTRIES)
        .map(|n| ForeignRow::new(&format!("id-{n:02}"), &format!("text {n}")))
        .collect();
    let world = Arc::new(World::new().await);
    for rows in rows.chunks(8) {
        tables::write(world.folder.path(), "r", rows, false).await;
    }
    // The other programs do so much for each round of the curators, and no more: what they leave
    // behind makes every round dearer, so on a slow machine they would never be done.
    let pace = Arc::new(Semaphore::new(0));

    let mut curators = Vec::new();
    for number in 0..2 {
        let (world, pace) = (Arc::clone(&world), Arc::clone(&pace));
        curators.push(tokio::spawn(async move {
            let lore = world.reopened().await;
            for round in 0..ROUNDS {
                pace.add_permits(STEPS);
                curate(&world, &lore, 7 * round + 3 * number).await;
            }
        }));
    }
    let mut foreign = Vec::new();
    {
        let (world, pace) = (Arc::clone(&world), Arc::clone(&pace));
        foreign.push(tokio::spawn(async move {
            let mut stored = 0;
            while let Ok(step) = pace.acquire().await {
                step.forget();
                let row = ForeignRow::new(&format!("new-{stored:03}"), "new");
                tables::write(world.folder.path(), "r", &[row], false).await;
                stored += 1;
            }
            stored
        }));
    }
    {
        // Its own entries, which nobody else touches: each update must stand in the end.
        let (world, pace) = (Arc::clone(&world), Arc::clone(&pace));
        foreign.push(tokio::spawn(async move {
            let mut updates = 0;
            while let Ok(step) = pace.acquire().await {
                step.forget();
                updates += 1;
                world
                    .foreign_update("id-39", "session_id", &format!("s{updates}"))
                    .await;
                if updates % 5 == 0 {
                    let mut table = world.foreign().await;
                    // Others may be in its way; it is not the one that is tested.
                    let _ = lance::dataset::optimize::compact_files(
                        &mut table,
                        lance::dataset::optimize::CompactionOptions::default(),
                        None,
                    )
                    .await;
                }
            }
            updates
        }));
    }
    for curator in curators {
        curator.await.unwrap();
    }
    pace.close();
    let stored = foreign.remove(0).await.unwrap();
    let updates = foreign.remove(0).await.unwrap();

    let standing: Vec<Entry> = world.entries().await;
    let mut ids: Vec<String> = standing.iter().map(|entry| entry.id.clone()).collect();
    ids.extend(world.trashed().await);
    ids.sort();
    let mut expected: Vec<String> = (0..ENTRIES).map(|n| format!("id-{n:02}")).collect();
    expected.extend((0..stored).map(|n| format!("new-{n:03}")));
    expected.sort();
    assert_eq!(ids, expected);
    let theirs = world.one("id-39").await.unwrap();
    assert_eq!(theirs.session_id, format!("s{updates}"));
    let (changes, _) = world.lore.log(None).await.unwrap();
    assert!(!changes.is_empty());
    assert!(
        changes
            .iter()
            .all(|change| change.state != lore::domain::change::ChangeState::Unfinished)
    );
}

/// Does something to some entries; what others did in between is left alone.
async fn curate(world: &World, lore: &Lore, start: usize) {
    let some: Vec<Entry> = world
        .entries()
        .await
        .into_iter()
        .filter(|entry| entry.id.starts_with("id-") && entry.id != "id-39")
        .skip(start % 20)
        .take(6)
        .collect();
    let targets: Vec<_> = some.iter().map(Entry::target).collect();
    let cancel = lore::service::Cancel::default();
    match start % 4 {
        0 | 1 => {
            changed(delete(lore, &some).await);
        }
        2 => {
            let edit = kind(&format!("type{start}"));
            changed(lore.edit_all(&targets, &edit, &cancel, &mut |_| {}).await);
        }
        _ => {
            let undone = lore.undo(None, &cancel, &mut |_| {}).await;
            changed(undone.map(|(_, outcome)| outcome));
        }
    }
}
