//! A run with a wider model, killed at many moments: nothing is lost, and the next one goes on.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
};

use lore::{
    domain::filter::Filter,
    service::{
        Cancel, Lore,
        models::{ModelSettings, ModelShelf},
    },
    store::{NewRow, WholeRow},
};

use super::{
    onnx_file,
    rows::{row, shop, whole},
    runtime,
};
use crate::waiting::kill_when;

const ENTRIES: usize = 3_000;

async fn make_store(folder: &Path) {
    let text = |number| format!("retry webhook {number}");
    let rows: Vec<NewRow> = (0..ENTRIES)
        .map(|number| row(number, &text(number), 0.25))
        .collect();
    shop(folder).await.append(&rows).await.unwrap();
}

async fn rows(folder: &Path) -> Vec<WholeRow> {
    whole(&shop(folder).await).await
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            _ => 1,
        })
        .sum()
}

/// Kills the run when it has made so many files; says whether it ended by itself before.
fn ended_before(run: &mut Child, folder: &Path, new_files: usize) -> bool {
    let before = files(folder);
    kill_when(run, || files(folder) >= before + new_files)
}

#[tokio::test]
async fn nothing_is_lost_and_the_next_run_goes_on() {
    let Some(library) = runtime::library() else {
        return;
    };
    let (store, model) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    onnx_file::write(model.path(), 512);
    make_store(store.path()).await;
    let before = rows(store.path()).await;
    let mut kills = 0;
    for round in 0..40 {
        let mut run = Command::new(env!("CARGO_BIN_EXE_lore"))
            .arg("--store")
            .arg(store.path())
            .args(["reembed", "--model"])
            .arg(model.path())
            .env("ORT_DYLIB_PATH", &library)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if ended_before(&mut run, store.path(), 1 + round % 9) {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 3, "only {kills} runs were killed");
    let settings = ModelSettings {
        model: Some(model.path().to_string_lossy().into_owned()),
        onnxruntime: Some(library),
        folder: None,
    };
    let lore = Lore::open(store.path()).await.unwrap();
    let lore = lore.with_models(&ModelShelf::new(settings).unwrap());
    let (all, cancel) = (Filter::default(), Cancel::default());
    let rest = lore.reembed(&all, false, &cancel, &mut |_| {}).await;
    assert!(rest.unwrap().skipped.is_empty());
    let coverage = lore.coverage(&all).await.unwrap();
    assert_eq!((coverage.seen, coverage.missing()), (ENTRIES, 0));
    assert!(
        rows(store.path()).await == before,
        "the shared table is not touched"
    );
}
