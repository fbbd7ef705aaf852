//! Files that are not what they should be, and files that are too much.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, StructArray};
use lore::domain::{exchange::Format, filter::Filter};
use parquet::{
    arrow::ArrowWriter,
    file::reader::{FileReader, SerializedFileReader},
};

use super::{Shelf, export, import, request, row};

/// More than any record may have.
const MUCH: usize = 65 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn no_record_is_longer_than_memory_bears() {
    let shelf = Shelf::new();
    let much = "a".repeat(MUCH);
    for (name, content) in [
        ("field.csv", format!("id,text\nok,fine\nlong,\"{much}\"\n")),
        ("header.csv", format!("id,text,{much}\nok,fine,\n")),
        ("entry.json", format!(r#"[{{"id":"ok","text":"{much}"}}]"#)),
        ("key.json", format!(r#"{{"{much}":1,"entries":[]}}"#)),
    ] {
        let path = shelf.write(name, &content);
        let told = import(&shelf.open().await, &request(&path)).await;
        let told = told.unwrap_err().to_string();
        assert!(told.contains("longer than 64 MB"), "{name}: {told}");
        assert!(told.contains("nothing was imported"), "{name}: {told}");
    }
    let line = format!("{{\"text\":\"{much}\"}}\n{{\"id\":\"ok\",\"text\":\"fine\"}}\n");
    let told = shelf.import(&shelf.write("lines.jsonl", &line)).await;
    assert_eq!((told.added, told.bad_total), (1, 1));

    // What nobody wants may be as long as it is.
    let beside = format!(r#"{{"log":"{much}","entries":[{{"id":"ok2","text":"fine"}}]}}"#);
    let told = shelf.import(&shelf.write("beside.json", &beside)).await;
    assert_eq!((told.added, told.bad_total), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_row_is_lost_without_a_word() {
    let shelf = Shelf::new();
    let rows = "\u{feff}id,text\na,\"first\nsecond\"\nb,retry, but not forever\nc,x,,\n";
    for rows in [rows.to_owned(), rows.replace('\n', "\r\n")] {
        let told = Shelf::new().import(&shelf.write("rows.csv", &rows)).await;
        assert_eq!((told.added, told.bad_total), (2, 1));
        assert_eq!(told.bad[0].number, 4);
        let why = &told.bad[0].reason;
        assert!(why.contains("needs quotes"), "{why}");
    }

    let ids: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let field = arrow_schema::Field::new("pinned", arrow_schema::DataType::Utf8, false);
    let metadata = StructArray::from(vec![(Arc::new(field), Arc::clone(&ids))]);
    let columns: [(&str, ArrayRef); 3] = [
        ("id", Arc::clone(&ids)),
        ("text", ids),
        ("metadata", Arc::new(metadata)),
    ];
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    let path = shelf.write("rows.parquet", "");
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    let told = import(&shelf.open().await, &request(&path)).await;
    let told = told.unwrap_err().to_string();
    assert!(told.contains("`metadata` holds no texts"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_that_cannot_be_read_stop_an_import_before_it_begins() {
    let source = Shelf::new();
    let rows: Vec<_> = (0..300)
        .map(|at| row(&format!("decision-{at:03}-x"), "text"))
        .collect();
    source.put("r", &rows).await;
    let lore = source.open().await;
    let (mut bytes, _) = export(&lore, Format::Parquet, true, Filter::default()).await;
    let path = source.write("rows.parquet", "");
    std::fs::write(&path, &bytes).unwrap();
    let file = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    let columns = file.metadata().row_group(0).columns().to_vec();
    let vectors = columns
        .iter()
        .find(|column| column.column_path().parts()[0] == "vector");
    let (start, length) = vectors.unwrap().byte_range();
    let [start, length] = [start, length].map(|number| usize::try_from(number).unwrap());
    bytes[start..start + length].fill(0xff);
    std::fs::write(&path, &bytes).unwrap();

    let shelf = Shelf::new();
    let told = import(&shelf.open().await, &request(&path)).await;
    let told = told.unwrap_err().to_string();
    assert!(told.contains("nothing was imported"), "{told}");
    assert!(!shelf.path().join("r").exists());
}
