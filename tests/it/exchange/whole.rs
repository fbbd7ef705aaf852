//! Nothing of a file is lost without a word: not for what its texts say, not where it breaks off, and
//! not what no entry has.

use std::{collections::BTreeMap, fs, sync::Arc};

use arrow_array::{ArrayRef, BinaryArray, Int32Array, NullArray, RecordBatch};
use lore::domain::{exchange::Format, filter::Filter};
use parquet::arrow::ArrowWriter;

use super::{Shelf, import, request, row};

/// A line of lore's own, in a text of somebody who writes about it.
const LINE: &str = "How exports begin:\n<!-- lore:export -->\nSo they do.";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_a_line_of_lore_s_own_hides_nothing() {
    let first = Shelf::new();
    first.put("r", &[row("a", LINE), row("b", "x")]).await;
    for (name, format) in [
        ("all.csv", Format::Csv),
        ("all.jsonl", Format::JsonLines),
        ("all.md", Format::Markdown),
    ] {
        let shelf = Shelf::new();
        let exported = first.open().await;
        let (bytes, _) = super::export(&exported, format, false, Filter::default()).await;
        let file = shelf.write(name, std::str::from_utf8(&bytes).unwrap());
        let told = shelf.import(&file).await;
        assert_eq!((told.format, told.added), (Some(format), 2), "{told:?}");
    }

    let shelf = Shelf::new();
    shelf.write("notes/a.md", LINE);
    let told = shelf.import(&shelf.file("notes")).await;
    assert_eq!(
        (told.format, told.added),
        (Some(Format::BasicMemory), 1),
        "{told:?}"
    );
    // A note alone is told by its name.
    let told = shelf.import(&shelf.file("notes/a.md")).await;
    assert_eq!((told.added, told.same), (0, 1), "{told:?}");

    // Beside an export, notes are told of.
    let export = first.export(Format::Markdown, false).await;
    shelf.write("notes/b.md", std::str::from_utf8(&export).unwrap());
    shelf.write("notes/c.md", "words\n");
    let told = shelf.import(&shelf.file("notes")).await;
    assert_eq!((told.format, told.added), (Some(Format::Markdown), 2));
    let files: Vec<&str> = (told.bad.iter().filter_map(|bad| bad.file.as_deref())).collect();
    assert_eq!(files, ["a.md", "c.md"], "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_or_document_that_breaks_off_within_a_text_is_told() {
    let shelf = Shelf::new();
    for (rows, added, broken) in [
        ("id,text\na,\"complete\"\nb,\"cut of", 1, Some(3)),
        ("id,text\na,\"complete\"\nb,\"cut \"\"", 1, Some(3)),
        ("id,text\na,\"complete\"", 1, None),
        ("id,text\r\na,a 5\" pipe\r\n", 1, None),
        ("id,text\n", 0, None),
    ] {
        let shelf = Shelf::new();
        let told = shelf.import(&shelf.write("rows.csv", rows)).await;
        let lines: Vec<u64> = told.bad.iter().map(|bad| bad.number).collect();
        assert_eq!(
            (told.added, lines),
            (added, broken.into_iter().collect()),
            "{rows}"
        );
    }
    let told = import(&shelf.open().await, &{
        let mut empty = request(&shelf.write("empty.csv", ""));
        empty.format = Some(Format::Csv);
        empty
    })
    .await;
    assert!(told.unwrap_err().to_string().contains("it is empty"));

    let first = Shelf::new();
    let rows = [row("a", "first"), row("b", "second\nand its second line")];
    first.put("r", &rows).await;
    let lore = first.open().await;
    let (document, _) = super::export(&lore, Format::Markdown, false, Filter::default()).await;
    let document = String::from_utf8(document).unwrap();
    let text = document.find("second").unwrap();
    for (end, added) in [
        (document.len(), 2),
        // What is lost tells nothing.
        (document.len() - 1, 2),
        (document.len() - 6, 1),
        (text + 3, 1),
        (text, 1),
    ] {
        let shelf = Shelf::new();
        let told = shelf.import(&shelf.write("cut.md", &document[..end])).await;
        assert_eq!((told.added, told.bad_total), (added, 2 - added), "{told:?}");
    }
    // Shorter, but whole: somebody edited it.
    let edited = format!("{}n\n", &document[..text + 5]);
    let told = shelf.import(&shelf.write("edited.md", &edited)).await;
    assert_eq!((told.added, told.bad_total), (2, 0), "{told:?}");
}

fn counts(counts: &[(&str, usize)]) -> BTreeMap<String, usize> {
    let counts = counts.iter();
    counts
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_entry_has_is_counted() {
    let shelf = Shelf::new();
    let narrow = "{\"text\":\"c\",\"model\":null,\"vector\":[1,2],\"score\":0.5}";
    let lines = format!(
        "{{\"text\":\"a\",\"importance\":1}}\n{{\"text\":\"b\",\"importance\":2,\"vector\":[0.5]}}\n{narrow}\n"
    );
    let path = shelf.write("lines.jsonl", &lines);
    let mut dry = request(&path);
    dry.dry_run = true;
    let lore = shelf.open().await;
    let expected = counts(&[("importance", 2), ("vector", 2)]);
    for request in [dry, request(&path)] {
        let told = import(&lore, &request).await.unwrap();
        assert_eq!((told.added, told.left_out), (3, expected.clone()));
    }
    let rows = "text,importance\nd,1\ne,\n";
    let told = shelf.import(&shelf.write("rows.csv", rows)).await;
    assert_eq!(
        (told.added, told.left_out),
        (2, counts(&[("importance", 1)]))
    );

    let document = "{\"totalObservations\":1,\"sessions\":[{},{}],\"observations\":[{\"title\":\"x\"}],\"prompts\":[{\"prompt_text\":\"y\"}],\"more\":7}";
    let told = shelf.import(&shelf.write("memories.json", document)).await;
    assert_eq!(
        (told.added, told.left_out),
        (1, counts(&[("prompts", 1), ("sessions", 2)]))
    );
    // Elsewhere such a key may hold anything.
    let document = "{\"prompts\":{\"a\":1},\"sessions\":3,\"entries\":[{\"text\":\"z\"}]}";
    let told = shelf.import(&shelf.write("other.json", document)).await;
    assert_eq!((told.added, told.left_out), (1, BTreeMap::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_of_other_programs_are_told_of() {
    let shelf = Shelf::new();
    let texts: Vec<Option<&[u8]>> = vec![Some(b"fine"), Some(b"a\xff"), None];
    let columns: [(&str, ArrayRef); 3] = [
        ("text", Arc::new(BinaryArray::from(texts))),
        ("nothing", Arc::new(NullArray::new(3))),
        (
            "importance",
            Arc::new(Int32Array::from(vec![Some(1), None, None])),
        ),
    ];
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    let path = shelf.write("rows.parquet", "");
    let mut writer =
        ArrowWriter::try_new(fs::File::create(&path).unwrap(), rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    let told = shelf.import(&path).await;
    assert_eq!((told.added, told.bad_total), (1, 2), "{told:?}");
    assert!(told.bad[0].reason.contains("not UTF-8"), "{told:?}");
    assert!(told.bad[1].reason.contains("empty"), "{told:?}");
    assert_eq!(told.left_out, counts(&[("importance", 1)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_of_byte_order_is_no_part_of_a_document() {
    let shelf = Shelf::new();
    for (name, content) in [
        ("a.json", "{\"entries\":[{\"text\":\"a\"}]}"),
        ("b.jsonl", "{\"text\":\"b\"}\n"),
        ("c.csv", "text\nc\n"),
    ] {
        let path = shelf.write(name, &format!("\u{feff}{content}"));
        assert_eq!(shelf.import(&path).await.added, 1, "{name}");
    }
}
