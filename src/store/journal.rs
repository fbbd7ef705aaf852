//! What lore changed in a repository: two rows a change in a table beside the shared one, one when
//! it began and one when it was done. No entry's text stands in it.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use arrow_array::{
    Array, ArrayRef, Int64Array, RecordBatch, StringArray, cast::AsArray, types::Int64Type,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use futures::TryStreamExt;
use lance::session::Session;

use super::{KEEP, Result, side_table::SideTable};

/// The table's folder in a repository's database.
const FOLDER: &str = "lore_changes.lance";

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// It is going on, or was cut off.
    Begun,
    /// It came to its end.
    Done,
    /// It ended before its end: somebody stopped it, or it was cut off and settled later.
    Stopped,
    /// It found nothing left to reverse.
    Closed,
}

impl LineState {
    fn name(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Closed => "closed",
        }
    }

    fn of(name: &str) -> Self {
        [Self::Begun, Self::Stopped, Self::Closed]
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or(Self::Done)
    }
}

/// One change, as far as this repository is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name. Names sort by time.
    pub change: String,
    /// When it began, in microseconds since the epoch.
    pub at: i64,
    /// Who made it.
    pub who: String,
    /// What kind of change it was.
    pub action: String,
    /// The change that it takes back or makes again.
    pub of: Option<String>,
    /// How many entries it changed.
    pub entries: u64,
    /// What tells more.
    pub detail: String,
    /// Where it stands.
    pub state: LineState,
}

impl Line {
    /// Whether the change is going on, or was cut off and is not settled.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == LineState::Begun
    }
}

/// The journal of one repository. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    table: SideTable,
}

impl Journal {
    pub(super) fn new(repository: &Arc<str>, database: &Path, session: &Arc<Session>) -> Self {
        Self {
            table: SideTable::new(
                Arc::clone(repository),
                database,
                FOLDER,
                schema(),
                Arc::clone(session),
            ),
        }
    }

    /// The table's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.table.path()
    }

    /// Whether there is any.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.table.is_there()
    }

    /// Every change, the earliest first. Creates nothing: without a table there are none.
    pub async fn lines(&self) -> Result<Vec<Line>> {
        let failed = |error: lance::Error| self.table.failed("read the journal of", &error);
        let Some(table) = self.table.open().await? else {
            return Ok(Vec::new());
        };
        let mut batches = table.scan().try_into_stream().await.map_err(failed)?;
        let mut lines = BTreeMap::new();
        while let Some(batch) = batches.try_next().await.map_err(failed)? {
            for line in read(&batch).into_iter().flatten() {
                // The row that tells of the end comes later, and is the one that counts.
                let known: &mut Line = lines
                    .entry(line.change.clone())
                    .or_insert_with(|| line.clone());
                if !line.is_open() {
                    *known = line;
                }
            }
        }
        Ok(lines.into_values().collect())
    }

    /// Writes down that a change begins or, when its line says so, is done.
    pub async fn write(&self, line: &Line) -> Result<()> {
        let row = row(line).map_err(|error| self.table.failed("write to", &error.into()))?;
        let table = self.table.open_or_create().await?;
        self.table.add(table, row).await.map(drop)
    }

    /// Makes few files of many, if there are many.
    pub async fn compact(&self) -> Result<()> {
        self.table.compact(KEEP).await
    }
}

fn schema() -> Arc<Schema> {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let number = |name: &str| Field::new(name, DataType::Int64, false);
    Arc::new(Schema::new(vec![
        text("change"),
        number("at"),
        text("who"),
        text("action"),
        Field::new("of", DataType::Utf8, true),
        number("entries"),
        text("detail"),
        text("state"),
    ]))
}

fn row(line: &Line) -> std::result::Result<RecordBatch, ArrowError> {
    let text = |value: &str| Arc::new(StringArray::from(vec![value])) as ArrayRef;
    let number = |value: i64| Arc::new(Int64Array::from(vec![value])) as ArrayRef;
    RecordBatch::try_new(
        schema(),
        vec![
            text(&line.change),
            number(line.at),
            text(&line.who),
            text(&line.action),
            Arc::new(StringArray::from(vec![line.of.as_deref()])),
            number(i64::try_from(line.entries).unwrap_or(i64::MAX)),
            text(&line.detail),
            text(line.state.name()),
        ],
    )
}

/// The lines in a batch; none when it is not of this table's shape.
fn read(batch: &RecordBatch) -> Option<Vec<Line>> {
    let text = |name| batch.column_by_name(name)?.as_string_opt::<i32>();
    let number = |name| batch.column_by_name(name)?.as_primitive_opt::<Int64Type>();
    let (change, who, action, of) = (text("change")?, text("who")?, text("action")?, text("of")?);
    let (detail, state) = (text("detail")?, text("state")?);
    let (at, entries) = (number("at")?, number("entries")?);
    let line = |row: usize| Line {
        change: change.value(row).to_owned(),
        at: at.value(row),
        who: who.value(row).to_owned(),
        action: action.value(row).to_owned(),
        of: of.is_valid(row).then(|| of.value(row).to_owned()),
        entries: u64::try_from(entries.value(row)).unwrap_or_default(),
        detail: detail.value(row).to_owned(),
        state: LineState::of(state.value(row)),
    };
    Some((0..batch.num_rows()).map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::{LineState::*, *};

    fn line(change: &str, state: LineState) -> Line {
        Line {
            change: change.into(),
            at: 7,
            who: "日本 via tui".into(),
            action: "edit".into(),
            of: (state == LineState::Done).then(|| "x".into()),
            entries: 3,
            detail: "'\"\n".into(),
            state,
        }
    }

    #[test]
    fn lines_come_back() {
        for line in [Begun, Done, Stopped].map(|state| line("a", state)) {
            assert_eq!(read(&row(&line).unwrap()), Some(vec![line]));
        }
    }

    #[tokio::test]
    async fn the_end_of_a_change_counts_whatever_the_order() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::new(&"r".into(), folder.path(), &Arc::default());
        assert_eq!(journal.lines().await.unwrap(), []);
        assert!(!journal.path().exists());
        for line in [line("b", Begun), line("a", Begun), line("b", Stopped)] {
            journal.write(&line).await.unwrap();
        }
        let read = journal.lines().await.unwrap();
        assert_eq!(read, [line("a", Begun), line("b", Stopped)]);
    }
}
