//! The search behind a purge finds what is left, wherever and however it lies there.

use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::*;

const SECRET: &str = "AKIA-not-a-real-key-0123456789-not-at-all";

fn secret_rows(text: &str) -> Vec<ForeignRow> {
    let mut rows: Vec<ForeignRow> = (0..2_000)
        .map(|at| {
            ForeignRow::new(
                &format!("id-{at}"),
                &format!("the service number {at} is up"),
            )
        })
        .collect();
    rows[1_000].text = Some(text.to_owned());
    rows
}

/// Copies the table's data file under a name that no version knows, as a write that was cut off
/// would leave it.
async fn plant_stray(store: &Path) -> PathBuf {
    let data = table_folder(store).join("data");
    let file = table(store).await.fragments()[0].files[0].path.clone();
    let stray = data.join("00000000000000000000000000stray.lance");
    fs::copy(data.join(file), &stray).unwrap();
    stray
}

/// An hour: long for a write, and short for what LanceDB itself would remove.
fn make_old(file: &Path) {
    let file = fs::File::options().write(true).open(file).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_hours(1))
        .unwrap();
}

#[tokio::test]
async fn a_copy_of_the_bytes_is_found() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &secret_rows(SECRET)).await;
    let planted = database(folder.path()).join("notes.bak");
    fs::write(&planted, format!("\0\u{1}{SECRET}\0")).unwrap();
    let cut_off = database(folder.path()).join("half.bak");
    fs::write(&cut_off, format!("more {}", &SECRET[..30])).unwrap();
    let other = database(folder.path()).join("other.bak");
    fs::write(&other, format!("{} or so", &SECRET[..30])).unwrap();
    let purged = purge(folder.path(), &["id-1000"]).await;
    assert_eq!(purged.found_in, [cut_off, planted]);
}

#[tokio::test]
async fn a_text_that_spans_the_pieces_in_which_a_file_is_read_is_found() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &secret_rows(SECRET)).await;
    let mut expected = Vec::new();
    for (name, before) in [("a.bak", (8 << 20) - 10), ("b.bak", (16 << 20) - 1)] {
        let planted = database(folder.path()).join(name);
        let mut bytes = vec![b'.'; before];
        bytes.extend_from_slice(SECRET.as_bytes());
        bytes.extend_from_slice(b"....");
        fs::write(&planted, bytes).unwrap();
        expected.push(planted);
    }
    assert_eq!(purge(folder.path(), &["id-1000"]).await.found_in, expected);
}

#[tokio::test]
async fn a_stray_file_of_compressed_pages_is_found_and_removed_once_it_is_old() {
    for text in [
        SECRET,
        "pin 42",
        &format!("{SECRET}, {SECRET}; ").repeat(40),
    ] {
        let folder = TempDir::new().unwrap();
        store_compressed(folder.path(), &secret_rows(text)).await;
        let compressed = grep(folder.path(), text).is_empty();
        assert!(compressed, "the pages are not compressed: {text}");
        let stray = plant_stray(folder.path()).await;
        let purged = purge(folder.path(), &["id-1000"]).await;
        assert_eq!(purged.found_in, [stray.as_path()], "{text}");
        assert_eq!(texts(folder.path()).await.len(), 1_999);

        // It may have been a write that is not done yet. Some time later it was none.
        assert_eq!(
            plan(folder.path(), &["id-1000"]).await.past,
            [key("id-1000")]
        );
        make_old(&stray);
        let purged = purge(folder.path(), &["id-1000"]).await;
        assert_eq!(purged.found_in, [] as [PathBuf; 0]);
        assert!(!stray.exists());
        assert_eq!(texts(folder.path()).await.len(), 1_999);
    }
}

#[tokio::test]
async fn a_stray_file_without_such_rows_stays() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("a", "of no interest")]).await;
    store(folder.path(), &secret_rows(SECRET)).await;
    let stray = plant_stray(folder.path()).await;
    make_old(&stray);
    let purged = purge(folder.path(), &["id-1000"]).await;
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    assert!(stray.exists());
}

#[tokio::test]
async fn a_text_that_another_entry_has_too_is_named_and_no_finding() {
    let folder = TempDir::new().unwrap();
    let rows = [
        ForeignRow::new("a", SECRET),
        ForeignRow::new("b", &format!("do not use {SECRET}!")),
        ForeignRow::new("c", "something else"),
    ];
    store(folder.path(), &rows).await;
    let purged = purge(folder.path(), &["a"]).await;
    assert_eq!(purged.also_said_by, [key("b")]);
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    assert_eq!(texts(folder.path()).await.len(), 2);
}

#[tokio::test]
async fn metadata_that_every_entry_has_is_no_finding() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &secret_rows(SECRET)).await;
    let purged = purge(folder.path(), &["id-1000", "id-1", "id-1999"]).await;
    assert_eq!(purged.found_in, [] as [PathBuf; 0]);
    assert_eq!(purged.also_said_by, []);
    assert_eq!(purged.erased.len(), 3);
}
