//! The arguments of the commands that look after the store as a whole.

use std::time::Duration;

use clap::{Args, Subcommand};

/// The JSON of a diagnosis.
const DOCTOR_JSON: &str = "\
JSON: {\"healthy\",\"findings\":[{\"repository\",\"problem\",\"count\",\"message\",\"advice\",\n\
\"fixable\"}],\"total\",\"repositories\":[...],\"fixed\":[...],\n\
\"left_alone\":[{\"repository\",\"reason\"}]}; exit code 1 if something is wrong.";

/// The JSON of an answer, and what can be asked.
const SQL_HELP: &str = "\
Tables: entries (repository, id, text, type, project_id, session_id, agent, timestamp,
metadata), and all_rows, which has the rows of type system too.

Examples:
  lore sql \"SELECT type, count(*) AS n FROM entries GROUP BY type ORDER BY n DESC\"
  lore sql \"SELECT id, text FROM entries WHERE agent = 'qa' AND timestamp > '2026-01-01' LIMIT 20\"

JSON: {\"rows\":[{COLUMN: value, ...}],\"total\":N}.";

/// A command that looks after the store as a whole.
#[derive(Debug, Subcommand)]
pub enum CareCommand {
    /// Tell what is wrong with the store, with figures and advice; mend it with --fix
    ///
    /// Looks at vectors, files, versions, the index of words, odd rows and lore's own tables. Without
    /// --fix nothing is changed. The exit code is 1 if something is wrong.
    #[command(after_help = DOCTOR_JSON)]
    Doctor(DoctorArgs),
    /// Ask a question in SQL over all entries; nothing can be changed
    #[command(after_help = SQL_HELP)]
    Sql(SqlArgs),
}

/// Arguments of `lore doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Make few files of many, remove old versions and leftovers of failed writes, and make the
    /// index of words anew; entries stay as they are, and others may read and write meanwhile
    #[arg(long)]
    pub fix: bool,
}

/// Arguments of `lore sql`.
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// The question: a SELECT, or EXPLAIN, DESCRIBE or SHOW; `-` reads it from standard input
    pub query: String,

    /// The tables have the column `vector` too
    #[arg(long)]
    pub vectors: bool,

    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = parse_seconds)]
    pub timeout: Duration,

    /// Show credentials as they are; without this, output for people masks them (JSON never does)
    #[arg(long)]
    pub reveal: bool,
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    const MOST: u64 = 7 * 24 * 60 * 60;
    text.parse()
        .ok()
        .filter(|seconds| (1..=MOST).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| format!("seconds are a whole number from 1 to {MOST}"))
}
