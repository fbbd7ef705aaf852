//! Tables as some other program might have written them: nulls, wide text columns, odd values.

use std::{path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, FixedSizeListArray, LargeStringArray, RecordBatch, StringArray, types::Float32Type,
};
use arrow_schema::{DataType, Field, Schema};
use lance::dataset::{InsertBuilder, WriteMode, WriteParams};

/// A row as another program may write it: any column may be null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ForeignRow {
    pub id: Option<String>,
    pub text: Option<String>,
    pub kind: Option<String>,
    pub project_id: Option<String>,
    pub session_id: Option<String>,
    pub agent: Option<String>,
    pub timestamp: Option<String>,
    pub metadata: Option<String>,
    pub no_vector: bool,
}

impl ForeignRow {
    pub fn new(id: &str, text: &str) -> Self {
        Self {
            id: Some(id.into()),
            text: Some(text.into()),
            kind: Some("general".into()),
            project_id: Some("p".into()),
            session_id: Some("s".into()),
            agent: Some("qa".into()),
            timestamp: Some("2026-01-31T12:00:00.000Z".into()),
            metadata: Some("{}".into()),
            no_vector: false,
        }
    }
}

/// Makes or extends `<store>/<repository>/orchestra_knowledge.lance`.
pub async fn write(store: &Path, repository: &str, rows: &[ForeignRow], wide: bool) {
    let batch = batch(rows, wide, 384);
    write_batch(&store.join(repository), batch).await;
}

/// Makes or extends the shared table in a database.
pub async fn write_batch(database: &Path, batch: RecordBatch) {
    std::fs::create_dir_all(database).unwrap();
    let table = database.join("orchestra_knowledge.lance");
    let mode = if table.exists() {
        WriteMode::Append
    } else {
        WriteMode::Create
    };
    let params = WriteParams {
        mode,
        ..WriteParams::default()
    };
    InsertBuilder::new(table.to_str().unwrap())
        .with_params(&params)
        .execute(vec![batch])
        .await
        .unwrap();
}

/// The rows in the shape of the table, every column nullable.
pub fn batch(rows: &[ForeignRow], wide: bool, width: i32) -> RecordBatch {
    type Get = fn(&ForeignRow) -> Option<&str>;
    let texts: [(&str, Get); 8] = [
        ("id", |row| row.id.as_deref()),
        ("text", |row| row.text.as_deref()),
        ("type", |row| row.kind.as_deref()),
        ("project_id", |row| row.project_id.as_deref()),
        ("session_id", |row| row.session_id.as_deref()),
        ("agent", |row| row.agent.as_deref()),
        ("timestamp", |row| row.timestamp.as_deref()),
        ("metadata", |row| row.metadata.as_deref()),
    ];
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (name, get) in texts {
        let (data_type, column): (DataType, ArrayRef) = if wide {
            let column: LargeStringArray = rows.iter().map(get).collect();
            (DataType::LargeUtf8, Arc::new(column))
        } else {
            let column: StringArray = rows.iter().map(get).collect();
            (DataType::Utf8, Arc::new(column))
        };
        fields.push(Field::new(name, data_type, true));
        columns.push(column);
    }
    let vectors = FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(
        rows.iter().enumerate().map(|(at, row)| {
            #[allow(clippy::cast_precision_loss)]
            (!row.no_vector).then(|| vec![Some(at as f32); usize::try_from(width).unwrap()])
        }),
        width,
    );
    let item = Arc::new(Field::new("item", DataType::Float32, true));
    fields.insert(
        1,
        Field::new("vector", DataType::FixedSizeList(item, width), true),
    );
    columns.insert(1, Arc::new(vectors));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}
