//! One table without some of its rows, without the files they stood in, without its old versions.

use std::{collections::HashSet, fs, ops::ControlFlow, path::Path, sync::Arc, time::Duration};

use lance::{
    Dataset,
    dataset::{
        DeleteBuilder,
        cleanup::CleanupPolicy,
        index::DatasetIndexRemapperOptions,
        optimize::{CompactionOptions, CompactionTask, TaskData, commit_compaction},
    },
    deps::datafusion::prelude::Expr,
    index::DatasetIndexExt,
    table::format::Fragment,
};

use crate::store::{Column, Error, Result, error::is_contention, history, tables};

/// A write that is unfinished for so long was cut off.
const ABANDONED: Duration = Duration::from_mins(10);

/// How often each step is begun anew when others change the same rows.
const ATTEMPTS: usize = 50;

/// Erases the rows with these ids from a table that has ids. Between the last change and the
/// removal of the old versions others get a moment.
pub(super) async fn erase(
    repository: &str,
    folder: &Path,
    ids: &[String],
    pause: Duration,
) -> Result<()> {
    let failed = |error: lance::Error| Error::table("erase rows of", repository, &error);
    let Some(mut table) = tables::open(repository, folder).await? else {
        return Ok(());
    };
    let Some(theirs) = tables::belongs(&table, ids) else {
        return Ok(());
    };
    if has_rows(&table, theirs.clone()).await.map_err(failed)? {
        table = delete(table, &theirs).await.map_err(failed)?;
    }
    rewrite(&mut table).await.map_err(failed)?;
    if table.version_refs().await.map_err(failed)?.len() > 1 {
        tokio::time::sleep(pause).await;
    }
    forget(&table).await.map_err(failed)?;
    sweep(repository, folder, ids).await
}

/// Removes files that no version names and that hold such rows: what is left of writes that were cut
/// off. Younger ones may be somebody's who is about to name them.
async fn sweep(repository: &str, folder: &Path, ids: &[String]) -> Result<()> {
    let ids = ids.iter().cloned().collect();
    let go_on = &mut |_, _| ControlFlow::Continue(());
    let remains = history::remains(repository, folder, &ids, go_on).await?;
    for file in remains.unwrap_or_default().strays {
        let is_left = fs::metadata(&file)
            .and_then(|found| found.modified())
            .is_ok_and(|changed| changed.elapsed().is_ok_and(|age| age > ABANDONED));
        if is_left {
            match fs::remove_file(&file) {
                Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => {}
                done => done.map_err(|source| Error::io("remove", file, source))?,
            }
        }
    }
    Ok(())
}

async fn has_rows(table: &Dataset, theirs: Expr) -> lance::Result<bool> {
    let mut scan = table.scan();
    scan.project(&[Column::Id.name()])?
        .filter_expr(theirs)
        .limit(Some(1), None)?;
    Ok(scan.try_into_batch().await?.num_rows() > 0)
}

async fn delete(table: Dataset, theirs: &Expr) -> lance::Result<Dataset> {
    let mut table = Arc::new(table);
    let mut attempt = 1;
    loop {
        let done = DeleteBuilder::from_expr(Arc::clone(&table), theirs.clone())
            .execute()
            .await;
        match done {
            Ok(done) => return Ok(Dataset::clone(&done.new_dataset)),
            Err(error) if is_contention(&error) && attempt < ATTEMPTS => {
                attempt += 1;
                let mut latest = Dataset::clone(&table);
                latest.checkout_latest().await?;
                table = Arc::new(latest);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Writes the files anew in which values lie that the table does not show now. The other files, and
/// whoever works on their rows, are left alone.
async fn rewrite(table: &mut Dataset) -> lance::Result<()> {
    let known: HashSet<i32> = table
        .schema()
        .fields_pre_order()
        .map(|field| field.id)
        .collect();
    let hiding: HashSet<u64> = table
        .fragments()
        .iter()
        .filter(|fragment| hides_values(fragment, &known))
        .map(|fragment| fragment.id)
        .collect();
    let mut attempt = 0;
    while let Some(tasks) = tasks(table, &hiding, attempt > 0).await? {
        match rewrite_together(table, tasks).await {
            Err(error) if is_contention(&error) && attempt < ATTEMPTS => {
                attempt += 1;
                table.checkout_latest().await?;
            }
            done => done?,
        }
    }
    Ok(())
}

/// What of these fragments is there to be written anew, in adjacent runs; `None` when nothing is. In
/// a table that others change just now it is `one` fragment at a time: the less is written
/// together, the less they come in between.
async fn tasks(
    table: &Dataset,
    hiding: &HashSet<u64>,
    one: bool,
) -> lance::Result<Option<Vec<TaskData>>> {
    // An index covers some fragments; those that are made one must be covered alike.
    let apart = one || !table.load_indices().await?.is_empty();
    let is_due = |fragment: &Fragment| hiding.contains(&fragment.id);
    let mut tasks: Vec<TaskData> = table
        .fragments()
        .chunk_by(|left, right| !apart && is_due(left) == is_due(right))
        .filter(|run| run.first().is_some_and(is_due))
        .map(|run| TaskData {
            fragments: run.to_vec(),
        })
        .collect();
    if one {
        tasks.truncate(1);
    }
    Ok(Some(tasks).filter(|tasks| !tasks.is_empty()))
}

/// Does all this in one commit.
async fn rewrite_together(table: &mut Dataset, tasks: Vec<TaskData>) -> lance::Result<()> {
    let options = CompactionOptions::default();
    let mut done = Vec::with_capacity(tasks.len());
    for task in tasks {
        let task = CompactionTask {
            task,
            read_version: table.version_id(),
            options: options.clone(),
        };
        done.push(task.execute(table).await?);
    }
    let remap = Arc::new(DatasetIndexRemapperOptions::default());
    commit_compaction(table, done, remap, &options).await?;
    Ok(())
}

/// Whether a fragment's files hold values that the table does not show: of deleted rows, or of
/// columns that have newer values in other files.
fn hides_values(fragment: &Fragment, known: &HashSet<i32>) -> bool {
    fragment.deletion_file.is_some()
        || !fragment.overlays.is_empty()
        || fragment
            .files
            .iter()
            .any(|file| file.fields.iter().any(|field| !known.contains(field)))
}

/// Removes the versions before this one and the files that only they have. Files that no version
/// names may belong to somebody's unfinished write; LanceDB leaves those of this week alone.
async fn forget(table: &Dataset) -> lance::Result<()> {
    let policy = CleanupPolicy {
        before_version: Some(table.version_id()),
        ..CleanupPolicy::default()
    };
    table.cleanup_with_policy(policy).await?;
    Ok(())
}
