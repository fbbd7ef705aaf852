//! Many at once in one object store: nothing is lost, nothing is there twice.

use std::{
    collections::HashSet,
    fmt::Write,
    process::Child,
    time::{Duration, Instant},
};

use lore::{
    domain::event::EventKind,
    service::{Lore, Noticed},
};
use tokio::time::timeout;

use super::{bucket::Bucket, ids};
use crate::cli::program::ran;

const WRITERS: usize = 6;
const ENTRIES: usize = 4;

/// Far longer than anything here takes on a slow machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// Waits for programs that run at the same time; each must succeed.
fn wait(programs: Vec<Child>) {
    for program in programs {
        let ran = ran(program.wait_with_output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
}

fn texts(bucket: &Bucket) -> Vec<String> {
    let listed = bucket.json(&["list", "--limit", "1000"]);
    let entries = listed["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_many_programs_store_in_a_new_store_is_there_once() {
    for bucket in Bucket::all() {
        for round in 0..ENTRIES {
            let start = |writer: usize| {
                let text = format!("writer {writer} in round {round}");
                let mut command = bucket.command(&["store", &text, "--repo", "shop"]);
                command.spawn().unwrap()
            };
            wait((0..WRITERS).map(start).collect());
        }
        let texts = texts(&bucket);
        let different: HashSet<&String> = texts.iter().collect();
        assert_eq!((texts.len(), different.len()), (24, 24), "{texts:?}");
    }
}

#[test]
fn changes_at_once_wait_for_each_other_and_are_all_in_the_journal() {
    for bucket in Bucket::all() {
        let stored: Vec<String> = (0..4)
            .map(|number| bucket.store("shop", &format!("entry {number}")))
            .collect();
        let start = |id: &String| bucket.command(&["rm", id]).spawn().unwrap();
        wait(stored.iter().take(3).map(start).collect());
        assert_eq!(ids(&bucket.json(&["list"])), [stored[3].as_str()]);
        let trashed = bucket.json(&["trash"]);
        let trashed: HashSet<&str> = ids(&trashed).into_iter().collect();
        let removed: HashSet<&str> = stored[..3].iter().map(String::as_str).collect();
        assert_eq!(trashed, removed);
        for _ in 0..3 {
            let undone = bucket.lore(&["undo"]);
            assert_eq!(undone.code, 0, "{}", undone.stderr);
        }
        assert_eq!(ids(&bucket.json(&["list"])).len(), 4);
    }
}

#[test]
fn who_is_killed_leaves_nothing_half_done_and_nobody_waiting() {
    const RECORDS: usize = 300;
    for bucket in Bucket::all() {
        bucket.store("shop", "before");
        let mut lines = String::new();
        for number in 0..RECORDS {
            let line = serde_json::json!({
                "id": format!("general-{number}-abcdef"),
                "text": format!("imported {number}"),
                "type": "general",
                "repository": "shop",
                "project_id": "p",
                "session_id": "",
                "agent": "qa",
                "timestamp": "2026-01-31T10:00:00.000Z",
                "metadata": {},
            });
            writeln!(lines, "{line}").unwrap();
        }
        let file = bucket.path().join("in.jsonl");
        std::fs::write(&file, lines).unwrap();
        let file = file.to_str().unwrap();
        let import = ["import", file, "--on-conflict", "skip"];

        let mut killed = bucket.command(&import).spawn().unwrap();
        let began = Instant::now();
        // Once the journal tells of it, it holds the lock.
        while bucket.json(&["log"]).to_string().matches("import").count() == 0 {
            assert!(began.elapsed() < PATIENCE, "the import never began");
            if killed.try_wait().unwrap().is_some() {
                break;
            }
        }
        // It may be done already: then nothing is left to do.
        let _ = killed.kill();
        killed.wait().unwrap();

        let done = bucket.lore(&import);
        assert_eq!(done.code, 0, "{}", done.stderr);
        let texts = texts(&bucket);
        let different: HashSet<&String> = texts.iter().collect();
        assert_eq!((texts.len(), different.len()), (RECORDS + 1, RECORDS + 1));
        let doctor = bucket.lore(&["doctor"]);
        assert_eq!(doctor.code, 0, "{}{}", doctor.stdout, doctor.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_store_is_heard_of() {
    for bucket in Bucket::all() {
        bucket.store("shop", "before");
        let lore = Lore::open(&bucket.location()).await.unwrap();
        let mut watcher = lore.watch().await.unwrap();
        let id = bucket.store("shop", "news");
        let heard = timeout(PATIENCE, watcher.next()).await.unwrap().unwrap();
        let Noticed::Event(event) = heard else {
            panic!("missed some");
        };
        assert_eq!(
            (event.kind, event.id.as_str()),
            (EventKind::Stored, id.as_str())
        );
    }
}
