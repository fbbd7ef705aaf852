//! Questions in SQL over all entries of a store, answered by DataFusion; nothing can be changed.

mod allowance;
mod bounds;
mod tables;
mod value;
mod workers;

use std::time::Duration;

use datafusion::{
    error::DataFusionError,
    execution::{
        context::{SQLOptions, SessionContext},
        disk_manager::{DiskManagerBuilder, DiskManagerMode},
        runtime_env::RuntimeEnvBuilder,
    },
    physical_plan::SendableRecordBatchStream,
    prelude::{DataFrame, SessionConfig},
};
use futures::StreamExt;
use serde_json::Value;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{Error, Result, Snapshot, reason::without_places};
use allowance::{Allowance, too_large};
use workers::Workers;

/// Rows handled together: texts are up to 10 MB long.
const BATCH_ROWS: usize = 1024;

/// Batches that wait for their reader.
const WAITING: usize = 2;

/// What sorting, grouping and joining may hold in memory, in bytes. Nothing is written to disk.
const MEMORY: usize = 1 << 30;

/// Functions that make a value as large as they are told: one that does not fit into memory ends the program.
const BOUNDLESS: [&str; 7] = [
    "array_repeat",
    "array_resize",
    "generate_series",
    "lpad",
    "range",
    "repeat",
    "rpad",
];

/// How DataFusion begins its refusals of what is no question.
const NO_QUESTION: [&str; 3] = [
    "DDL not supported",
    "DML not supported",
    "Statement not supported",
];

/// What LanceDB says of a filter of more than 500.
const TOO_MANY_CONDITIONS: &str = "max number of conditions";

/// A question.
#[derive(Debug, Clone)]
pub struct SqlQuery {
    /// In the dialect of DataFusion: one SELECT, or EXPLAIN, DESCRIBE or SHOW.
    pub text: String,
    /// The tables have the column `vector` too.
    pub vectors: bool,
    /// It is given up after so long.
    pub patience: Duration,
}

/// The rows of an answer, read as they are found. Dropping it ends the work.
#[derive(Debug)]
pub struct SqlRows {
    columns: Vec<String>,
    batches: mpsc::Receiver<Result<Rows>>,
    work: JoinHandle<()>,
    allowance: Allowance,
    /// They end with it.
    _workers: Workers,
}

/// Rows, each with a value a column.
type Rows = Vec<Vec<Value>>;

impl SqlRows {
    /// Asks a question of these tables.
    ///
    /// # Errors
    /// [`Error::Query`] when it makes no sense, or is no question; [`Error::QueryFailed`] when it takes
    /// too long, or too much memory, to make sense of it.
    pub async fn of(snapshots: &[Snapshot], query: &SqlQuery) -> Result<Self> {
        let allowance = Allowance::new(query.patience);
        bounds::check(&query.text).map_err(Error::Query)?;
        let workers = Workers::start()?;
        let (understood, columns) = oneshot::channel();
        let (sender, batches) = mpsc::channel(WAITING);
        let (snapshots, asked) = (snapshots.to_vec(), query.clone());
        let work = workers.spawn(async move {
            let answer = match plan(&snapshots, &asked).await {
                Ok(answer) => answer,
                // Who asked went away when nobody takes it.
                Err(error) => return drop(understood.send(Err(wrong(&error)))),
            };
            let columns = answer.schema().fields().iter();
            let columns = distinct(columns.map(|field| field.name().clone()));
            if understood.send(Ok(columns)).is_err() {
                return;
            }
            match answer.execute_stream().await {
                Ok(stream) => send(stream, &sender).await,
                Err(error) => drop(sender.send(Err(failed(&error))).await),
            }
        });
        let columns = allowance.covers(columns).await?;
        let columns = columns.map_err(|_| broke_off())??;
        Ok(Self {
            columns,
            batches,
            work,
            allowance,
            _workers: workers,
        })
    }

    /// The names of the columns, no two alike.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next rows, each with a value a column; `None` after the last.
    ///
    /// # Errors
    /// [`Error::QueryFailed`] when it takes too long or too much memory, or cannot be computed.
    pub async fn next(&mut self) -> Result<Option<Rows>> {
        match self.allowance.covers(self.batches.recv()).await? {
            Some(batch) => batch.map(Some),
            // The end, unless the work came to another one.
            None => match (&mut self.work).await {
                Ok(()) => Ok(None),
                Err(_) => Err(broke_off()),
            },
        }
    }
}

impl Drop for SqlRows {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// What a question asks for, once it is known to be one.
async fn plan(
    snapshots: &[Snapshot],
    query: &SqlQuery,
) -> std::result::Result<DataFrame, DataFusionError> {
    let context = context()?;
    tables::register(&context, snapshots, query.vectors)?;
    let only_questions = SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false);
    context.sql_with_options(&query.text, only_questions).await
}

async fn send(mut stream: SendableRecordBatchStream, sender: &mpsc::Sender<Result<Rows>>) {
    while let Some(batch) = stream.next().await {
        let rows = batch
            .and_then(|batch| Ok(value::rows(&batch)?))
            .map_err(|error| failed(&error));
        let ends = rows.is_err();
        if sender.send(rows).await.is_err() || ends {
            return;
        }
    }
}

fn context() -> std::result::Result<SessionContext, DataFusionError> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_limit(MEMORY, 1.0)
        .with_disk_manager_builder(
            DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled),
        )
        .build_arc()?;
    let config = SessionConfig::new()
        .with_batch_size(BATCH_ROWS)
        // For SHOW TABLES and DESCRIBE.
        .with_information_schema(true);
    let context = SessionContext::new_with_config_rt(config, runtime);
    for function in BOUNDLESS {
        context.deregister_udf(function);
    }
    Ok(context)
}

/// Names of columns as keys: of those that are alike the later get a number.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for name in names {
        let mut unique = name.clone();
        let mut number = 1;
        while taken.contains(&unique) {
            number += 1;
            unique = format!("{name}_{number}");
        }
        taken.push(unique);
    }
    taken
}

fn broke_off() -> Error {
    Error::QueryFailed(
        "it ended in an internal error; a file of the store may be damaged, `lore doctor` tells"
            .to_owned(),
    )
}

fn wrong(error: &DataFusionError) -> Error {
    let words = words(error);
    if NO_QUESTION.iter().any(|refusal| words.contains(refusal)) {
        return Error::Query(format!(
            "nothing can be changed this way, only read ({words})"
        ));
    }
    Error::Query(words)
}

fn failed(error: &DataFusionError) -> Error {
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => too_large(MEMORY),
        _ => Error::QueryFailed(words(error)),
    }
}

/// DataFusion's words on one line.
fn words(error: &DataFusionError) -> String {
    let text = error.strip_backtrace();
    let line: Vec<&str> = text.lines().map(str::trim).collect();
    let line = line.join(" ");
    let line = without_places(&line);
    if line.contains(TOO_MANY_CONDITIONS) {
        return format!(
            "it has too many conditions; instead of many ORs write `column IN (...)` ({line})"
        );
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let names = ["id", "id", "id_2", "id"].map(str::to_owned);
        let distinct = distinct(names.into_iter());
        assert_eq!(distinct, ["id", "id_2", "id_2_2", "id_3"]);
    }
}
