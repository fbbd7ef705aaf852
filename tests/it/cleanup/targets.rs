//! Everything that a filter admits or a search ranks, as targets.

use std::{path::Path, time::Instant};

use chrono::{TimeZone, Utc};
use lore::{
    domain::{
        change::{Guard, Target},
        entry::EntryKey,
        filter::Filter,
        search::{SearchMode, SearchRequest, Sort},
    },
    service::{Cancel, Lore, demo},
};
use tempfile::TempDir;

use crate::tables::{ForeignRow, write};

async fn sample(folder: &Path, entries: usize) -> Lore {
    let now = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
    demo::make(folder, entries, now).await.unwrap();
    Lore::open(folder).await.unwrap()
}

/// What a listing shows, as targets.
async fn listed(lore: &Lore, filter: &Filter, sort: Sort) -> Vec<Target> {
    let listing = lore.list(filter, sort).await.unwrap();
    let entries = listing.page(0, listing.total()).await.unwrap();
    entries
        .iter()
        .map(lore::domain::entry::Entry::target)
        .collect()
}

#[tokio::test]
async fn targets_are_what_the_listing_shows_in_its_order() {
    let folder = TempDir::new().unwrap();
    let lore = sample(&folder.path().join("sample"), 300).await;
    let filters = [
        Filter::default(),
        Filter {
            kinds: vec!["decision".into(), "issue".into()],
            before: Some(Utc.with_ymd_and_hms(2025, 12, 1, 0, 0, 0).unwrap()),
            ..Filter::default()
        },
        Filter {
            contains: vec!["the".into()],
            ..Filter::default()
        },
        Filter {
            repositories: vec!["nowhere".into()],
            ..Filter::default()
        },
    ];
    for filter in filters {
        for sort in [Sort::Newest, Sort::Oldest] {
            let targets = lore.targets(&filter, sort).await.unwrap();
            assert_eq!(targets, listed(&lore, &filter, sort).await, "{filter:?}");
        }
    }
}

#[tokio::test]
async fn odd_rows_of_others_are_targets_too() {
    let folder = TempDir::new().unwrap();
    let bare = ForeignRow {
        no_vector: true,
        ..ForeignRow::default()
    };
    let twice = ForeignRow::new("twice", "one");
    let again = ForeignRow::new("twice", "other");
    let system = ForeignRow {
        kind: Some("system".into()),
        ..ForeignRow::new("start", "up")
    };
    write(folder.path(), "shop", &[bare, twice, again, system], true).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let targets = lore
        .targets(&Filter::default(), Sort::Newest)
        .await
        .unwrap();
    assert_eq!(
        targets,
        listed(&lore, &Filter::default(), Sort::Newest).await
    );
    assert_eq!(targets.len(), 3, "the system row is hidden");

    let mut asked = targets.clone();
    asked.push(Target {
        key: EntryKey {
            repository: "shop".into(),
            id: "start".into(),
        },
        guard: Guard::Any,
    });
    asked.push(Target {
        key: EntryKey {
            repository: "nowhere".into(),
            id: "start".into(),
        },
        guard: Guard::Any,
    });
    let found = lore.look_up(&asked).await.unwrap();
    for (target, entry) in targets.iter().zip(&found) {
        assert_eq!(entry.as_ref().unwrap().target(), *target, "the very row");
    }
    assert_eq!(found[3].as_ref().unwrap().kind, "system");
    assert_eq!(found[4], None);
}

#[tokio::test(flavor = "multi_thread")]
async fn matches_are_what_the_search_counts_in_its_order() {
    let folder = TempDir::new().unwrap();
    let lore = sample(&folder.path().join("sample"), 150).await;
    lore.reembed(&Filter::default(), false, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    for mode in SearchMode::ALL {
        for (words, kinds) in [
            ("retry", vec![]),
            ("how do we rotate tokens", vec!["decision".to_owned()]),
            ("zzz", vec![]),
        ] {
            for threshold in [None, Some(0.3)] {
                let request = SearchRequest {
                    words: words.to_owned(),
                    mode,
                    limit: 7,
                    threshold,
                    filter: Filter {
                        kinds: kinds.clone(),
                        ..Filter::default()
                    },
                    ..SearchRequest::default()
                };
                let answer = lore.search(&request).await.unwrap();
                let matches = lore.matches(&request).await.unwrap();
                assert_eq!(matches.len(), answer.total, "{request:?}");
                let hits: Vec<Target> = answer.hits.iter().map(|hit| hit.entry.target()).collect();
                assert_eq!(matches[..hits.len()], hits, "{request:?}");
            }
        }
    }
}

/// `LORE_BIG_STORE=/path cargo test --release --test it big_store -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; needs a large store"]
async fn a_big_store_is_marked_at_once() {
    let path = std::env::var("LORE_BIG_STORE").unwrap();
    let lore = Lore::open(Path::new(&path)).await.unwrap();
    for round in ["cold", "warm"] {
        let began = Instant::now();
        let targets = lore
            .targets(&Filter::default(), Sort::Newest)
            .await
            .unwrap();
        println!(
            "{round}: {} targets in {:?}",
            targets.len(),
            began.elapsed()
        );
        for (mode, words) in [
            (SearchMode::Keyword, "the"),
            (SearchMode::Fuzzy, "e"),
            (SearchMode::Hybrid, "retry the token"),
        ] {
            let request = SearchRequest {
                words: words.to_owned(),
                mode,
                limit: 50,
                ..SearchRequest::default()
            };
            let began = Instant::now();
            let matches = lore.matches(&request).await.unwrap();
            println!(
                "{round}: {} {mode:?} matches in {:?}",
                matches.len(),
                began.elapsed()
            );
        }
        let began = Instant::now();
        let page: Vec<Target> = targets
            .iter()
            .step_by(targets.len() / 50)
            .cloned()
            .collect();
        let found = lore.look_up(&page).await.unwrap();
        println!(
            "{round}: {} looked up in {:?}",
            found.len(),
            began.elapsed()
        );
    }
}
