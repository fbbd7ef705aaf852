//! Imports that are killed at many moments: no half batch, nothing twice, and the next run completes.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use lore::domain::{change::ChangeState, exchange::Format};

use super::{Shelf, row};
use crate::killed::victim::kill_after;

/// Entries of the file: enough for three batches.
const ENTRIES: usize = 20_000;

fn start(store: &Path, file: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_lore"))
        .args(["import".as_ref(), file.as_os_str()])
        .env("LORE_STORE", store)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_run_completes_what_was_killed() {
    let source = Shelf::new();
    let rows: Vec<_> = (0..ENTRIES)
        .map(|at| row(&format!("decision-{at:06}-x"), &format!("text {at}")))
        .collect();
    source.put("r", &rows).await;
    let all = source.export(Format::JsonLines, true).await;
    let file = source.write("all.jsonl", std::str::from_utf8(&all).unwrap());

    let mut kills = 0;
    for events in [1, 3, 6, 10, 14, 18, 24, 30, 40, 60] {
        let shelf = Shelf::new();
        let mut process = start(shelf.path(), &file);
        kills += usize::from(!kill_after(&mut process, shelf.path(), events, events));
        let lore = shelf.open().await;
        let there = shelf.export(Format::JsonLines, true).await;
        let lines = there.split_inclusive(|byte| *byte == b'\n').count();
        assert!(
            lines == ENTRIES || lines % 8_192 == 0,
            "{lines} after {events}"
        );
        assert!(
            all.starts_with(&there),
            "what is there is the beginning of the file"
        );
        let told = shelf.import(&file).await;
        assert_eq!(
            (told.added, told.same),
            (ENTRIES - lines, lines),
            "{events}"
        );
        assert!(shelf.export(Format::JsonLines, true).await == all);
        let (log, _) = lore.log(None).await.unwrap();
        let entries: usize = log.iter().map(|change| change.entries).sum();
        assert_eq!(entries, ENTRIES, "{log:?}");
        assert!(
            log.iter().all(|change| change.state == ChangeState::Done),
            "{log:?}"
        );
    }
    assert!(kills >= 5, "only {kills} were killed");
}
