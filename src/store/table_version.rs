//! What tells one state of a table from every other.

use lance::Dataset;

/// A version of a table. A number alone would not do: a folder that was removed and made anew
/// counts from one again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TableVersion {
    written_nanos: u128,
    number: u64,
}

impl TableVersion {
    pub(super) fn of(table: &Dataset) -> Self {
        Self {
            written_nanos: table.manifest().timestamp_nanos,
            number: table.version_id(),
        }
    }
}
