//! Entries get new values.

use lore::{
    domain::{
        change::{Edit, Guard, Refusal, Target},
        entry::MAX_TEXT_BYTES,
    },
    service::{Cancel, Error},
};

use super::world::{World, kind, text};

#[tokio::test]
async fn every_field_can_be_changed_and_nothing_else_changes() {
    let (world, entries) = World::with(&["first"]).await;
    let old = &entries[0];
    let edit = Edit {
        text: Some("a new text".into()),
        kind: Some("my type".into()),
        project_id: Some("elsewhere".into()),
        session_id: Some("s9".into()),
        agent: Some("go".into()),
        metadata: Some("{ \"pinned\" : true }".into()),
    };
    let (change, new) = world.lore.edit(&old.target(), &edit).await.unwrap();
    assert_eq!(Some(new.clone()), world.one(&old.id).await);
    assert_eq!(
        (new.text.as_str(), new.kind.as_str()),
        ("a new text", "my type")
    );
    assert_eq!(
        (new.project_id.as_str(), new.session_id.as_str()),
        ("elsewhere", "s9")
    );
    assert_eq!(
        (new.agent.as_str(), new.metadata.as_str()),
        ("go", "{ \"pinned\" : true }")
    );
    assert_eq!((&new.id, &new.timestamp), (&old.id, &old.timestamp));
    assert_ne!(new.revision, old.revision);
    let last = world.lore.last_change().await.unwrap().unwrap();
    assert_eq!(last.id, change);
    assert_eq!(
        last.detail,
        "type=my type, project=elsewhere, session=s9, agent=go, text, metadata"
    );
}

#[tokio::test]
async fn a_new_text_gets_a_new_vector_and_the_old_one_comes_back_with_its_text() {
    let (world, entries) = World::with(&["bananas are yellow", "other"]).await;
    let before = world.rows("r").await;

    let target = entries[0].target();
    world
        .lore
        .edit(&target, &text("tables of LanceDB"))
        .await
        .unwrap();
    let edited = world.rows("r").await;
    let vectors =
        |rows: &[super::world::Row]| rows.iter().map(|row| row.3.clone()).collect::<Vec<_>>();
    assert_ne!(vectors(&edited), vectors(&before));
    assert_eq!(world.not_embedded().await, 0);

    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
    assert_eq!(world.not_embedded().await, 0);
    world.redo().await.unwrap();
    assert_eq!(world.rows("r").await, edited);
    assert_eq!(world.not_embedded().await, 0);
}

#[tokio::test]
async fn values_that_no_entry_may_have_are_refused() {
    let (world, entries) = World::with(&["first"]).await;
    let metadata = |text: &str| Edit {
        metadata: Some(text.into()),
        ..Edit::default()
    };
    for edit in [
        text(" \n"),
        kind("a\nb"),
        kind(" x"),
        metadata("[1]"),
        metadata("{"),
    ] {
        let refused = world.lore.edit(&entries[0].target(), &edit).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let long = text(&"x".repeat(MAX_TEXT_BYTES + 1));
    let refused = world.lore.edit(&entries[0].target(), &long).await;
    assert!(matches!(refused, Err(Error::TooLarge(_))), "{refused:?}");
    assert_eq!(world.entries().await, entries);
    assert_eq!(world.told().await, Vec::<String>::new());
}

#[tokio::test]
async fn somebody_elses_change_is_not_overwritten() {
    let (world, entries) = World::with(&["first"]).await;
    let target = entries[0].target();
    let (_, theirs) = world.lore.edit(&target, &kind("issue")).await.unwrap();
    let refused = world.lore.edit(&target, &text("mine")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let stale = Target {
        guard: Guard::Revision(entries[0].revision.clone()),
        ..target
    };
    let refused = world.lore.edit(&stale, &text("mine")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(world.entries().await, std::slice::from_ref(&theirs));
    // With what stands there now it works.
    world
        .lore
        .edit(&theirs.target(), &text("mine"))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_entry_that_is_not_there_is_not_found() {
    let (world, entries) = World::with(&["first"]).await;
    let mut target = entries[0].target();
    target.key.id = "nobody".into();
    let refused = world.lore.edit(&target, &kind("issue")).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
}

#[tokio::test]
async fn what_is_the_same_is_no_change() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let version = versions(&world);
    for edit in [kind("decision"), text("first"), Edit::default()] {
        let refused = world.lore.edit(&entries[0].target(), &edit).await;
        let Err(Error::Conflict(message)) = refused else {
            panic!("{refused:?}");
        };
        assert!(message.contains("already is like that"), "{message}");
    }
    let targets: Vec<_> = entries
        .iter()
        .map(lore::domain::entry::Entry::target)
        .collect();
    let cancel = Cancel::default();
    let same = world
        .lore
        .edit_all(&targets, &kind("decision"), &cancel, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(same.change, None);
    assert!(same.refused.iter().all(|one| one.why == Refusal::Same));
    assert_eq!(versions(&world), version);
}

#[tokio::test]
async fn many_get_new_values_and_lose_them_again() {
    let (world, entries) = World::with(&["first", "second", "third"]).await;
    world
        .lore
        .edit(&entries[0].target(), &kind("issue"))
        .await
        .unwrap();
    let before = world.rows("r").await;
    let targets: Vec<_> = world
        .entries()
        .await
        .iter()
        .map(lore::domain::entry::Entry::target)
        .collect();
    let cancel = Cancel::default();
    let refused = world
        .lore
        .edit_all(&targets, &text("x"), &cancel, &mut |_| {})
        .await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");

    let outcome = world
        .lore
        .edit_all(&targets, &kind("issue"), &cancel, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(outcome.changed.len(), 2);
    assert_eq!(outcome.refused.len(), 1);
    assert!(
        world
            .entries()
            .await
            .iter()
            .all(|entry| entry.kind == "issue")
    );
    for changed in &outcome.changed {
        let now = world.one(&changed.key.id).await.unwrap();
        assert_eq!(now.revision, changed.revision);
    }
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
}

fn versions(world: &World) -> usize {
    super::world::size(&world.database("r").join("orchestra_knowledge.lance"))["_versions"]
}
