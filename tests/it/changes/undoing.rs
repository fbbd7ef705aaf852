//! Undo and redo: in which order, and when they are refused.

use lore::{
    domain::{
        change::{ChangeId, ChangeState, Edit, Refusal},
        entry::Entry,
    },
    service::{Cancel, Error},
    store::{Store, VectorUpdate},
};

use super::world::{World, delete, kind, text};

#[tokio::test]
async fn changes_are_taken_back_in_reverse_and_made_again_in_order() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let mut pictures = vec![world.rows("r").await];
    world
        .lore
        .edit(&entries[0].target(), &kind("issue"))
        .await
        .unwrap();
    pictures.push(world.rows("r").await);
    world.delete(&entries[1..]).await;
    pictures.push(world.rows("r").await);
    let edited = world.one(&entries[0].id).await.unwrap();
    let (_, last) = world
        .lore
        .edit(&edited.target(), &text("another"))
        .await
        .unwrap();
    pictures.push(world.rows("r").await);

    for _ in 0..2 {
        for picture in pictures.iter().rev().skip(1) {
            world.undo().await.unwrap();
            assert_eq!(world.rows("r").await, *picture);
        }
        let nothing = world.undo().await;
        assert!(matches!(nothing, Err(Error::NotFound(_))), "{nothing:?}");
        for picture in &pictures[1..] {
            world.redo().await.unwrap();
            assert_eq!(world.rows("r").await, *picture);
        }
        let nothing = world.redo().await;
        assert!(matches!(nothing, Err(Error::NotFound(_))), "{nothing:?}");
    }
    assert_eq!(world.one(&last.id).await, Some(last));
}

#[tokio::test]
async fn a_redo_is_refused_when_something_else_was_changed_since() {
    let (world, entries) = World::with(&["first", "second"]).await;
    world.delete(&entries[..1]).await;
    world.undo().await.unwrap();
    world.delete(&entries[1..]).await;
    let refused = world.redo().await;
    let Err(Error::Conflict(message)) = refused else {
        panic!("{refused:?}");
    };
    assert!(message.contains("something else was changed"), "{message}");
    assert_eq!(world.entries().await, entries[..1]);
    let asked = world.lore.last_undone().await;
    assert!(
        matches!(&asked, Err(Error::Conflict(told)) if *told == message),
        "nobody is asked about what would be refused: {asked:?}"
    );
}

#[tokio::test]
async fn only_the_change_that_was_agreed_to_is_made_again() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let first = world.delete(&entries[..1]).await.change.unwrap();
    assert_eq!(world.lore.last_undone().await.unwrap(), None);
    let second = world.delete(&entries[1..]).await.change.unwrap();
    world.undo().await.unwrap();
    let shown = world.lore.last_undone().await.unwrap().unwrap();
    assert_eq!(shown.id, second);
    world.undo().await.unwrap();
    let redo = async |id: &ChangeId| {
        let cancel = Cancel::default();
        world.lore.redo(Some(id), &cancel, &mut |_| {}).await
    };
    let refused = redo(&second).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(world.entries().await.len(), 2);
    assert_eq!(redo(&first).await.unwrap().0.id, first);
    assert_eq!(redo(&second).await.unwrap().0.id, second);
    assert_eq!(world.entries().await, []);
}

#[tokio::test]
async fn an_older_change_is_taken_back_by_its_name() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let first = world.delete(&entries[..1]).await.change.unwrap();
    world.delete(&entries[1..]).await;
    let undo = async |id: &ChangeId| {
        let cancel = Cancel::default();
        world.lore.undo(Some(id), &cancel, &mut |_| {}).await
    };
    let (change, outcome) = undo(&first).await.unwrap();
    assert_eq!((&change.id, change.state), (&first, ChangeState::Undone));
    assert_eq!(outcome.changed[0].key, entries[0].key());
    assert_eq!(world.entries().await, entries[..1]);

    let again = undo(&first).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let undo_itself = undo(&outcome.change.unwrap()).await;
    assert!(matches!(undo_itself, Err(Error::Invalid(_))));
    let nobody = undo(&ChangeId("no\u{1b}such".into())).await.unwrap_err();
    assert!(matches!(nobody, Error::NotFound(_)));
    assert!(!nobody.to_string().contains('\u{1b}'));
    let emptied = Box::pin(world.lore.empty_trash(None)).await.unwrap();
    let emptied = undo(&emptied.change.unwrap()).await;
    assert!(matches!(emptied, Err(Error::Invalid(_))), "{emptied:?}");
}

#[tokio::test]
async fn rows_that_changed_since_are_left_alone_and_the_others_go_back() {
    let (world, entries) = World::with(&["first", "second", "third"]).await;
    let targets: Vec<_> = entries.iter().map(Entry::target).collect();
    let (issue, pattern) = (kind("issue"), kind("pattern"));
    world.edit_all(&targets, &issue).await;
    // A foreign program changes one, and deletes another.
    world
        .foreign_update(&entries[0].id, "agent", "somebody")
        .await;
    world.foreign_delete(&entries[1].id).await;

    let outcome = world.undo().await.unwrap();
    assert_eq!(outcome.changed.len(), 1);
    assert_eq!(outcome.changed[0].key, entries[2].key());
    let mut why: Vec<_> = (outcome.refused.iter())
        .map(|one| (one.key.id.clone(), one.why))
        .collect();
    why.sort_by_key(|(id, _)| entries.iter().position(|entry| entry.id == *id));
    assert_eq!(
        why,
        [
            (entries[0].id.clone(), Refusal::Changed),
            (entries[1].id.clone(), Refusal::Gone)
        ]
    );
    let kept = world.one(&entries[0].id).await.unwrap();
    assert_eq!(
        (kept.kind.as_str(), kept.agent.as_str()),
        ("issue", "somebody")
    );
    assert_eq!(world.one(&entries[2].id).await, Some(entries[2].clone()));
    let (changes, _) = world.lore.log(Some(1)).await.unwrap();
    assert!(
        changes[0].detail.contains("2 of 3 entries left alone"),
        "{}",
        changes[0].detail
    );

    // When all of them changed since, nothing is taken back.
    let target = world.one(&entries[2].id).await.unwrap().target();
    world.lore.edit(&target, &pattern).await.unwrap();
    world
        .foreign_update(&entries[2].id, "agent", "somebody")
        .await;
    let refused = world.undo().await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn a_vector_that_was_made_anew_since_stays() {
    let (world, entries) = World::with(&["first"]).await;
    world
        .lore
        .edit(&entries[0].target(), &kind("issue"))
        .await
        .unwrap();
    let store = Store::open(world.folder.path()).await.unwrap();
    let repository = store.repository("r").await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let places = snapshot
        .places(&[entries[0].id.as_str()].into())
        .await
        .unwrap();
    let update = VectorUpdate {
        row: places[0].row,
        vector: vec![0.25; 384],
    };
    repository
        .replace_vectors(&snapshot, &[update])
        .await
        .unwrap();

    world.undo().await.unwrap();
    let rows = world.rows("r").await;
    assert_eq!(rows[0].1, entries[0].content());
    assert_eq!(rows[0].3, Some(vec![0.25_f32.to_bits(); 384]));
    // Deleted, it goes with the vector that it has.
    let now = world.entries().await;
    world.delete(&now).await;
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, rows);
}

#[tokio::test]
async fn the_record_of_a_foreign_vector_is_not_made_up() {
    let world = World::new().await;
    let row = crate::tables::ForeignRow::new("a", "a text");
    crate::tables::write(world.folder.path(), "r", &[row], false).await;
    let before = world.rows("r").await;
    assert_eq!(world.not_embedded().await, 1);
    let entries = world.entries().await;
    let edit = Edit {
        text: Some("new".into()),
        ..Edit::default()
    };
    world.lore.edit(&entries[0].target(), &edit).await.unwrap();
    assert_eq!(world.not_embedded().await, 0);
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
    assert_eq!(world.not_embedded().await, 1);
}

#[tokio::test]
async fn two_changes_of_one_moment_keep_their_order_whatever_the_clock_says() {
    let (world, entries) = World::with(&["first", "second", "third"]).await;
    for entry in &entries {
        delete(&world.reopened().await, std::slice::from_ref(entry))
            .await
            .unwrap();
    }
    let (changes, _) = world.lore.log(None).await.unwrap();
    assert!(changes.is_sorted_by(|one, other| one.id > other.id && one.at > other.at));
    for entry in entries.iter().rev() {
        let outcome = world.undo().await.unwrap();
        assert_eq!(outcome.changed[0].key, entry.key());
    }
}
