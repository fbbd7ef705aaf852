//! Entries written into files, and sets of entries surveyed.

use std::fs;

use lore::{
    domain::{
        change::{Guard, Target},
        entry::{Entry, EntryKey},
        filter::Filter,
        search::{SearchMode, SearchRequest, Sort},
    },
    service::{Cancel, Error, ExportScope, Exported, Progress},
};

use crate::changes::world::World;

fn targets(entries: &[Entry]) -> Vec<Target> {
    entries.iter().map(Entry::target).collect()
}

fn listed() -> ExportScope {
    ExportScope::Listed(Filter::default(), Sort::Oldest)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_holds_the_entries_as_json() {
    let (world, entries) = World::with(&["one", "two\nlines \x1b[2J", "three"]).await;
    let path = world.folder.path().join("all.jsonl");
    let mut told = Vec::new();
    let exported = world
        .lore
        .export(&listed(), &path, &Cancel::default(), &mut |at| {
            told.push(at);
        })
        .await
        .unwrap();
    let all = Exported {
        entries: 3,
        gone: 0,
        hidden: 0,
        cancelled: false,
    };
    assert_eq!(exported, all);
    assert_eq!(told, [Progress { done: 3, total: 3 }]);
    let lines: Vec<serde_json::Value> = fs::read_to_string(&path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // All but the revision, which is the store's.
    let expected = entries.iter().map(|entry| {
        let mut expected = entry.to_json();
        expected.as_object_mut().unwrap().remove("revision");
        expected
    });
    assert_eq!(lines, expected.collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_and_searches_are_exported_too() {
    let (world, entries) = World::with(&["retry with backoff", "cache the tokens"]).await;
    let gone = Target {
        key: EntryKey {
            repository: "r".into(),
            id: "decision-1-nobody".into(),
        },
        guard: Guard::Any,
    };
    let mut some = targets(&entries[..1]);
    some.push(gone);
    let path = world.folder.path().join("some.jsonl");
    let exported = world
        .lore
        .export(
            &ExportScope::Targets(some),
            &path,
            &Cancel::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
    assert_eq!((exported.entries, exported.gone), (1, 1));
    let found = ExportScope::Found(SearchRequest {
        words: "retry".into(),
        typing: false,
        filter: Filter::default(),
        mode: SearchMode::Keyword,
        limit: 10,
        threshold: None,
    });
    let path = world.folder.path().join("found.jsonl");
    let exported = world
        .lore
        .export(&found, &path, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(exported.entries, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_stays_as_it_is() {
    let (world, _) = World::with(&["one"]).await;
    let path = world.folder.path().join("mine.txt");
    fs::write(&path, "mine").unwrap();
    let refused = world
        .lore
        .export(&listed(), &path, &Cancel::default(), &mut |_| {})
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Conflict(_)), "{refused}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    let nowhere = world.folder.path().join("no/such/folder");
    let refused = world
        .lore
        .export(&listed(), &nowhere, &Cancel::default(), &mut |_| {})
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_export_leaves_no_file() {
    let (world, _) = World::with(&["one"]).await;
    let path = world.folder.path().join("none.jsonl");
    let cancel = Cancel::default();
    cancel.cancel();
    let exported = world
        .lore
        .export(&listed(), &path, &cancel, &mut |_| {})
        .await
        .unwrap();
    assert!(exported.cancelled && !path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_tells_what_targets_are() {
    let (world, entries) = World::with(&["one", "two", "three"]).await;
    let mut some = targets(&entries);
    some[1].guard = Guard::Content("as it never stood".into());
    some.push(Target {
        key: EntryKey {
            repository: "r".into(),
            id: "decision-1-nobody".into(),
        },
        guard: Guard::Any,
    });
    let survey = world
        .lore
        .survey(&some, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!((survey.gone, survey.changed), (1, 1));
    let told = |counts: &[lore::domain::stats::Count]| {
        let counts = counts
            .iter()
            .map(|count| (count.name.clone(), count.entries));
        counts.collect::<Vec<_>>()
    };
    assert_eq!(told(&survey.by_kind), [("decision".to_owned(), 3)]);
    assert_eq!(told(&survey.by_place), [("r/p".to_owned(), 3)]);
    assert_eq!(survey.samples, entries);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_tells_the_format() {
    let (world, _) = World::with(&["one", "two"]).await;
    for (name, beginning) in [
        ("a.csv", "repository,id,"),
        ("a.md", "<!-- lore:"),
        ("a.json", "{\"entries\":["),
        ("a.parquet", "PAR1"),
        ("a.txt", "{\"id\":"),
    ] {
        let path = world.folder.path().join(name);
        world
            .lore
            .export(&listed(), &path, &Cancel::default(), &mut |_| {})
            .await
            .unwrap();
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.starts_with(beginning.as_bytes()), "{name}");
    }
}
