//! Few files of many: small ones often, large ones rarely, so that a row is rewritten a few times at
//! most however many are stored one by one.

use lance::{
    Dataset,
    dataset::optimize::{CompactionOptions, compact_files},
    index::DatasetIndexExt,
    table::format::Fragment,
};

use super::error::is_contention;

/// So many files of one size class are worth being made few.
const MANY: usize = 64;

/// A file belongs to the first class that has more rows than it. Each class holds many files of the one
/// before.
const CLASSES: [usize; 3] = [1 << 10, 1 << 16, 1 << 20];

/// Rows read at a time: texts are up to 10 MB long.
const BATCH_ROWS: usize = 1 << 10;

/// Most rows that one commit rewrites; the largest class needs about half of it.
const STEP_ROWS: usize = 2 << 20;

/// How often it is begun anew when others change the same rows.
const ATTEMPTS: usize = 3;

/// How much is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Only where it is due.
    Light,
    /// Everything, removed rows too.
    Whole,
}

/// Makes few files of many, in one commit, and says whether anything was done; then there may be more
/// to do. Readers go on reading the files they have. When others change the same rows again and again it is left: there will be another time.
pub(super) async fn compact(table: &mut Dataset, effort: Effort) -> lance::Result<bool> {
    for _ in 0..ATTEMPTS {
        let Some(options) = options(table, effort).await? else {
            return Ok(false);
        };
        let before = table.version_id();
        match compact_files(table, options, None).await {
            Ok(_) => return Ok(table.version_id() != before),
            Err(error) if is_contention(&error) => {
                tracing::debug!(%error, "compaction was in somebody's way");
                table.checkout_latest().await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// How many commits a table of so many rows takes at most to be made whole.
pub(super) fn steps(rows: usize) -> usize {
    // A commit may stop short of its limit, as tasks are not cut.
    2 * (rows / STEP_ROWS) + 1
}

/// Whether [`compact`] has anything to do with little effort.
pub(super) fn is_due(table: &Dataset) -> bool {
    due_class(table.fragments()).is_some()
}

async fn options(table: &Dataset, effort: Effort) -> lance::Result<Option<CompactionOptions>> {
    let common = CompactionOptions {
        batch_size: Some(BATCH_ROWS),
        max_source_rows: Some(STEP_ROWS),
        num_threads: Some(1),
        ..CompactionOptions::default()
    };
    match effort {
        Effort::Light => {
            let Some(class) = due_class(table.fragments()) else {
                return Ok(None);
            };
            // Somebody's index would have to be rewritten, by whom it belongs to.
            if !table.load_indices().await?.is_empty() {
                return Ok(None);
            }
            Ok(Some(CompactionOptions {
                target_rows_per_fragment: class,
                ..common
            }))
        }
        Effort::Whole => Ok(Some(CompactionOptions {
            // Without this, files are kept of whose rows only a few were removed.
            materialize_deletions_threshold: 0.0,
            ..common
        })),
    }
}

/// The smallest class to which many files belong. Those of smaller classes count for nothing in it:
/// otherwise a few new ones would be enough for all its rows to be rewritten.
fn due_class(fragments: &[Fragment]) -> Option<usize> {
    let rows = fragments
        .iter()
        .map(|one| one.num_rows().unwrap_or_default());
    class_of(&rows.collect::<Vec<_>>())
}

fn class_of(rows: &[usize]) -> Option<usize> {
    let mut from = 0;
    for class in CLASSES {
        let belonging = rows.iter().filter(|rows| (from..class).contains(*rows));
        if belonging.count() > MANY {
            return Some(class);
        }
        from = class;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What compaction makes of adjacent files that are smaller than a class.
    fn merged(rows: &[usize], class: usize) -> Vec<usize> {
        let mut made: Vec<usize> = Vec::new();
        let mut open = false;
        for &rows in rows {
            if rows >= class {
                made.push(rows);
                open = false;
            } else if open && made.last().is_some_and(|last| *last < class) {
                *made.last_mut().unwrap() += rows;
            } else {
                made.push(rows);
                open = true;
            }
        }
        made
    }

    #[test]
    fn files_stay_few_and_rows_are_seldom_rewritten() {
        const STORED: usize = 200_000;
        let (mut files, mut rewritten, mut most) = (Vec::new(), 0, 0);
        for _ in 0..STORED {
            files.push(1);
            if let Some(class) = class_of(&files) {
                rewritten += files.iter().filter(|rows| **rows < class).sum::<usize>();
                files = merged(&files, class);
            }
            most = most.max(files.len());
        }
        assert_eq!(files.iter().sum::<usize>(), STORED);
        assert!(most <= 2 * MANY + 2, "{most} files");
        assert!(rewritten < 12 * STORED, "{rewritten} rows written again");
    }

    #[test]
    fn a_table_of_few_files_is_left_alone() {
        assert_eq!(class_of(&[1; MANY]), None);
        assert_eq!(class_of(&[1; MANY + 1]), Some(CLASSES[0]));
        let one_large = [&[5_000], [1; MANY].as_slice()].concat();
        assert_eq!(class_of(&one_large), None);
        assert_eq!(class_of(&[5_000; MANY + 1]), Some(CLASSES[1]));
        assert_eq!(class_of(&[2_000_000; 500]), None);
    }
}
