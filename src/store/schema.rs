//! The nine columns of the shared table.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};

/// Width of every vector in the table.
pub const VECTOR_WIDTH: usize = crate::domain::DIMENSION;

/// A column of the shared table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The entry's id.
    Id,
    /// The embedding of the text.
    Vector,
    /// What was written down.
    Text,
    /// The type.
    Kind,
    /// The project within the repository.
    Project,
    /// The agent session.
    Session,
    /// The agent.
    Agent,
    /// When it was written.
    Timestamp,
    /// JSON as text.
    Metadata,
}

impl Column {
    /// All columns, in the order in which tables have them.
    pub const ALL: [Self; 9] = [
        Self::Id,
        Self::Vector,
        Self::Text,
        Self::Kind,
        Self::Project,
        Self::Session,
        Self::Agent,
        Self::Timestamp,
        Self::Metadata,
    ];

    /// The columns that hold text: all but the vector.
    pub const TEXTS: [Self; 8] = [
        Self::Id,
        Self::Text,
        Self::Kind,
        Self::Project,
        Self::Session,
        Self::Agent,
        Self::Timestamp,
        Self::Metadata,
    ];

    /// The name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Vector => "vector",
            Self::Text => "text",
            Self::Kind => "type",
            Self::Project => "project_id",
            Self::Session => "session_id",
            Self::Agent => "agent",
            Self::Timestamp => "timestamp",
            Self::Metadata => "metadata",
        }
    }
}

/// The schema of a table that lore makes: what the Node manager's tables look like.
pub(crate) fn new_table() -> Arc<Schema> {
    let fields: Vec<Field> = Column::ALL
        .iter()
        .map(|column| {
            let data_type = if *column == Column::Vector {
                vector_type()
            } else {
                DataType::Utf8
            };
            Field::new(column.name(), data_type, false)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

fn vector_type() -> DataType {
    let item = Arc::new(Field::new("item", DataType::Float32, true));
    DataType::FixedSizeList(item, i32::try_from(VECTOR_WIDTH).unwrap_or(i32::MAX))
}

/// What keeps a table from being read as one of entries, or `None` when nothing does. Columns that
/// lore does not know are left alone.
pub(crate) fn problem(schema: &Schema) -> Option<String> {
    Column::ALL.iter().find_map(|column| {
        let name = column.name();
        let Ok(field) = schema.field_with_name(name) else {
            return Some(format!("the column '{name}' is missing"));
        };
        match (column, field.data_type()) {
            (Column::Vector, DataType::FixedSizeList(item, width)) => {
                if *item.data_type() != DataType::Float32 {
                    Some(format!(
                        "the vectors hold {}, not Float32",
                        item.data_type()
                    ))
                } else if usize::try_from(*width) != Ok(VECTOR_WIDTH) {
                    Some(format!("the vectors are {width} wide, not {VECTOR_WIDTH}"))
                } else {
                    None
                }
            }
            (Column::Vector, other) => Some(format!("the column 'vector' holds {other}")),
            (_, DataType::Utf8 | DataType::LargeUtf8) => None,
            (_, other) => Some(format!("the column '{name}' holds {other}, not text")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_table_has_no_problem() {
        assert_eq!(problem(&new_table()), None);
    }

    #[test]
    fn a_missing_column_and_a_wrong_width_are_named() {
        let schema = new_table();
        let without = Schema::new(schema.fields()[..8].to_vec());
        assert_eq!(
            problem(&without).as_deref(),
            Some("the column 'metadata' is missing")
        );

        let mut fields = schema.fields().to_vec();
        let item = Arc::new(Field::new("item", DataType::Float32, true));
        fields[1] = Arc::new(Field::new(
            "vector",
            DataType::FixedSizeList(item, 128),
            true,
        ));
        assert_eq!(
            problem(&Schema::new(fields)).as_deref(),
            Some("the vectors are 128 wide, not 384")
        );
    }
}
