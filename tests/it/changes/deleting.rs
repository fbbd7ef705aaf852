//! Entries go to the trash.

use lore::{
    domain::{
        change::{Action, ChangeState, Guard, Refusal, Target},
        filter::Filter,
    },
    service::{Cancel, Error},
};

use super::world::{World, delete, kind};

/// Ids of other programs, which may be anything.
const HOSTILE: [&str; 6] = [
    "a' OR '1'='1",
    "\"; DROP TABLE x; --",
    "日本\u{1b}[2J語",
    "%_\\",
    "`id`",
    "line\nbreak\0",
];

#[tokio::test]
async fn what_is_deleted_is_in_the_trash_and_comes_back_bit_by_bit() {
    let (world, entries) = World::with(&["first", "second", "third"]).await;
    let before = world.rows("r").await;

    let outcome = world.delete(&entries[..2]).await;
    assert_eq!(outcome.changed.len(), 2);
    assert_eq!(outcome.changed[0].revision, entries[0].revision);
    assert!(outcome.change.is_some() && outcome.refused.is_empty() && !outcome.cancelled);
    assert_eq!(world.entries().await, entries[2..]);
    let trash = world.lore.trash(&Filter::default()).await.unwrap();
    let mut were: Vec<_> = trash.iter().map(|one| one.entry.clone()).collect();
    were.sort_by(|one, other| one.text.cmp(&other.text));
    assert_eq!(were, entries[..2]);
    assert_eq!(Some(&trash[0].change), outcome.change.as_ref());
    assert!(trash[0].who.ends_with(" via lore"), "{}", trash[0].who);

    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
    assert_eq!(world.trashed().await, Vec::<String>::new());
    world.redo().await.unwrap();
    assert_eq!(world.entries().await, entries[2..]);
    assert_eq!(world.trashed().await.len(), 2);
    assert_eq!(
        world.told().await,
        ["delete 2 Done", "undo 2 Done", "redo 2 Done"]
    );
}

#[tokio::test]
async fn the_journal_and_the_trash_outlive_the_process() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let before = world.rows("r").await;
    let front = world.lore.clone().acting_via("tui");
    delete(&front, &entries).await.unwrap();

    let lore = world.reopened().await;
    let last = lore.last_change().await.unwrap().unwrap();
    assert_eq!((last.action, last.entries), (Action::Delete, 2));
    assert_eq!(last.state, ChangeState::Done);
    assert!(last.who.ends_with(" via tui"), "{}", last.who);
    let (undone, outcome) = lore
        .undo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(undone.state, ChangeState::Undone);
    assert_eq!(outcome.changed.len(), 2);
    assert_eq!(world.rows("r").await, before);
}

#[tokio::test]
async fn what_changed_since_is_left_alone() {
    let (world, entries) = World::with(&["first", "second", "third"]).await;
    let (target, issue) = (entries[1].target(), kind("issue"));
    world.lore.edit(&target, &issue).await.unwrap();

    let outcome = world.delete(&entries).await;
    assert_eq!(outcome.changed.len(), 2);
    assert_eq!(outcome.refused.len(), 1);
    assert_eq!(outcome.refused[0].key, entries[1].key());
    assert_eq!(outcome.refused[0].why, Refusal::Changed);
    assert_eq!(world.entries().await.len(), 1);

    // When nothing at all can be done, it is an error, and no change.
    let changes = world.told().await;
    let conflict = delete(&world.lore, &entries[1..2]).await.unwrap_err();
    assert!(matches!(conflict, Error::Conflict(_)), "{conflict}");
    let gone = delete(&world.lore, &entries[..1]).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound(_)), "{gone}");
    assert_eq!(world.told().await, changes);
}

#[tokio::test]
async fn guards_hold() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let target = |guard| Target {
        key: entries[0].key(),
        guard,
    };
    for guard in [
        Guard::Revision("000000000000".into()),
        Guard::Content("0000000000000000".into()),
        Guard::Revision(entries[1].revision.clone()),
    ] {
        let targets = [target(guard)];
        let refused = world
            .lore
            .delete(
                &targets,
                Action::Delete,
                "",
                &Cancel::default(),
                &mut |_| {},
            )
            .await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    for guard in [
        Guard::Any,
        Guard::Revision(entries[0].revision.clone()),
        Guard::Content(entries[0].content()),
    ] {
        let targets = [target(guard)];
        let outcome = world
            .lore
            .delete(
                &targets,
                Action::Delete,
                "",
                &Cancel::default(),
                &mut |_| {},
            )
            .await
            .unwrap();
        assert_eq!(outcome.changed.len(), 1);
        world.undo().await.unwrap();
    }
}

#[tokio::test]
async fn any_id_can_be_deleted_and_brought_back() {
    let world = World::new().await;
    let rows: Vec<_> = HOSTILE
        .iter()
        .map(|id| crate::tables::ForeignRow::new(id, id))
        .collect();
    crate::tables::write(world.folder.path(), "r", &rows, false).await;
    let before = world.rows("r").await;
    let entries = world.entries().await;
    assert_eq!(entries.len(), HOSTILE.len());
    for entry in &entries {
        let outcome = world.delete(std::slice::from_ref(entry)).await;
        assert_eq!(outcome.changed[0].key, entry.key());
    }
    assert_eq!(world.entries().await, []);
    world.restore(&entries[..3]).await.unwrap();
    for _ in 3..entries.len() {
        // The restore is the last change; then come the deletions of what is still in the trash.
        let _ = world.undo().await.unwrap();
    }
    world.restore(&entries).await.unwrap();
    assert_eq!(world.rows("r").await, before);
}

#[tokio::test]
async fn one_change_spans_repositories() {
    let world = World::new().await;
    let entries = [
        world.store("one", "first").await,
        world.store("two", "second").await,
    ];
    let before = (world.rows("one").await, world.rows("two").await);
    let outcome = world.delete(&entries).await;
    assert_eq!(outcome.changed.len(), 2);
    let (changes, total) = world.lore.log(None).await.unwrap();
    assert_eq!((changes.len(), total), (1, 1));
    assert_eq!(changes[0].repositories, ["one", "two"]);
    assert_eq!(changes[0].entries, 2);
    world.undo().await.unwrap();
    assert_eq!((world.rows("one").await, world.rows("two").await), before);
}

#[tokio::test]
async fn a_repository_that_is_not_there_is_named() {
    let (world, entries) = World::with(&["first"]).await;
    let mut elsewhere = entries[0].clone();
    elsewhere.repository = "nowhere".into();
    let error = delete(&world.lore, &[elsewhere, entries[0].clone()])
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "{error}");
    assert_eq!(world.entries().await, entries);
}

#[tokio::test]
async fn what_is_cancelled_before_it_began_changes_nothing() {
    let (world, entries) = World::with(&["first"]).await;
    let targets = [entries[0].target()];
    let cancel = Cancel::default();
    cancel.cancel();
    let outcome = world
        .lore
        .delete(&targets, Action::Delete, "", &cancel, &mut |_| {})
        .await
        .unwrap();
    assert!(outcome.cancelled && outcome.changed.is_empty());
    assert_eq!(world.entries().await, entries);
    assert_eq!(world.told().await, Vec::<String>::new());
}
