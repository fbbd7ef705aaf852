//! Parquet as other programs write it, with every compression that they choose from.

use std::{fs::File, sync::Arc};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::{
    arrow::ArrowWriter,
    basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel},
    file::properties::WriterProperties,
};

use super::Shelf;

const ROWS: usize = 300;

#[tokio::test]
async fn every_compression_is_read() {
    let ids = (0..ROWS).map(|number| format!("note-{number}"));
    let texts = (0..ROWS).map(|number| format!("retry webhook {number}, 日本語"));
    let columns: [(&str, ArrayRef); 2] = [
        ("id", Arc::new(StringArray::from_iter_values(ids))),
        ("text", Arc::new(StringArray::from_iter_values(texts))),
    ];
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    let shelf = Shelf::new();
    let path = shelf.write("notes.parquet", "");
    let mut added = 0;
    for compression in [
        // What pandas and pyarrow choose when nobody does.
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::UNCOMPRESSED,
    ] {
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        let file = File::create(&path).unwrap();
        let mut writer = ArrowWriter::try_new(file, rows.schema(), Some(properties)).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        let imported = shelf.import(&path).await;
        assert_eq!((imported.records, imported.bad_total), (ROWS, 0));
        added += imported.added;
        assert_eq!(
            imported.added + imported.same,
            ROWS,
            "the same rows, whatever the compression: {compression:?}"
        );
    }
    assert_eq!(added, ROWS);
}
