//! Changes that a killed program left half done, and tables of lore's own that cannot be read.

use std::time::Duration;

use lore::{
    domain::{change::ChangeState, entry::Entry},
    service::{Error, Lore},
    store::{
        Replacing, Repository, RowChange, Store,
        journal::{Line, LineState},
    },
};

use super::world::{World, delete, kind};
use crate::tables::{self, ForeignRow};

/// How far the program came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrote {
    Journal,
    Images,
    Rows,
}

/// Begins to delete these entries, as lore does, and gets no further.
async fn cut_off(world: &World, entries: &[Entry], change: &str, wrote: Wrote) {
    let store = Store::open(world.folder.path()).await.unwrap();
    let repository: Repository = store.repository("r").await.unwrap();
    let line = Line {
        change: change.to_owned(),
        at: chrono::Utc::now().timestamp_micros(),
        who: "somebody".into(),
        action: "delete".into(),
        of: None,
        entries: 0,
        detail: String::new(),
        state: LineState::Begun,
    };
    repository.journal().write(&line).await.unwrap();
    if wrote == Wrote::Journal {
        return;
    }
    let snapshot = repository.snapshot().await.unwrap();
    let ids = entries.iter().map(|entry| entry.id.as_str()).collect();
    let places = snapshot.places(&ids).await.unwrap();
    let (picked, _) = snapshot.pick(&[&places]).await.unwrap();
    let changes: Vec<RowChange> = (0..places.len())
        .map(|row| RowChange::Delete { row })
        .collect();
    let prepared = picked.prepare(&changes, None, change, 0).unwrap();
    if wrote == Wrote::Images {
        repository.keep_images(&prepared).await.unwrap();
    } else {
        let lock = repository.lock_changes(Duration::ZERO).await.unwrap();
        let done = repository.carry_out(&prepared, &lock).await.unwrap();
        assert_eq!(done, Replacing::Done);
    }
}

async fn images(lore: &Lore) -> usize {
    let store = Store::open(lore.path()).await.unwrap();
    let repository = store.repository("r").await.unwrap();
    match repository.images().open().await.unwrap() {
        Some(table) => table.all().await.unwrap().len(),
        None => 0,
    }
}

#[tokio::test]
async fn what_is_unfinished_is_shown_as_it_is_and_settled_by_the_next_change() {
    for (wrote, deleted) in [(Wrote::Journal, 0), (Wrote::Images, 0), (Wrote::Rows, 2)] {
        let (world, entries) = World::with(&["first", "second", "third"]).await;
        cut_off(&world, &entries[..2], "1cutoff", wrote).await;
        let rows = world.rows("r").await;

        // Looking tells the truth, and writes nothing.
        let lore = world.reopened().await;
        assert_eq!(world.trashed().await.len(), deleted, "{wrote:?}");
        let (changes, _) = lore.log(None).await.unwrap();
        assert_eq!(
            (changes[0].entries, changes[0].state),
            (deleted, ChangeState::Unfinished)
        );
        let last = lore.last_change().await.unwrap();
        assert_eq!(last.is_some(), deleted > 0);
        let written = images(&lore).await;
        assert_eq!(written, if wrote == Wrote::Journal { 0 } else { 2 });

        // The next change settles it.
        lore.edit(&entries[2].target(), &kind("issue"))
            .await
            .unwrap();
        let (changes, _) = lore.log(None).await.unwrap();
        assert_eq!(
            (changes[1].entries, changes[1].state),
            (deleted, ChangeState::Done)
        );
        assert!(
            changes[1].detail.contains("cut off"),
            "{}",
            changes[1].detail
        );
        assert_eq!(images(&lore).await, deleted + 1);
        assert_eq!(world.trashed().await.len(), deleted);
        world.undo().await.unwrap();
        assert_eq!(world.rows("r").await, rows);
        if deleted > 0 {
            assert_eq!(world.undo().await.unwrap().changed.len(), deleted);
        }
        assert_eq!(world.entries().await, entries);
        let nothing = world.undo().await;
        assert!(matches!(nothing, Err(Error::NotFound(_))), "{nothing:?}");
    }
}

/// Somebody else changed, or stored anew, the very entry meanwhile: the rows alone cannot tell what
/// became of the deletion, the commits of the table can.
#[tokio::test]
async fn what_others_did_since_is_not_taken_for_a_part_of_what_was_cut_off() {
    for (wrote, deleted) in [(Wrote::Images, 0), (Wrote::Rows, 1)] {
        let (world, entries) = World::with(&["first", "second"]).await;
        cut_off(&world, &entries[..1], "1cutoff", wrote).await;
        let id = &entries[0].id;
        if wrote == Wrote::Rows {
            let anew = ForeignRow::new(id, "stored anew");
            tables::write(world.folder.path(), "r", &[anew], false).await;
        } else {
            let database = world.database("r");
            let connection = lancedb::connect(database.to_str().unwrap()).execute();
            let table = connection.await.unwrap().open_table("orchestra_knowledge");
            let table = table.execute().await.unwrap();
            let update = table.update().only_if(format!("id = '{id}'"));
            let update = update.column("agent", "'another'").execute().await;
            update.unwrap();
        }

        let lore = world.reopened().await;
        lore.edit(&entries[1].target(), &kind("issue"))
            .await
            .unwrap();
        assert_eq!(world.trashed().await.len(), deleted, "{wrote:?}");
        assert_eq!(world.entries().await.len(), 2);
        assert_eq!(images(&lore).await, deleted + 1);
    }
}

#[tokio::test]
async fn an_undo_takes_back_what_was_cut_off() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let before = world.rows("r").await;
    cut_off(&world, &entries[..1], "1cutoff", Wrote::Rows).await;
    assert_eq!(world.undo().await.unwrap().changed.len(), 1);
    assert_eq!(world.rows("r").await, before);
}

/// It holds what people deleted, so it is never made anew over their heads.
#[tokio::test]
async fn a_damaged_trash_is_named_and_left_as_it_is() {
    for folder in ["lore_images.lance", "lore_changes.lance"] {
        let (world, entries) = World::with(&["first", "second"]).await;
        world.delete(&entries[..1]).await;
        let table = world.database("r").join(folder);
        let versions = table.join("_versions");
        for version in std::fs::read_dir(&versions).unwrap() {
            std::fs::write(version.unwrap().path(), "LAN").unwrap();
        }
        let lore = world.reopened().await;
        let refused = delete(&lore, &entries[1..]).await.unwrap_err().to_string();
        assert!(refused.contains(folder), "{refused}");
        assert!(refused.contains("move that folder away"), "{refused}");
        assert!(!refused.contains('\n'));
        let cancel = lore::service::Cancel::default();
        assert!(lore.undo(None, &cancel, &mut |_| {}).await.is_err());
        assert!(
            lore.trash(&lore::domain::filter::Filter::default())
                .await
                .is_err()
        );
        // The entries are as good as before.
        assert_eq!(world.entries().await, entries[1..]);
        assert!(std::fs::read_dir(&versions).unwrap().count() > 0);
    }
}
