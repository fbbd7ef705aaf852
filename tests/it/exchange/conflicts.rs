//! Ids that are there already, bad records, dry runs, and the way back.

use std::fs;

use lore::{
    domain::{change::Action, exchange::Format, filter::Filter},
    service::{Cancel, Error, OnConflict},
};

use super::{Shelf, import, request, row};

/// A store with `a` and `b`, and a file with another `a`, the same `b` and a new `c`.
async fn stage() -> (Shelf, std::path::PathBuf) {
    let shelf = Shelf::new();
    shelf.put("r", &[row("a", "old"), row("b", "same")]).await;
    let other = Shelf::new();
    other
        .put("r", &[row("a", "new"), row("b", "same"), row("c", "more")])
        .await;
    let lines = other.export(Format::JsonLines, true).await;
    let file = shelf.write("three.jsonl", &String::from_utf8(lines).unwrap());
    (shelf, file)
}

async fn texts(shelf: &Shelf) -> Vec<String> {
    let lines = String::from_utf8(shelf.export(Format::JsonLines, false).await).unwrap();
    let text = |line: &str| {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        format!(
            "{} {}",
            entry["id"].as_str().unwrap(),
            entry["text"].as_str().unwrap()
        )
    };
    lines.lines().map(text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_with_the_id_stays_unless_it_is_to_be_replaced() {
    let (shelf, file) = stage().await;
    let told = shelf.import(&file).await;
    assert_eq!(
        (told.added, told.replaced, told.same, told.conflicts),
        (1, 0, 1, 1)
    );
    assert_eq!(told.conflicting, [("r".to_owned(), "a".to_owned())]);
    assert_eq!(texts(&shelf).await, ["a old", "b same", "c more"]);

    let mut replacing = request(&file);
    replacing.on_conflict = OnConflict::Replace;
    let lore = shelf.open().await;
    let told = import(&lore, &replacing).await.unwrap();
    assert_eq!(
        (told.added, told.replaced, told.same, told.conflicts),
        (0, 1, 2, 0)
    );
    assert_eq!(texts(&shelf).await, ["a new", "b same", "c more"]);

    let (change, outcome) = lore
        .undo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!((change.action, outcome.changed.len()), (Action::Import, 1));
    assert_eq!(texts(&shelf).await, ["a old", "b same", "c more"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_taken_back_and_made_again() {
    let (shelf, file) = stage().await;
    shelf.import(&file).await;
    let lore = shelf.open().await;
    lore.undo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(texts(&shelf).await, ["a old", "b same"]);
    lore.redo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(texts(&shelf).await, ["a old", "b same", "c more"]);
    let (log, _) = lore.log(None).await.unwrap();
    let import = log
        .iter()
        .find(|change| change.action == Action::Import)
        .unwrap();
    assert_eq!(
        (import.entries, import.detail.as_str()),
        (1, "from three.jsonl")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_to_fail_writes_nothing() {
    let (shelf, file) = stage().await;
    let mut failing = request(&file);
    failing.on_conflict = OnConflict::Fail;
    let refused = import(&shelf.open().await, &failing).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Conflict(told) if told.contains("a in r")),
        "{refused}"
    );
    assert_eq!(texts(&shelf).await, ["a old", "b same"]);
    assert!(!shelf.path().join("r/lore_changes.lance").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_what_would_happen_and_changes_nothing() {
    let (shelf, file) = stage().await;
    let lore = shelf.open().await;
    let before = lore.fingerprint();
    for on_conflict in [OnConflict::Skip, OnConflict::Replace] {
        let mut dry = request(&file);
        (dry.dry_run, dry.on_conflict) = (true, on_conflict);
        let told = import(&lore, &dry).await.unwrap();
        let replaced = usize::from(on_conflict == OnConflict::Replace);
        assert_eq!((told.added, told.replaced, told.same), (1, replaced, 1));
        assert_eq!(told.conflicts, 1 - replaced);
        dry.repository = Some("elsewhere".into());
        let told = import(&lore, &dry).await.unwrap();
        assert_eq!(
            (told.added, told.new_repositories),
            (3, vec!["elsewhere".to_owned()])
        );
    }
    assert_eq!(lore.fingerprint(), before);
    assert!(!shelf.path().join("elsewhere").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_lines_are_told_by_number_and_the_others_come_in() {
    let shelf = Shelf::new();
    let file = shelf.write(
        "mixed.jsonl",
        "{\"text\":\"one\"}\n\n{broken\n{\"text\":\"  \"}\n{\"type\":\"issue\"}\n{\"text\":\"two\",\"repository\":\"../x\"}\n{\"text\":\"three\"}",
    );
    let told = shelf.import(&file).await;
    let lines: Vec<u64> = told.bad.iter().map(|bad| bad.number).collect();
    assert_eq!((lines, told.bad_total), (vec![3, 4, 5, 6], 4));
    assert!(told.bad[0].reason.contains("no JSON"), "{:?}", told.bad);
    assert_eq!((told.added, told.embedded), (2, 2));
    // Entries that name neither id nor moment are found again all the same.
    let again = shelf.import(&file).await;
    assert_eq!((again.added, again.same, again.change), (0, 2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_breaks_off_brings_nothing_in() {
    let shelf = Shelf::new();
    for (name, content) in [
        ("cut.json", "{\"entries\":[{\"text\":\"one\"},{\"te"),
        ("none.json", "{\"total\":3}"),
        ("none.csv", "id,body\na,b\n"),
        ("none.parquet", "PAR1 and nothing else"),
        ("unknown.bin", "\u{1}\u{2}"),
    ] {
        let file = shelf.write(name, content);
        let refused = import(&shelf.open().await, &request(&file))
            .await
            .unwrap_err();
        assert!(matches!(refused, Error::Invalid(_)), "{name}: {refused}");
        assert!(!refused.to_string().contains('\n'), "{refused}");
    }
    let missing = import(&shelf.open().await, &request(&shelf.file("missing")))
        .await
        .unwrap_err();
    assert!(matches!(missing, Error::NotFound(_)), "{missing}");
    assert_eq!(shelf.open().await.projects().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_stopped_is_completed_by_another() {
    let (shelf, file) = stage().await;
    let lore = shelf.open().await;
    let cancel = Cancel::default();
    let stopping = cancel.clone();
    let mut stop = move |_| stopping.cancel();
    let told = lore
        .import(&request(&file), &cancel, &mut stop)
        .await
        .unwrap();
    assert!(told.cancelled && told.added == 0, "{told:?}");
    let told = shelf.import(&file).await;
    assert_eq!(told.added, 1);
    assert_eq!(texts(&shelf).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_type_system_go_out_only_when_they_are_asked_for() {
    let shelf = Shelf::new();
    let mut start = row("system-1-a", "started");
    start.kind = "system".into();
    shelf.put("r", &[row("a", "x"), start]).await;
    let lore = shelf.open().await;
    let (bytes, exported) = super::export(&lore, Format::JsonLines, false, Filter::default()).await;
    assert_eq!((exported.entries, exported.hidden), (1, 1));
    assert!(!String::from_utf8(bytes).unwrap().contains("started"));
    let system = Filter {
        kinds: vec!["system".into()],
        ..Filter::default()
    };
    let (_, exported) = super::export(&lore, Format::JsonLines, false, system).await;
    assert_eq!((exported.entries, exported.hidden), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_edited_by_a_person_is_read_as_it_is_now() {
    let shelf = Shelf::new();
    shelf
        .put(
            "r",
            &[
                row("a", "first\ntext"),
                row("b", "second"),
                row("c", "third"),
            ],
        )
        .await;
    let document = String::from_utf8(shelf.export(Format::Markdown, false).await).unwrap();
    let document = document.split("<!-- lore:export").nth(1).unwrap();
    let edited = format!("<!-- lore:export{document}")
        .replace("first\ntext", "1st")
        .replace("second", "second, and much more\n\nthan that");
    let other = Shelf::new();
    let file = other.write("edited.md", &edited);
    let told = other.import(&file).await;
    assert_eq!((told.added, told.bad_total), (3, 0), "{told:?}\n{edited}");
    assert_eq!(
        texts(&other).await,
        ["a 1st", "b second, and much more\n\nthan that", "c third"]
    );
    fs::remove_file(file).unwrap();
}
