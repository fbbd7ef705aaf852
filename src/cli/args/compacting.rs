//! Arguments of what agents do around a compaction of their conversation.

use clap::{Args, Subcommand};

use super::PlaceArgs;

/// What agents do around a compaction of their conversation.
#[derive(Debug, Subcommand)]
pub enum CompactCommand {
    /// Store what is worth keeping of a conversation that is about to be compacted
    ///
    /// Each paragraph of 50 characters or more becomes an entry; its words tell type and agent.
    PreCompaction(PreCompactionArgs),
    /// Show what helps to go on with a task after a compaction: what is found for it, and what was
    /// written down last
    PostCompaction(PostCompactionArgs),
}

/// Arguments of `lore pre-compaction`.
#[derive(Debug, Args)]
pub struct PreCompactionArgs {
    /// The file with the conversation; `-` reads it from standard input. What is no file and more
    /// than one word is the conversation itself
    #[arg(value_name = "FILE")]
    pub conversation: String,

    /// Where the entries belong.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Arguments of `lore post-compaction`.
#[derive(Debug, Args)]
pub struct PostCompactionArgs {
    /// What is to be done now
    pub task: String,

    /// At most so many entries of each
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,

    /// Show credentials as they are; without this, output for people masks them (JSON never does)
    #[arg(long)]
    pub reveal: bool,

    /// Only this project (repeatable) [default: all]
    #[arg(long, value_name = "P")]
    pub project: Vec<String>,

    /// Only this repository (repeatable) [default: all]
    #[arg(long, value_name = "R")]
    pub repo: Vec<String>,
}
