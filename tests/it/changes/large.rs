//! Many entries at once: fast, in few versions, and back to the bit.

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use lore::{
    domain::{
        change::{Action, Target},
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Lore, Progress},
    store::{NewRow, Store, schema::VECTOR_WIDTH},
};

use super::world::{World, size};

const ROWS: usize = 100_000;
const DELETED: usize = 50_000;

/// A number that looks like chance and is the same each time.
fn noise(seed: usize) -> u32 {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    u32::try_from((mixed ^ (mixed >> 29)) >> 32).unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "any number will do")]
fn row(number: usize) -> NewRow {
    NewRow {
        id: format!("decision-{number:06}"),
        vector: (0..VECTOR_WIDTH)
            .map(|at| noise(number * VECTOR_WIDTH + at) as f32 / u32::MAX as f32 - 0.5)
            .collect(),
        text: format!(
            "Entry {number}: {}",
            "words and words ".repeat(noise(number) as usize % 12)
        ),
        kind: ["decision", "issue", "pattern"][number % 3].into(),
        project_id: format!("p{}", number % 7),
        session_id: format!("s{}", number / 50),
        agent: "qa".into(),
        timestamp: format!("2026-01-{:02}T00:00:00.000Z", number % 28 + 1),
        metadata: "{}".into(),
    }
}

async fn fill(world: &World, rows: usize) {
    let store = Store::open_or_create(world.folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    for start in (0..rows).step_by(10_000) {
        let end = rows.min(start + 10_000);
        let rows: Vec<NewRow> = (start..end).map(row).collect();
        repository.append(&rows).await.unwrap();
    }
}

/// Every second entry, in the order in which a person sees them.
async fn every_second(lore: &Lore) -> Vec<Target> {
    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    let mut targets = Vec::new();
    for start in (0..listing.total()).step_by(5_000) {
        let page = listing.page(start, 5_000).await.unwrap();
        targets.extend(
            page.iter()
                .filter(|entry| entry.id.ends_with(['0', '2', '4', '6', '8']))
                .map(lore::domain::entry::Entry::target),
        );
    }
    targets
}

/// A hash over every column of every row, whatever their order.
async fn picture(world: &World) -> (usize, blake3::Hash) {
    let rows = world.rows("r").await;
    let mut hasher = blake3::Hasher::new();
    for row in &rows {
        hasher.update(format!("{row:?}").as_bytes());
    }
    (rows.len(), hasher.finalize())
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_a_hundred_thousand_go_and_come_back_to_the_bit() {
    let world = World::new().await;
    fill(&world, ROWS).await;
    let before = picture(&world).await;
    let targets = every_second(&world.lore).await;
    assert_eq!((before.0, targets.len()), (ROWS, DELETED));
    let table = world.database("r").join("orchestra_knowledge.lance");
    let at_first = size(&table);
    let cancel = Cancel::default();

    let mut told: Vec<Progress> = Vec::new();
    let begun = Instant::now();
    let outcome = world
        .lore
        .delete(&targets, Action::Delete, "", &cancel, &mut |at| {
            told.push(at);
        })
        .await
        .unwrap();
    let deleting = begun.elapsed();
    assert_eq!(outcome.changed.len(), DELETED);
    assert!(
        told.len() > 5 && told.is_sorted_by_key(|at| at.done),
        "{told:?}"
    );
    assert_eq!(told.last().map(|at| at.done), Some(DELETED));
    assert_eq!(world.entries().await.len(), ROWS - DELETED);
    let deleted = size(&table);

    let begun = Instant::now();
    let (_, outcome) = world
        .lore
        .undo(None, &cancel, &mut |at| told.push(at))
        .await
        .unwrap();
    let undoing = begun.elapsed();
    assert_eq!(outcome.changed.len(), DELETED);
    assert_eq!(picture(&world).await, before);
    let undone = size(&table);

    writeln!(
        io::stderr(),
        "deleted {DELETED} of {ROWS} in {deleting:?}, brought back in {undoing:?}; files {at_first:?} -> {deleted:?} -> {undone:?}"
    )
    .unwrap();
    assert!(deleted["_versions"] - at_first["_versions"] <= 9);
    assert!(undone["_versions"] - deleted["_versions"] <= 9);
    assert!(undone["data"] - at_first["data"] <= 9);
    assert!(deleting + undoing < Duration::from_mins(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_half_way_can_be_taken_back_or_gone_on_with() {
    let world = World::new().await;
    fill(&world, 20_000).await;
    let before = picture(&world).await;
    let targets = every_second(&world.lore).await;
    assert_eq!(targets.len(), 10_000);
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let outcome = world
        .lore
        .delete(&targets, Action::Delete, "", &cancel, &mut |at| {
            if at.done > 0 {
                stop.cancel();
            }
        })
        .await
        .unwrap();
    let deleted = outcome.changed.len();
    assert!(outcome.cancelled && deleted > 0 && deleted < targets.len());
    assert_eq!(world.trashed().await.len(), deleted);

    // The rest can go too.
    let rest = every_second(&world.lore).await;
    assert_eq!(rest.len(), targets.len() - deleted);
    let cancel = Cancel::default();
    let outcome = world
        .lore
        .delete(&rest, Action::Delete, "", &cancel, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(outcome.changed.len(), rest.len());

    // An undo that is stopped is gone on with by the next.
    let stop = cancel.clone();
    let (_, outcome) = world
        .lore
        .undo(None, &cancel, &mut |at| {
            if at.done > 0 {
                stop.cancel();
            }
        })
        .await
        .unwrap();
    assert!(outcome.cancelled && outcome.changed.len() < rest.len());
    let first = outcome.changed.len();
    let second = world.undo().await.unwrap();
    assert_eq!(first + second.changed.len(), rest.len());
    assert!(second.refused.is_empty());
    // Made again, all of it goes, in whatever parts it came back.
    assert_eq!(world.redo().await.unwrap().changed.len(), rest.len());
    assert_eq!(world.undo().await.unwrap().changed.len(), rest.len());
    assert_eq!(world.undo().await.unwrap().changed.len(), deleted);
    assert_eq!(picture(&world).await, before);
    assert_eq!(world.trashed().await, Vec::<String>::new());
}
