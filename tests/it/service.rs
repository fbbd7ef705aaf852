//! The use cases over several repositories: order, pages, counts.

use std::{fs, path::Path};

use chrono::{DateTime, TimeDelta, Utc};
use lore::{
    domain::{entry::Entry, filter::Filter, search::Sort},
    service::{Error, Lore},
    store::{NewRow, Store, USEFUL_ROWS, schema::VECTOR_WIDTH},
};
use tempfile::TempDir;

use crate::fixture;

fn row(id: &str, timestamp: &str) -> NewRow {
    NewRow {
        id: id.to_owned(),
        vector: vec![0.0; VECTOR_WIDTH],
        text: format!("text of {id}"),
        kind: "decision".to_owned(),
        project_id: "api".to_owned(),
        session_id: "s1".to_owned(),
        agent: "qa".to_owned(),
        timestamp: timestamp.to_owned(),
        metadata: "{}".to_owned(),
    }
}

fn moment(minutes: i64) -> String {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    (start + TimeDelta::minutes(minutes)).to_rfc3339()
}

/// Two repositories whose entries alternate in time, the second with an undated one.
async fn two_repositories(folder: &Path) -> Store {
    let store = Store::open_or_create(folder).await.unwrap();
    for (parity, name) in [(0, "even"), (1, "odd")] {
        let rows: Vec<NewRow> = (0..30)
            .map(|n| row(&format!("{name}-{n}"), &moment(2 * n + parity)))
            .collect();
        let repository = store.repository_or_create(name).await.unwrap();
        repository.append(&rows).await.unwrap();
    }
    let odd = store.repository("odd").await.unwrap();
    odd.append(&[row("undated", "some day")]).await.unwrap();
    store
}

async fn all(lore: &Lore, sort: Sort, page: usize) -> Vec<Entry> {
    let listing = lore.list(&Filter::default(), sort).await.unwrap();
    let mut entries = Vec::new();
    while entries.len() < listing.total() {
        let next = listing.page(entries.len(), page).await.unwrap();
        assert!(!next.is_empty());
        entries.extend(next);
    }
    entries
}

#[tokio::test]
async fn pages_of_several_repositories_are_one_list() {
    let folder = TempDir::new().unwrap();
    two_repositories(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();

    for page in [1, 7, 1000] {
        let newest = all(&lore, Sort::Newest, page).await;
        assert_eq!(newest.len(), 61);
        assert_eq!(newest[60].id, "undated");
        let moments: Vec<_> = newest[..60]
            .iter()
            .map(|entry| entry.instant().unwrap())
            .collect();
        assert!(moments.is_sorted_by(|a, b| a > b));
        assert_eq!(newest[0].repository, "odd");
        assert_eq!(newest[1].repository, "even");
        assert_eq!(newest[1].text, "text of even-29");

        let oldest = all(&lore, Sort::Oldest, page).await;
        assert_eq!(oldest[60].id, "undated", "undated entries are never old");
        assert_eq!(oldest[0].id, "even-0");
    }
}

#[tokio::test]
async fn a_listing_does_not_move_under_the_reader() {
    let folder = TempDir::new().unwrap();
    let store = two_repositories(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    let before = listing.page(10, 10).await.unwrap();

    let repository = store.repository("even").await.unwrap();
    repository
        .append(&[row("newer", &moment(10_000))])
        .await
        .unwrap();

    assert_eq!(listing.page(10, 10).await.unwrap(), before);
    let fresh = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    assert_eq!(fresh.total(), listing.total() + 1);
    assert_eq!(fresh.page(0, 1).await.unwrap()[0].id, "newer");
}

#[tokio::test]
async fn pages_behind_the_end_are_empty() {
    let folder = TempDir::new().unwrap();
    two_repositories(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    assert_eq!(listing.page(60, 10).await.unwrap().len(), 1);
    assert!(listing.page(61, 10).await.unwrap().is_empty());
    assert!(
        listing
            .page(usize::MAX, usize::MAX)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_legacy_store_is_summed_up() {
    let folder = fixture::legacy();
    let lore = Lore::open(folder.path()).await.unwrap();

    let projects = lore.projects().await.unwrap();
    assert_eq!(projects.len(), 3);
    assert_eq!(
        projects
            .iter()
            .map(|project| project.entries)
            .sum::<usize>(),
        16
    );

    let stats = lore.stats(&Filter::default()).await.unwrap();
    assert_eq!(stats.total, 16);
    assert_eq!(stats.by_repository.len(), 2);
    assert!(stats.by_kind.iter().all(|count| count.name != "system"));
    assert_eq!(
        stats.by_day.iter().map(|day| day.entries).sum::<usize>(),
        16
    );
    assert!(stats.bytes > 0);

    let one = Filter {
        repositories: vec!["statushub".to_owned()],
        ..Filter::default()
    };
    let stats_of_one = lore.stats(&one).await.unwrap();
    assert!(stats_of_one.total < 16);
    assert!(stats_of_one.bytes < stats.bytes);
}

#[tokio::test]
async fn a_scope_is_checked_as_a_whole() {
    let folder = TempDir::new().unwrap();
    let store = two_repositories(folder.path()).await;
    let started = store.repository_or_create("started").await.unwrap();
    let system = NewRow {
        kind: "system".to_owned(),
        project_id: "system".to_owned(),
        ..row("init", &moment(0))
    };
    started.append(&[system]).await.unwrap();
    let lore = Lore::open(folder.path()).await.unwrap();
    let check = async |repositories: &[&str], projects: &[&str], kinds: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let filter = Filter {
            repositories: owned(repositories),
            projects: owned(projects),
            kinds: owned(kinds),
            ..Filter::default()
        };
        match lore.check_scope(&filter).await {
            Ok(()) => None,
            Err(Error::NotFound(message)) => Some(message),
            Err(other) => panic!("{other}"),
        }
    };

    assert_eq!(check(&[], &[], &[]).await, None);
    assert_eq!(check(&["even", "odd"], &["api"], &[]).await, None);
    assert_eq!(check(&["started"], &[], &[]).await, None);
    assert_eq!(check(&["even", "started"], &["api"], &[]).await, None);
    assert_eq!(check(&["started"], &["system"], &["system"]).await, None);

    let elsewhere = check(&["started"], &["api"], &[]).await.unwrap();
    assert!(
        elsewhere.contains("'api' in the repository 'started'"),
        "{elsewhere}"
    );
    assert!(
        check(&["nope"], &[], &["system"])
            .await
            .unwrap()
            .contains("'nope'")
    );
    assert!(
        check(&[], &["api", "nope"], &[])
            .await
            .unwrap()
            .contains("'nope'")
    );
}

#[tokio::test]
async fn an_entry_is_found_by_its_id_alone() {
    let folder = TempDir::new().unwrap();
    let store = two_repositories(folder.path()).await;
    let repository = store.repository("even").await.unwrap();
    repository
        .append(&[row("odd-3", &moment(0))])
        .await
        .unwrap();
    let lore = Lore::open(folder.path()).await.unwrap();

    let found = lore.find("odd-3").await.unwrap();
    let repositories: Vec<_> = found
        .iter()
        .map(|entry| entry.repository.as_str())
        .collect();
    assert_eq!(repositories, ["even", "odd"]);
    assert!(lore.find("' OR 1=1 --").await.unwrap().is_empty());
}

#[tokio::test]
async fn a_broken_repository_does_not_hide_the_others() {
    let folder = fixture::legacy();
    let broken = folder
        .path()
        .join("broken/orchestra_knowledge.lance/_versions");
    fs::create_dir_all(&broken).unwrap();
    fs::write(broken.join("1.manifest"), b"not a manifest").unwrap();

    let lore = Lore::open(folder.path()).await.unwrap();
    assert_eq!(lore.projects().await.unwrap().len(), 3);
    let reasons = lore.broken().await.unwrap();
    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].contains("'broken'"), "{}", reasons[0]);
}

#[tokio::test]
async fn an_index_is_wanted_once_and_only_where_it_pays() {
    let folder = TempDir::new().unwrap();
    let store = two_repositories(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    assert!(!lore.wants_index().await.unwrap());

    let rows: Vec<NewRow> = (0..USEFUL_ROWS)
        .map(|n| row(&format!("n{n}"), &moment(0)))
        .collect();
    let large = store.repository_or_create("large").await.unwrap();
    large.append(&rows).await.unwrap();
    assert!(lore.wants_index().await.unwrap());

    lore.maintain().await.unwrap();
    assert!(!lore.wants_index().await.unwrap());
}

#[tokio::test]
async fn what_is_no_store_is_not_found() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("missing");
    for path in [missing.as_path(), folder.path()] {
        let error = Lore::open(path).await.unwrap_err();
        assert!(matches!(error, Error::NotFound(_)), "{error}");
        assert!(!error.to_string().contains('\n'));
    }
    assert!(!missing.exists(), "opening creates nothing");
}
