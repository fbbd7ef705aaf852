//! An entry as a row of a table of texts (CSV), and back. Such a table knows no null: it becomes the
//! empty text.

use std::sync::Arc;

use super::{
    CarriedVector, Cell, Record, Vector,
    numbers::{self, Numbers},
};

/// The columns, in their order. The text comes last, where a wide one hides no other.
const COLUMNS: [&str; 9] = [
    "repository",
    "id",
    "type",
    "project_id",
    "session_id",
    "agent",
    "timestamp",
    "metadata",
    "text",
];

/// What is added when the vectors come along.
const VECTOR_COLUMNS: [&str; 3] = ["model", "parts", "vector"];

/// The names of the columns.
#[must_use]
pub fn header(vectors: bool) -> Vec<&'static str> {
    let more = if vectors { &VECTOR_COLUMNS[..] } else { &[] };
    COLUMNS.iter().chain(more).copied().collect()
}

/// The values of a record, in the order of [`header`].
#[must_use]
pub fn fields(record: &Record, vectors: bool) -> Vec<String> {
    let cells = record.cells();
    let value = |column: &str| {
        let cell = cells.iter().find(|(name, _)| *name == column);
        cell.and_then(|(_, cell)| cell.text())
            .unwrap_or_default()
            .to_owned()
    };
    let mut fields: Vec<String> = COLUMNS
        .iter()
        .map(|column| match *column {
            "repository" => record.repository.clone().unwrap_or_default(),
            column => value(column),
        })
        .collect();
    if vectors {
        fields.extend(match &record.vector {
            Vector::Carried(carried) => [
                carried.model.as_deref().unwrap_or_default().to_owned(),
                carried.parts.to_string(),
                serde_json::to_string(&Numbers(&carried.numbers)).unwrap_or_default(),
            ],
            Vector::Absent | Vector::Null => Default::default(),
        });
    }
    fields
}

/// Which column stands where in a table, by its first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(Vec<String>);

impl Header {
    /// Reads the first row.
    ///
    /// # Errors
    /// When there is no column of texts, or one of those that are known is there twice.
    pub fn read<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let names: Vec<String> = names
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_lowercase())
            .collect();
        if !names.iter().any(|name| name == "text") {
            return Err("its first line names no column `text`".to_owned());
        }
        let is_known = |name: &str| COLUMNS.contains(&name) || VECTOR_COLUMNS.contains(&name);
        let mut twice = names
            .iter()
            .enumerate()
            .filter(|(at, name)| is_known(name) && names[..*at].contains(name));
        match twice.next() {
            Some((_, name)) => Err(format!("its first line names the column `{name}` twice")),
            None => Ok(Self(names)),
        }
    }

    /// The record in a row.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn record<'a>(&self, mut values: impl Iterator<Item = &'a str>) -> Result<Record, String> {
        let mut record = Record::default();
        let mut carried = CarriedVector::default();
        let (mut has_model, mut vector, mut count) = (false, None, 0);
        for (name, value) in self.0.iter().zip(&mut values) {
            count += 1;
            match name.as_str() {
                "repository" => record.repository = filled(value),
                "model" => {
                    carried.model = filled(value).map(Arc::from);
                    has_model = true;
                }
                "parts" => carried.parts = value.parse().unwrap_or_default(),
                "vector" => vector = Some(value),
                name => match record.cell_mut(name) {
                    Some(cell) => *cell = Cell::from(value),
                    None if value.is_empty() => {}
                    None => record.leave_out(name),
                },
            }
        }
        let all = self.0.len();
        if count < all {
            return Err(format!("it has {count} of {all} columns"));
        }
        // Spreadsheets may end every row with commas.
        if values.any(|value| !value.is_empty()) {
            return Err(format!(
                "it has more columns than the first line, which has {all}; a comma in a text needs quotes around the text"
            ));
        }
        match vector {
            Some("") if has_model => record.vector = Vector::Null,
            Some(numbers) if has_model => {
                carried.numbers = numbers::read(numbers)?.into();
                record.vector = Vector::Carried(carried);
            }
            None | Some("") => {}
            // Numbers that nobody answers for.
            Some(_) => record.leave_out("vector"),
        }
        Ok(record)
    }
}

fn filled(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_whatever_the_order_of_the_columns() {
        let record = Record {
            repository: Some("r".into()),
            id: "i".into(),
            text: "a,\"b\"\r\n".into(),
            kind: "decision".into(),
            project_id: "p".into(),
            session_id: "".into(),
            agent: "qa".into(),
            timestamp: "2026".into(),
            metadata: "{}".into(),
            vector: Vector::Carried(CarriedVector {
                numbers: vec![0.1, -0.0].into(),
                model: None,
                parts: 1,
            }),
            ..Record::default()
        };
        let names = header(true);
        let values = fields(&record, true);
        let header = Header::read(names.iter().rev().copied()).unwrap();
        let back = header.record(values.iter().rev().map(String::as_str));
        assert_eq!(back, Ok(record));
    }

    #[test]
    fn rows_that_do_not_fit_the_first_line_are_told() {
        let header = Header::read(["id", "text"].into_iter()).unwrap();
        let told = |row: &[&str]| header.record(row.iter().copied());
        assert!(told(&["a", "b", "", ""]).is_ok());
        for (row, words) in [
            (&["a"][..], "1 of 2 columns"),
            (&["a", "retry, but", "not forever"], "needs quotes"),
        ] {
            let why = told(row).unwrap_err();
            assert!(why.contains(words), "{why}");
        }
        let twice = Header::read(["text", "id", "Text"].into_iter());
        assert!(twice.unwrap_err().contains("`text` twice"));
        let others = Header::read(["x", "text", "y"].into_iter()).unwrap();
        let record = others.record(["1", "t", ""].into_iter()).unwrap();
        assert_eq!(record.left_out, ["x"]);
        let vectors = Header::read(["text", "model", "vector"].into_iter()).unwrap();
        let record = vectors.record(["t", "", ""].into_iter()).unwrap();
        assert_eq!(record.vector, Vector::Null);
    }

    #[test]
    fn what_is_missing_is_told() {
        assert!(Header::read(["id", "body"].into_iter()).is_err());
        let header = Header::read(["\u{feff}ID", "Text"].into_iter()).unwrap();
        assert!(header.record(["x"].into_iter()).is_err());
        let record = header.record(["x", "y"].into_iter()).unwrap();
        assert_eq!((record.id, record.agent), ("x".into(), Cell::Absent));
    }
}
