//! What can be written on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts")]

mod caring;
mod changing;
mod compacting;
mod curating;
mod exchanging;
mod models;
mod past;
mod place;
mod serving;
mod setting;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use self::caring::{CareCommand, DoctorArgs, SqlArgs};
pub use self::changing::{
    ChangeCommand, ConsentArgs, EditArgs, RetagArgs, RmArgs, SelectionArgs, TrashArgs,
    TrashCommand, UndoArgs,
};
pub use self::compacting::{CompactCommand, PostCompactionArgs, PreCompactionArgs};
pub use self::curating::{ApplyArgs, CleanupArgs, CurateCommand, SecretsArgs};
pub use self::exchanging::{ExchangeCommand, ExportArgs, ImportArgs};
pub use self::models::{ModelsArgs, ModelsCommand};
pub use self::past::{PurgeArgs, RevertArgs};
pub use self::place::PlaceArgs;
pub use self::serving::ServeArgs;
pub use self::setting::{KeysArgs, SettingCommand};
use super::filter_args::FilterArgs;
use crate::{
    config::Flags,
    domain::{
        duplicates::{DEFAULT_THRESHOLD, THRESHOLDS},
        search::{SearchMode, Sort},
    },
};

/// Heading of the options that every command takes.
const GLOBAL: &str = "Global options";

const SERVE_JSON: &str = r#"JSON: {"url","address","store","token_file"}"#;

/// Browse, search and prune what coding agents remember.
///
/// Without a command, opens the terminal UI on the store: the one of --store, else of LORE_STORE,
/// else of the config file, else ~/.cco/knowledge.
#[derive(Debug, Parser)]
#[command(name = "lore", bin_name = "lore", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 conflict.")]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,

    /// How the terminal UI starts.
    #[command(flatten)]
    pub ui: UiArgs,

    /// What to do; the terminal UI when absent.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// How the terminal UI starts.
#[derive(Debug, Args)]
pub struct UiArgs {
    /// Start the terminal UI anew: with no project, query, mode or theme of an earlier time
    #[arg(long)]
    pub fresh: bool,

    /// Search and browse line by line, without colours and cursor movement: for screen readers, simple
    /// terminals and pipes
    #[arg(long)]
    pub plain: bool,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// Folder of the store, or its URL in an object store [env: LORE_STORE] [default: ~/.cco/knowledge]
    #[arg(long, global = true, value_name = "PATH", help_heading = GLOBAL)]
    pub store: Option<PathBuf>,

    /// Config file [default: lore/config.toml in the user's configuration folder]
    #[arg(long, global = true, value_name = "FILE", help_heading = GLOBAL)]
    pub config: Option<PathBuf>,

    /// Write one JSON document to standard output and nothing else
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub json: bool,
}

impl GlobalArgs {
    /// The part that settings depend on.
    #[must_use]
    pub fn flags(&self) -> Flags {
        Flags {
            store: self.store.clone(),
            config: self.config.clone(),
        }
    }
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the terminal UI (the same as no command)
    Tui(UiArgs),
    /// Make a realistic sample store and open the terminal UI on it
    Demo(DemoArgs),
    /// Store one entry and print its id
    Store(StoreArgs),
    /// Search by words and by meaning, best hits first
    Search(SearchArgs),
    /// List entries
    List(ListArgs),
    /// Show one entry in full
    Show(ShowArgs),
    /// List the entries whose meaning is nearest to that of one entry
    Similar(SimilarArgs),
    /// A change, or what tells of changes.
    #[command(flatten)]
    Change(ChangeCommand),
    /// List the projects with their number of entries
    Projects,
    /// Count entries by type, agent and project
    Stats(StatsArgs),
    /// List groups of entries that say nearly the same
    ///
    /// Compares texts and vectors. What embeddings barely see, numbers, dates and negations that
    /// differ, is pointed out. Nothing is changed.
    Dupes(DupesArgs),
    /// A cleanup, or the list of credentials.
    #[command(flatten)]
    Curate(CurateCommand),
    /// Entries out of the store and into it.
    #[command(flatten)]
    Exchange(ExchangeCommand),
    /// What looks after the store as a whole.
    #[command(flatten)]
    Care(CareCommand),
    /// What agents do around a compaction of their conversation.
    #[command(flatten)]
    Compact(CompactCommand),
    /// Make the vectors of semantic search anew where they are missing, meaningless or of another model
    ///
    /// Works in batches: it can be stopped with Ctrl-C at any time, and the next run goes on from
    /// there.
    Reembed(ReembedArgs),
    /// List the models that can make vectors, and which made those that are there
    Models(ModelsArgs),
    /// Serve the store to agents over HTTP, until Ctrl-C
    ///
    /// Every route but /health asks for a token: the one of LORE_TOKEN, else that of a file that only
    /// this user can read. GET /openapi.json describes the routes.
    #[command(after_help = SERVE_JSON)]
    Serve(ServeArgs),
    /// What lists settings.
    #[command(flatten)]
    Setting(SettingCommand),
    /// Serve the Model Context Protocol (MCP) on standard input and output
    ///
    /// MCP clients such as coding agents start this command themselves; the README has the lines for
    /// their settings. A store that is not there yet is made.
    Mcp,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a manual page: lore's, or that of one command
    Man {
        /// The command
        command: Option<String>,
    },
}

/// Arguments of `lore demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// How many entries to make
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub entries: u32,

    /// Folder to make the store in: an empty or new one, or an earlier demo store, which is opened
    /// again as it is [default: a new temporary folder]
    #[arg(long, value_name = "DIR")]
    pub path: Option<PathBuf>,

    /// Only print the store's path; up to 2000 entries get their vectors at once
    #[arg(long)]
    pub no_tui: bool,
}

/// Arguments of `lore store`.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// What to remember; `-` reads it from standard input (a text that begins with a dash goes
    /// behind `--`)
    pub text: String,

    /// Type: architecture, decision, implementation, configuration, credential, issue, pattern,
    /// general, or any other [default: general]
    #[arg(value_name = "TYPE")]
    pub kind: Option<String>,

    /// The same as TYPE
    #[arg(long = "type", value_name = "T", conflicts_with = "kind")]
    pub kind_flag: Option<String>,

    /// Who writes it
    #[arg(long, value_name = "A")]
    pub agent: Option<String>,

    /// Where it belongs.
    #[command(flatten)]
    pub place: PlaceArgs,

    /// Anything else, as a JSON object
    #[arg(long, value_name = "JSON")]
    pub metadata: Option<String>,
}

/// Arguments of `lore search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words to look for. Fields and exact words work as in the search box of the UI:
    /// `token type:decision before:90d "exact words"`
    pub query: String,

    /// How to look
    #[arg(long, value_enum, default_value_t = Mode::Hybrid)]
    pub mode: Mode,

    /// The same as --limit
    #[arg(value_name = "N", conflicts_with = "limit", value_parser = clap::value_parser!(u32).range(1..))]
    pub most: Option<u32>,

    /// At most so many hits
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,

    /// Only hits with at least this score, from 0 to 1
    #[arg(long, value_name = "S", value_parser = parse_threshold)]
    pub threshold: Option<f32>,

    /// Show credentials as they are; without this, output for people masks them (JSON never does)
    #[arg(long)]
    pub reveal: bool,

    /// Where to look.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Arguments of `lore list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// In which order; undated entries come last
    #[arg(long, value_enum, default_value_t = Order::Newest)]
    pub sort: Order,

    /// At most so many entries [default: 50 on a terminal, else all]
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,

    /// Show credentials as they are; without this, output for people masks them (JSON never does)
    #[arg(long)]
    pub reveal: bool,

    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Arguments of `lore show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of the entry
    pub id: String,

    /// Only in this repository, should several have the id
    #[arg(long, value_name = "R")]
    pub repo: Option<String>,

    /// Also show what it said before, the latest first, word by word; an entry that is gone has a
    /// history too
    #[arg(long)]
    pub history: bool,
    /// Show credentials as they are; without this, output for people masks them (JSON never does)
    #[arg(long)]
    pub reveal: bool,
}

/// Arguments of `lore similar`.
#[derive(Debug, Args)]
pub struct SimilarArgs {
    /// Id of the entry
    pub id: String,

    /// Only in this repository, should several have the id
    #[arg(long, value_name = "R")]
    pub repo: Option<String>,

    /// At most so many entries
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,

    /// Show credentials as they are; without this, output for people masks them (JSON never does)
    #[arg(long)]
    pub reveal: bool,
}

/// Arguments of `lore stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Arguments of `lore dupes`.
#[derive(Debug, Args)]
pub struct DupesArgs {
    /// How alike every two of a group are at least, from 0.5 to 1
    #[arg(long, value_name = "S", default_value_t = DEFAULT_THRESHOLD, value_parser = parse_likeness)]
    pub threshold: f32,

    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Arguments of `lore reembed`.
#[derive(Debug, Args)]
pub struct ReembedArgs {
    /// Make them with this model: a name that `lore models` lists, or the path of a folder with an ONNX
    /// file and its tokenizer [default: that of the config file]
    #[arg(long, value_name = "M")]
    pub model: Option<String>,

    /// Make also those anew that the model has made already, by what lore has written down; a run that
    /// was stopped begins anew
    #[arg(long)]
    pub all: bool,

    /// Only tell how many entries need a vector
    #[arg(long)]
    pub dry_run: bool,

    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// How to search, as written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// By words and meaning together
    Hybrid,
    /// By meaning
    Semantic,
    /// By words
    Keyword,
    /// By letters in order, as file finders do
    Fuzzy,
}

impl From<Mode> for SearchMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Hybrid => Self::Hybrid,
            Mode::Semantic => Self::Semantic,
            Mode::Keyword => Self::Keyword,
            Mode::Fuzzy => Self::Fuzzy,
        }
    }
}

/// Order of a list, as written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Order {
    Newest,
    Oldest,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
        }
    }
}

fn parse_threshold(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|score| (0.0..=1.0).contains(score))
        .ok_or_else(|| "a score is a number from 0 to 1, such as 0.5".to_owned())
}

fn parse_likeness(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|likeness| THRESHOLDS.contains(likeness))
        .ok_or_else(|| {
            let (least, most) = (THRESHOLDS.start(), THRESHOLDS.end());
            format!("a threshold is a number from {least} to {most}, such as {DEFAULT_THRESHOLD}")
        })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_threshold_is_a_ratio() {
        assert_eq!(parse_threshold("0.25"), Ok(0.25));
        for wrong in ["1.5", "-0.1", "NaN", "much"] {
            assert!(parse_threshold(wrong).is_err(), "{wrong}");
        }
    }
}
