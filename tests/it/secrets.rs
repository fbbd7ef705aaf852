//! Entries that hold credentials: found, listed, and masked for people.

use std::{path::Path, time::Instant};

use lore::{
    domain::filter::Filter,
    service::{Cancel, Lore, Progress},
};
use tempfile::TempDir;

use crate::{
    cli::program::Place,
    tables::{ForeignRow, write},
};

/// Made up, and in two pieces, lest a scanner of sources take it for a real one.
fn token() -> String {
    ["gh", "p_q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ"].concat()
}

fn rows() -> Vec<ForeignRow> {
    let at = |row: ForeignRow, day: u32| ForeignRow {
        timestamp: Some(format!("2026-01-{day:02}T12:00:00Z")),
        ..row
    };
    vec![
        at(
            ForeignRow::new("text", &format!("deploy with {} on Friday", token())),
            1,
        ),
        at(
            ForeignRow {
                metadata: Some(r#"{"db":"postgres://shop:kq8Zt3Lm@db/shop","n":1}"#.into()),
                ..ForeignRow::new("metadata", "see metadata")
            },
            2,
        ),
        at(
            ForeignRow::new("harmless", "the password is kept in the vault"),
            3,
        ),
        at(
            ForeignRow {
                kind: Some("issue".into()),
                ..ForeignRow::new("both", &format!("{0} {0} DB_PASSWORD=Tr7#mPq9zL", token()))
            },
            4,
        ),
    ]
}

#[tokio::test]
async fn entries_that_hold_credentials_are_found() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "shop", &rows(), false).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let mut last = Progress { done: 0, total: 0 };
    let exposed = lore
        .secrets(&Filter::default(), &Cancel::default(), &mut |progress| {
            last = progress;
        })
        .await
        .unwrap();
    let found: Vec<(&str, &[&str])> = exposed
        .iter()
        .map(|one| (one.entry.id.as_str(), one.kinds.as_slice()))
        .collect();
    assert_eq!(
        found,
        [
            ("both", &["GitHub token", "password"][..]),
            ("metadata", &["password in a URL"]),
            ("text", &["GitHub token"]),
        ]
    );
    assert_eq!((last.done, last.total), (4, 4));

    let issues = Filter {
        kinds: vec!["issue".into()],
        ..Filter::default()
    };
    let exposed = lore
        .secrets(&issues, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    assert_eq!(exposed.len(), 1);
    let cancel = Cancel::default();
    cancel.cancel();
    let exposed = lore.secrets(&issues, &cancel, &mut |_| ()).await.unwrap();
    assert!(exposed.is_empty());
}

#[tokio::test]
async fn people_see_masks_and_scripts_the_truth() {
    let place = Place::with_new_store();
    write(place.store(), "shop", &rows(), false).await;
    let token = token();
    for arguments in [
        &["show", "text"][..],
        &["list"],
        &["search", "deploy", "--mode", "keyword"],
        &["secrets"],
    ] {
        let ran = place.lore(arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            !ran.stdout.contains(&token[4..]),
            "{arguments:?}: {}",
            ran.stdout
        );
        assert!(
            ran.stdout.contains("ghp_••••••••"),
            "{arguments:?}: {}",
            ran.stdout
        );
        let revealed = place.lore(&[arguments, &["--reveal"]].concat());
        assert!(
            revealed.stdout.contains(&token),
            "{arguments:?}: {}",
            revealed.stdout
        );
        if arguments[0] != "secrets" {
            assert!(
                ran.stderr.contains("--reveal"),
                "{arguments:?}: {}",
                ran.stderr
            );
            assert!(!revealed.stderr.contains("--reveal"), "{arguments:?}");
            let exact = place.lore(&[arguments, &["--json"]].concat());
            assert!(
                exact.stdout.contains(&token),
                "{arguments:?}: {}",
                exact.stdout
            );
        }
    }
    let shown = place.lore(&["show", "metadata"]);
    assert!(
        shown.stdout.contains("postgres://shop:••••••••@db/shop"),
        "{}",
        shown.stdout
    );
    assert!(
        !place
            .lore(&["show", "harmless"])
            .stderr
            .contains("--reveal")
    );
}

#[tokio::test]
async fn the_list_says_where_and_what_to_do() {
    let place = Place::with_new_store();
    write(place.store(), "shop", &rows(), false).await;
    let listed = place.lore(&["secrets", "--type", "issue"]);
    for part in [
        "both",
        "shop",
        "GitHub token: ",
        "password: ",
        "DB_PASSWORD=••••••••",
    ] {
        assert!(listed.stdout.contains(part), "{part} in {}", listed.stdout);
    }
    assert!(
        listed.stderr.contains("lore edit") && listed.stderr.contains("lore purge"),
        "{}",
        listed.stderr
    );
    let json = place.lore(&["secrets", "--json"]);
    assert_eq!(json.json()["total"], 3);
    assert_eq!(json.json()["entries"][1]["kinds"][0], "password in a URL");
    assert!(!json.stdout.contains(&token()[4..]), "{}", json.stdout);
    let none = place.lore(&["secrets", "--type", "general", "--match", "vault"]);
    assert_eq!(none.stdout, "no credentials found\n");
}

/// `LORE_BIG_STORE=/path cargo test --release --test it big_store -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; needs a large store"]
async fn a_big_store_is_scanned_at_once() {
    let path = std::env::var("LORE_BIG_STORE").unwrap();
    let lore = Lore::open(Path::new(&path)).await.unwrap();
    let began = Instant::now();
    let exposed = lore
        .secrets(&Filter::default(), &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    println!(
        "{} with credentials in {:?}",
        exposed.len(),
        began.elapsed()
    );
    let began = Instant::now();
    let ages = lore.ages(&Filter::default()).await.unwrap();
    println!("{} ages in {:?}", ages.entries.len(), began.elapsed());
    let policy = lore::domain::cleanup::Policy {
        before: "2999-01-01T00:00:00Z".parse().unwrap(),
        filter: Filter::default(),
        keep_newest: 5,
        protected_types: vec!["decision".into()],
    };
    for _ in 0..3 {
        let began = Instant::now();
        let choice = ages.choose(&policy);
        println!("{} chosen in {:?}", choice.entries.len(), began.elapsed());
    }
    let began = Instant::now();
    let plan = lore.plan_cleanup(&policy, "").await.unwrap();
    println!("{} planned in {:?}", plan.entries.len(), began.elapsed());
    let began = Instant::now();
    lore.check_plan(&plan).await.unwrap();
    println!("checked in {:?}", began.elapsed());
}
