//! Other programs write all the while, and lose nothing.

use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

use super::*;

const SECRET: &str = "a text that must not survive 5531";

/// What another program did.
#[derive(Default)]
struct Did {
    appended: usize,
    /// The last text of each entry that it changed.
    changed: BTreeMap<String, String>,
}

/// Appends and changes entries, one after the other, until told to stop. What LanceDB refuses is
/// not done.
async fn keep_on_writing(store_path: PathBuf, stop: Arc<AtomicBool>) -> Did {
    let mut did = Did::default();
    let mut times = 0;
    while !stop.load(Ordering::Relaxed) {
        let row = ForeignRow::new(&format!("new-{}", did.appended), "appended");
        store(&store_path, &[row]).await;
        did.appended += 1;
        let (id, text) = (format!("kept-{}", times % 20), format!("change {times}"));
        if try_update(&store_path, &id, &text).await.is_ok() {
            did.changed.insert(id, text);
        }
        times += 1;
    }
    did
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_others_append_and_change_meanwhile_is_there_afterwards() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_owned();
    for at in 0..20 {
        let rows = [
            ForeignRow::new(&format!("secret-{at}"), &format!("{SECRET} {at}")),
            ForeignRow::new(&format!("kept-{at}"), "as it was"),
        ];
        store(&path, &rows).await;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let other = tokio::spawn(keep_on_writing(path.clone(), Arc::clone(&stop)));
    for some in (0..20).collect::<Vec<_>>().chunks(7) {
        let ids: Vec<String> = some.iter().map(|at| format!("secret-{at}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let purged = purge(&path, &ids).await;
        assert_eq!(purged.erased.len(), ids.len());
        assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    }
    stop.store(true, Ordering::Relaxed);
    let did = other.await.unwrap();
    println!("{} appended, {} changed", did.appended, did.changed.len());
    assert!(did.appended > 3 && did.changed.len() > 3);

    let left = texts(&path).await;
    assert_eq!(left.len(), 20 + did.appended);
    assert!((0..did.appended).all(|at| left[&format!("new-{at}")] == "appended"));
    for kept in 0..20 {
        let kept = format!("kept-{kept}");
        let expected = did.changed.get(&kept).map_or("as it was", String::as_str);
        assert_eq!(left[&kept], expected, "{kept}");
    }
    assert_eq!(grep(&path, SECRET), [] as [PathBuf; 0]);
    table(&path).await.validate().await.unwrap();
}
