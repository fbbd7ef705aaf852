//! Two lores that are killed again and again, and a foreign program, all changing one table.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
};

use lore::{
    domain::{
        change::{Action, Change, ChangeState, Edit, Guard, Target},
        entry::EntryKey,
        filter::Filter,
    },
    service::{Cancel, Error, Lore},
};
use tempfile::TempDir;

use super::{open, victim::kill_after};
use crate::tables::{self, ForeignRow};

const STORE: &str = "LORE_TEST_CROWDED_STORE";
const NUMBER: &str = "LORE_TEST_NUMBER_IN_CROWD";
const REPOSITORY: &str = "r";

/// How often each lore is killed before it may come to its end.
const KILLS: usize = 6;

/// Rounds of a lore that nobody kills.
const ROUNDS: usize = 5;

/// Entries of each kind: counted up by both lores, deleted by them, changed by the foreign program,
/// and deleted by it.
const COUNTED: usize = 3;
const DELETED: usize = 24;
const CHANGED: usize = 4;
const GONE: usize = 12;

/// What runs in the processes; without the variables it is no test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test below"]
async fn child() {
    if let (Some(store), Ok(number)) = (env::var_os(STORE), env::var(NUMBER)) {
        let number: usize = number.parse().unwrap();
        for round in 0..ROUNDS {
            live(Path::new(&store), number, round).await;
        }
    }
}

/// One round of a lore: counts up, deletes and brings back, retags.
async fn live(store: &Path, number: usize, round: usize) {
    let lore = open(store).await;
    let cancel = Cancel::default();
    for counted in 0..COUNTED {
        count_up(&lore, &format!("counted-{counted}")).await;
        note(store, number);
    }
    let some = (0..DELETED).filter(|n| n % 4 == (round + number) % 4);
    let targets = any(some.map(|n| format!("deleted-{n}")));
    let deleted = lore
        .delete(&targets, Action::Delete, "", &cancel, &mut |_| ())
        .await;
    if let Ok(deleted) = tolerated(deleted)
        && let Some(change) = deleted.change
        && round.is_multiple_of(2)
    {
        let undone = lore.undo(Some(&change), &cancel, &mut |_| ()).await;
        let _ = tolerated(undone);
    }
    let names = (0..CHANGED).map(|n| format!("changed-{n}"));
    let names = names.chain((0..GONE).map(|n| format!("gone-{n}")));
    let edit = Edit {
        kind: Some(format!("kind-{number}-{round}")),
        ..Edit::default()
    };
    let retagged = lore
        .edit_all(&any(names), &edit, &cancel, &mut |_| ())
        .await;
    let _ = tolerated(retagged);
}

/// Others may be in the way of all of it.
fn tolerated<T>(done: Result<T, Error>) -> Result<T, Error> {
    match done {
        Err(Error::Conflict(_) | Error::NotFound(_)) | Ok(_) => done,
        Err(error) => panic!("{error}"),
    }
}

fn any(ids: impl Iterator<Item = String>) -> Vec<Target> {
    let target = |id| Target {
        key: EntryKey {
            repository: REPOSITORY.into(),
            id,
        },
        guard: Guard::Any,
    };
    ids.map(target).collect()
}

/// Reads a number and writes the next, as often as somebody else was faster.
async fn count_up(lore: &Lore, id: &str) {
    loop {
        let entry = lore.find(id).await.unwrap().remove(0);
        let number = count(&entry.metadata);
        let edit = Edit {
            metadata: Some(format!("{{\"count\":{}}}", number + 1)),
            ..Edit::default()
        };
        match lore.edit(&entry.target(), &edit).await {
            Ok(_) => return,
            Err(Error::Conflict(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn count(metadata: &str) -> u64 {
    let metadata: serde_json::Value = serde_json::from_str(metadata).unwrap();
    metadata["count"].as_u64().unwrap_or_default()
}

fn notes(store: &Path, number: usize) -> std::path::PathBuf {
    store.with_extension(format!("notes-{number}"))
}

/// Writes down that a number was counted up.
fn note(store: &Path, number: usize) {
    let mut options = OpenOptions::new();
    let notes = options.create(true).append(true).open(notes(store, number));
    notes.unwrap().write_all(b".").unwrap();
}

fn start(store: &Path, number: usize) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::crowd::child", "--ignored"])
        .env(STORE, store)
        .env(NUMBER, number.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A program that knows nothing of lore: stores, updates and deletes until told to stop. Returns
/// how often.
async fn foreign(store: &Path, is_over: impl Fn() -> bool) -> usize {
    let connection = lancedb::connect(store.join(REPOSITORY).to_str().unwrap())
        .execute()
        .await
        .unwrap();
    let mut done = 0;
    while !is_over() || done < GONE {
        let row = ForeignRow::new(&format!("new-{done}"), "stored by another");
        tables::write(store, REPOSITORY, &[row], false).await;
        let table = connection.open_table("orchestra_knowledge");
        let table = table.execute().await.unwrap();
        let changed = format!("id = 'changed-{}'", done % CHANGED);
        // What it was refused it does again: its own updates are not in question.
        while table
            .update()
            .only_if(&changed)
            .column("text", format!("'update {done}'"))
            .execute()
            .await
            .is_err()
        {}
        if done < GONE {
            while table.delete(&format!("id = 'gone-{done}'")).await.is_err() {}
        }
        let deleted = format!("id = 'deleted-{}'", done % DELETED);
        let _ = (table.update().only_if(deleted))
            .column("session_id", format!("'seen {done}'"))
            .execute()
            .await;
        done += 1;
    }
    done
}

async fn make(store: &Path) {
    let kinds = [
        ("counted", COUNTED),
        ("deleted", DELETED),
        ("changed", CHANGED),
        ("gone", GONE),
    ];
    for (kind, count) in kinds {
        let rows: Vec<ForeignRow> = (0..count)
            .map(|n| ForeignRow::new(&format!("{kind}-{n}"), &format!("{kind} {n}")))
            .collect();
        tables::write(store, REPOSITORY, &rows, false).await;
    }
}

/// Kills a lore and starts it again, and lets it come to its end at last.
fn torment(store: &Path, number: usize) {
    for kill in 0..KILLS {
        let mut child = start(store, number);
        // The others make files too, so this is a moment like any other.
        kill_after(&mut child, store, 60 + 60 * kill + 25 * number, 0);
    }
    assert!(start(store, number).wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_doubled_or_resurrected_in_a_crowd() {
    let folder = TempDir::new().unwrap();
    let store = folder.path().join("store");
    fs::create_dir(&store).unwrap();
    make(&store).await;

    let curators: Vec<_> = (0..2)
        .map(|number| {
            let store = store.clone();
            tokio::task::spawn_blocking(move || torment(&store, number))
        })
        .collect();
    let is_over = || curators.iter().all(tokio::task::JoinHandle::is_finished);
    let done = foreign(&store, is_over).await;
    for curator in curators {
        curator.await.unwrap();
    }

    let lore = open(&store).await;
    // Settles what was cut off last.
    count_up(&lore, "counted-0").await;
    let mut standing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let listing = lore
        .list(&Filter::default(), lore::domain::search::Sort::Oldest)
        .await
        .unwrap();
    let entries = listing.page(0, listing.total()).await.unwrap();
    for entry in &entries {
        let place = standing.entry(entry.id.clone()).or_default();
        place.push("table".to_owned());
    }
    for trashed in lore.trash(&Filter::default()).await.unwrap() {
        standing
            .entry(trashed.entry.id)
            .or_default()
            .push("trash".to_owned());
    }
    let place = |id: &str| standing.get(id).cloned().unwrap_or_default().join(" and ");
    for n in 0..done {
        assert_eq!(
            place(&format!("new-{n}")),
            "table",
            "stored by another: {n}"
        );
    }
    for n in 0..DELETED {
        let place = place(&format!("deleted-{n}"));
        assert!(
            ["table", "trash"].contains(&place.as_str()),
            "deleted-{n}: {place}"
        );
    }
    for n in 0..GONE {
        assert_eq!(place(&format!("gone-{n}")), "", "deleted by another: {n}");
    }
    let known = done + DELETED + CHANGED + COUNTED;
    assert_eq!(standing.len(), known, "{:?}", standing.keys());
    let entry = |id: String| entries.iter().find(|entry| entry.id == id).unwrap();
    for n in 0..CHANGED {
        let last = (0..done)
            .rev()
            .find(|update| update % CHANGED == n)
            .unwrap();
        let text = &entry(format!("changed-{n}")).text;
        assert_eq!(
            *text,
            format!("update {last}"),
            "an update of another is lost"
        );
    }

    let noted: u64 = (0..2)
        .map(|number| fs::metadata(notes(&store, number)).unwrap().len())
        .sum();
    let counted: u64 = (0..COUNTED)
        .map(|n| count(&entry(format!("counted-{n}")).metadata))
        .sum();
    // One more at the end, and who was killed may have counted up without noting it.
    let possible = noted + 1..=noted + 1 + 2 * KILLS as u64;
    assert!(
        possible.contains(&counted),
        "{counted} counted, {noted} noted"
    );
    let (log, _) = lore.log(None).await.unwrap();
    let is_settled = |change: &Change| change.state != ChangeState::Unfinished;
    assert!(log.iter().all(is_settled), "{log:#?}");
    println!(
        "{done} foreign rounds, {noted} counts, {} changes",
        log.len()
    );
}
