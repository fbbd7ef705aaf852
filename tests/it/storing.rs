//! The one way in: many writers at once, entries without an address, failures that stay where they are.

mod measured;

use std::{collections::HashSet, fs, time::Duration};

use futures::future::join_all;
use lore::{
    domain::{entry::NewEntry, filter::Filter, search::Sort, secret::CredentialPolicy},
    service::{Cancel, Error, Lore, Stored, Submission},
};
use tempfile::TempDir;

fn entry(text: &str, project: &str) -> NewEntry {
    NewEntry {
        text: text.to_owned(),
        project_id: project.to_owned(),
        ..NewEntry::default()
    }
}

fn to(repository: &str, text: &str) -> Submission {
    Submission {
        repository: Some(repository.to_owned()),
        entry: entry(text, "p"),
    }
}

async fn new_store() -> (TempDir, Lore) {
    let folder = TempDir::new().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    (folder, lore)
}

async fn texts(lore: &Lore) -> Vec<String> {
    let listing = lore.list(&Filter::default(), Sort::Oldest).await.unwrap();
    let entries = listing.page(0, listing.total()).await.unwrap();
    entries.into_iter().map(|entry| entry.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_many_store_at_once_is_there_once_and_in_few_commits() {
    let (_folder, lore) = new_store().await;
    let writers = (0..96).map(|writer| {
        let lore = lore.clone();
        tokio::spawn(async move {
            let repository = if writer % 2 == 0 { "even" } else { "odd" };
            lore.submit(to(repository, &format!("entry {writer}")))
                .await
                .unwrap()
        })
    });
    let stored: Vec<Stored> = join_all(writers)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let ids: HashSet<&str> = stored.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), 96);

    let there: HashSet<String> = texts(&lore).await.into_iter().collect();
    assert_eq!(there.len(), 96);
    for one in &stored {
        let found = lore.find(&one.id).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].revision, one.revision);
        assert_eq!(found[0].repository, one.repository);
    }
    let health = lore
        .health(&Filter::default(), &Cancel::default())
        .await
        .unwrap();
    for repository in &health.repositories {
        assert!(repository.versions < 24, "{} commits", repository.versions);
        assert_eq!(repository.meaning.seen, 48, "all can be found by meaning");
    }
}

#[tokio::test]
async fn short_texts_do_not_wait_for_long_ones() {
    let (_folder, lore) = new_store().await;
    lore.submit(to("r", "the model is loaded")).await.unwrap();
    let text = "a long text says the same again. ".repeat(100_000);
    let long = {
        let lore = lore.clone();
        tokio::spawn(async move { lore.submit(to("r", &text)).await })
    };
    for n in 0..3 {
        lore.submit(to("r", &format!("short {n}"))).await.unwrap();
    }
    assert!(!long.is_finished());
    long.await.unwrap().unwrap();
    assert_eq!(texts(&lore).await.len(), 5);
}

#[tokio::test]
async fn a_batch_is_one_commit_and_tells_of_each_in_order() {
    let (_folder, lore) = new_store().await;
    let mut batch: Vec<Submission> = (0..80).map(|n| to("r", &format!("entry {n}"))).collect();
    batch[3].entry.text = "  ".into();
    batch[7].entry.metadata = "[]".into();
    batch[9].repository = Some("../r".into());
    let results = lore.store_many(batch).await;
    assert_eq!(results.len(), 80);
    for (at, result) in results.iter().enumerate() {
        match result {
            Ok(stored) => {
                let found = lore.find(&stored.id).await.unwrap();
                assert_eq!(found[0].text, format!("entry {at}"));
            }
            Err(error) => {
                assert!([3, 7, 9].contains(&at), "{at}: {error}");
                assert!(matches!(error, Error::Invalid(_)), "{error:?}");
            }
        }
    }
    assert_eq!(texts(&lore).await.len(), 77);
    let health = lore
        .health(&Filter::default(), &Cancel::default())
        .await
        .unwrap();
    assert!(
        health.repositories[0].versions <= 2,
        "made, and written to once"
    );
    assert!(lore.store_many(Vec::new()).await.is_empty());
}

#[tokio::test]
async fn an_entry_goes_where_its_project_is() {
    let (folder, lore) = new_store().await;
    let place = |repository: Option<&str>, project: &str| {
        let lore = lore.clone();
        let submission = Submission {
            repository: repository.map(str::to_owned),
            entry: entry("text", project),
        };
        async move {
            let stored = lore.submit(submission).await.unwrap();
            (stored.repository, stored.project_id)
        }
    };
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());

    assert_eq!(place(None, "").await, pair("default", "default"));
    assert_eq!(place(Some("shop"), "").await, pair("shop", "shop"));
    assert_eq!(place(Some("shop"), "api").await, pair("shop", "api"));
    assert_eq!(place(None, "api").await, pair("shop", "api"));
    assert_eq!(place(None, "new").await, pair("new", "new"));
    place(Some("mobile"), "api").await;
    assert_eq!(
        place(None, "api").await,
        pair("mobile", "api"),
        "the latest"
    );
    place(Some("api"), "other").await;
    assert_eq!(place(None, "api").await, pair("api", "api"), "by its name");

    let single = Lore::open(&folder.path().join("shop")).await.unwrap();
    let stored = single
        .submit(Submission {
            repository: None,
            entry: entry("text", "web"),
        })
        .await
        .unwrap();
    assert_eq!((stored.repository, stored.project_id), pair("shop", "web"));
    let elsewhere = single.submit(to("web", "text")).await.unwrap_err();
    assert!(matches!(elsewhere, Error::Invalid(_)), "{elsewhere:?}");
    assert!(!folder.path().join("shop/web").exists());
}

#[tokio::test]
async fn a_project_that_can_be_no_repository_is_refused() {
    let (folder, lore) = new_store().await;
    for project in ["../up", "a/b", "..", ".hidden", "c:\\x", " ", "x\0"] {
        let refused = lore
            .submit(Submission {
                repository: None,
                entry: entry("text", project),
            })
            .await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{project:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_repository_that_cannot_be_written_to_harms_no_other() {
    let (folder, lore) = new_store().await;
    for repository in ["good", "bad"] {
        lore.submit(to(repository, "first")).await.unwrap();
    }
    let versions = folder
        .path()
        .join("bad/orchestra_knowledge.lance/_versions");
    for manifest in fs::read_dir(versions).unwrap() {
        fs::write(manifest.unwrap().path(), "nothing of sense").unwrap();
    }
    let batch = ["good", "bad", "good", "bad"].map(|repository| to(repository, "second"));
    let results = lore.store_many(batch.into()).await;
    let stored: Vec<bool> = results.iter().map(Result::is_ok).collect();
    assert_eq!(stored, [true, false, true, false], "{results:?}");
    assert_eq!(
        lore.submit(to("good", "third")).await.unwrap().repository,
        "good"
    );
}

#[tokio::test]
async fn what_was_accepted_is_stored_though_nobody_waits() {
    let (_folder, lore) = new_store().await;
    let long = "words that take the model a while to read, ".repeat(40);
    let batch: Vec<Submission> = (0..150).map(|n| to("r", &format!("{n} {long}"))).collect();
    let gave_up = tokio::time::timeout(Duration::from_millis(300), lore.store_many(batch)).await;
    assert!(gave_up.is_err(), "it was too fast for this test");
    lore.drain().await;
    assert_eq!(texts(&lore).await.len(), 150);
    lore.drain().await;
}

#[tokio::test]
async fn credentials_are_named_or_kept_out() {
    const KEY: &str = "The key is ghp_0123456789abcdefghijABCDEFGHIJ456789.";
    let (_folder, lore) = new_store().await;
    let stored = lore.submit(to("r", KEY)).await.unwrap();
    assert_eq!(stored.credentials.len(), 1);
    let mut hidden = to("r", "see there");
    hidden.entry.metadata = r#"{"password":"kY8#mQ2$vL9w"}"#.into();
    assert!(
        !lore
            .submit(hidden.clone())
            .await
            .unwrap()
            .credentials
            .is_empty()
    );
    let long = format!("{}{KEY}", "words ".repeat(20_000));
    assert_eq!(
        lore.submit(to("r", &long)).await.unwrap().credentials,
        stored.credentials
    );
    assert!(
        lore.submit(to("r", "nothing"))
            .await
            .unwrap()
            .credentials
            .is_empty()
    );

    let strict = lore.clone().with_credentials(CredentialPolicy::Refuse);
    for submission in [to("r", KEY), hidden, to("r", &long)] {
        let error = strict.submit(submission).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert!(!error.to_string().contains("ghp_0"), "{error}");
    }
    assert!(strict.submit(to("r", "nothing")).await.is_ok());
}
