//! The trash: what is in it, and how things leave it.

use lore::{
    domain::{change::Refusal, filter::Filter},
    service::{Cancel, Error},
};

use super::world::{World, kind};

#[tokio::test]
async fn restored_entries_are_as_they_were() {
    let (world, entries) = World::with(&["first", "second", "third"]).await;
    let before = world.rows("r").await;
    world.delete(&entries[..1]).await;
    world.delete(&entries[1..]).await;
    assert_eq!(world.trashed().await.len(), 3);
    assert_eq!(world.trashed().await[2], entries[0].id);

    let outcome = world.restore(&entries).await.unwrap();
    assert_eq!(outcome.changed.len(), 3);
    assert_eq!(world.rows("r").await, before);
    assert_eq!(world.trashed().await, Vec::<String>::new());
    // And back again.
    world.undo().await.unwrap();
    assert_eq!(world.trashed().await.len(), 3);
    world.redo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
}

#[tokio::test]
async fn the_last_of_several_deletions_is_brought_back() {
    let (world, entries) = World::with(&["first"]).await;
    world.delete(&entries).await;
    world.restore(&entries).await.unwrap();
    let (_, edited) = world
        .lore
        .edit(&entries[0].target(), &kind("issue"))
        .await
        .unwrap();
    world.delete(std::slice::from_ref(&edited)).await;
    assert_eq!(world.trashed().await, std::slice::from_ref(&edited.id));
    world.restore(&entries).await.unwrap();
    assert_eq!(world.entries().await, [edited]);
}

#[tokio::test]
async fn the_filter_means_the_entries_as_they_were() {
    let (world, entries) = World::with(&["first", "second"]).await;
    world
        .lore
        .edit(&entries[0].target(), &kind("issue"))
        .await
        .unwrap();
    let entries = world.entries().await;
    world.delete(&entries).await;
    let issues = Filter {
        kinds: vec!["issue".into()],
        ..Filter::default()
    };
    assert_eq!(world.lore.trash(&issues).await.unwrap().len(), 1);
    let elsewhere = Filter {
        repositories: vec!["elsewhere".into()],
        ..Filter::default()
    };
    assert_eq!(world.lore.trash(&elsewhere).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_not_there_cannot_be_restored() {
    let (world, entries) = World::with(&["first", "second"]).await;
    let nothing = world.restore(&entries).await;
    assert!(matches!(nothing, Err(Error::NotFound(_))), "{nothing:?}");
    world.delete(&entries[..1]).await;
    let outcome = world.restore(&entries).await.unwrap();
    assert_eq!(outcome.changed.len(), 1);
    assert_eq!(outcome.refused[0].why, Refusal::Gone);
    assert_eq!(outcome.refused[0].key, entries[1].key());
}

#[tokio::test]
async fn an_entry_that_was_stored_anew_is_not_doubled() {
    let (world, entries) = World::with(&["first"]).await;
    world.delete(&entries).await;
    let again = crate::tables::ForeignRow::new(&entries[0].id, "somebody's");
    crate::tables::write(world.folder.path(), "r", &[again], false).await;
    for refused in [world.restore(&entries).await, world.undo().await] {
        let Err(Error::Conflict(message)) = refused else {
            panic!("{refused:?}");
        };
        assert!(
            message.contains("an entry with its id is there"),
            "{message}"
        );
    }
    assert_eq!(world.entries().await.len(), 1);
    assert_eq!(world.trashed().await, [entries[0].id.clone()]);
}

#[tokio::test]
async fn emptied_is_emptied() {
    let (world, entries) = World::with(&["the first needle", "second"]).await;
    world.delete(&entries[..1]).await;
    let (changes, _) = world.lore.log(None).await.unwrap();
    // Nothing went there before the deletion.
    let nothing = Box::pin(world.lore.empty_trash(Some(changes[0].at)))
        .await
        .unwrap();
    assert_eq!((nothing.changed.len(), nothing.change), (0, None));
    world.delete(&entries[1..]).await;
    let (changes, _) = world.lore.log(Some(1)).await.unwrap();
    let some = Box::pin(world.lore.empty_trash(Some(changes[0].at)))
        .await
        .unwrap();
    assert_eq!(some.changed.len(), 1);
    assert_eq!(some.changed[0].key, entries[0].key());
    assert_eq!(world.trashed().await, [entries[1].id.clone()]);

    let refused = world.restore(&entries[..1]).await;
    let Err(Error::Conflict(message)) = refused else {
        panic!("{refused:?}");
    };
    assert!(message.contains("erased from the trash"), "{message}");
    let rest = Box::pin(world.lore.empty_trash(None)).await.unwrap();
    assert_eq!(rest.changed.len(), 1);
    assert_eq!(world.trashed().await, Vec::<String>::new());
    let erased = world.undo().await;
    assert!(matches!(erased, Err(Error::Conflict(_))), "{erased:?}");
    assert_eq!(
        world.told().await,
        [
            "delete 1 Done",
            "delete 1 Done",
            "empty-trash 1 Done",
            "empty-trash 1 Done"
        ]
    );
    // Nothing of the text is left in the images.
    for file in files(&world.database("r").join("lore_images.lance")) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(16).any(|some| some == b"the first needle");
        assert!(!found, "{}", file.display());
    }
}

#[tokio::test]
async fn nothing_is_made_by_looking() {
    let (world, _) = World::with(&["first"]).await;
    world.trashed().await;
    world.told().await;
    world.lore.last_change().await.unwrap();
    assert!(
        Box::pin(world.lore.empty_trash(None))
            .await
            .unwrap()
            .change
            .is_none()
    );
    let cancel = Cancel::default();
    let nothing = world.lore.undo(None, &cancel, &mut |_| {}).await;
    assert!(matches!(nothing, Err(Error::NotFound(_))));
    let names = std::fs::read_dir(world.database("r")).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(
        names,
        ["lore_embeddings.lance", "orchestra_knowledge.lance"]
    );
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
