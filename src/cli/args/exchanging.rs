//! The arguments of the commands that bring entries out and in.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts")]

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::{cli::filter_args::FilterArgs, domain::exchange::Format, service::OnConflict};

/// The JSON of an export.
const EXPORT_JSON: &str = "\
With --json and -o: {\"file\",\"format\",\"entries\",\"vectors\",\"hidden\"}; without -o the entries \
themselves as one JSON document.";

/// The JSON of an import.
const IMPORT_JSON: &str = "\
JSON: {\"dry_run\",\"format\",\"change\",\"records\",\"added\",\"replaced\",\"same\",\"conflicts\",\
\"conflicting\":[{\"id\",\"repository\"}],\"embedded\",\"unknown_vectors\",\"credentials\",\"nulls\",\
\"null_vectors\",\"left_out\":{NAME:N},\"bad\":[{\"number\",\"file\",\"reason\"}],\"bad_total\",\"refused\":[...],\"new_repositories\":[],\
\"cancelled\"}. The exit code is 1 when a record was no good.";

/// A command that brings entries out or in.
#[derive(Debug, Subcommand)]
pub enum ExchangeCommand {
    /// Write entries into a file, whole and in a stable order, or to standard output
    ///
    /// Entries come by repository, moment and id. Rows of type system are left out unless --type
    /// system asks for them. The file appears when all of it is on disk.
    #[command(after_help = EXPORT_JSON)]
    Export(ExportArgs),
    /// Bring entries in from a file: lore's own formats, and those of others
    ///
    /// Reads all of the file before anything is written. Entries that are in the store as they are in
    /// the file are passed over, so an import that was stopped or killed is completed by running it
    /// again; `lore undo` takes an import back. Vectors come along or are made.
    ///
    /// Of others it reads what the Node manager prints (json), claude-mem's exports, a folder of
    /// basic-memory's notes, OpenClaw's LanceDB tables of memories (a folder), and a folder of
    /// decision records (adr).
    #[command(after_help = IMPORT_JSON)]
    Import(ImportArgs),
}

/// Arguments of `lore export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// How to write them [default: what the file's name tells, else jsonl]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Written>,

    /// The vectors come along
    #[arg(long)]
    pub vectors: bool,

    /// The file [default: standard output]; with --format md a folder gets a document a project
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Replace the file, if there is one
    #[arg(long, requires = "output")]
    pub force: bool,

    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Arguments of `lore import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file or folder; `-` reads standard input
    pub file: PathBuf,

    /// How it is written [default: what its beginning tells]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Read>,

    /// What becomes of entries whose ids are there with something else in them
    #[arg(long, value_enum, value_name = "CHOICE", default_value_t = Conflict::Skip)]
    pub on_conflict: Conflict,

    /// Only tell what would happen
    #[arg(long)]
    pub dry_run: bool,

    /// Repository that takes all of it [default: those that the file names, else those of the
    /// projects that it names, else that of the git repository around the file or folder]
    #[arg(long, value_name = "R")]
    pub repo: Option<String>,
}

/// A format that is written, as on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// A JSON document a line; carries everything
    Jsonl,
    /// One JSON document; carries everything
    Json,
    /// A table of texts; null columns become empty texts
    Csv,
    /// A document for people, a chapter a project; no vectors
    Md,
    /// A table of columns; carries everything
    Parquet,
}

impl From<Written> for Format {
    fn from(written: Written) -> Self {
        match written {
            Written::Jsonl => Self::JsonLines,
            Written::Json => Self::Json,
            Written::Csv => Self::Csv,
            Written::Md => Self::Markdown,
            Written::Parquet => Self::Parquet,
        }
    }
}

/// A format that is read, as on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Read {
    /// A JSON document a line
    Jsonl,
    /// One JSON document with a list of entries, also what the Node manager prints
    #[value(alias = "node")]
    Json,
    /// A table of texts whose first line names the columns
    Csv,
    /// What lore export --format md writes
    Md,
    /// A table of columns
    Parquet,
    /// What claude-mem's export script writes
    ClaudeMem,
    /// A folder of notes, or one note
    BasicMemory,
    /// A LanceDB table of memories
    #[value(name = "openclaw")]
    OpenClaw,
    /// A folder of decision records (MADR, Nygard), or one
    Adr,
}

impl From<Read> for Format {
    fn from(read: Read) -> Self {
        match read {
            Read::Jsonl => Self::JsonLines,
            Read::Json => Self::Json,
            Read::Csv => Self::Csv,
            Read::Md => Self::Markdown,
            Read::Parquet => Self::Parquet,
            Read::ClaudeMem => Self::ClaudeMem,
            Read::BasicMemory => Self::BasicMemory,
            Read::OpenClaw => Self::OpenClaw,
            Read::Adr => Self::DecisionRecords,
        }
    }
}

/// What becomes of conflicts, as on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Conflict {
    /// The store's stay
    Skip,
    /// The file's take their place
    Replace,
    /// Nothing is imported, exit code 4
    Fail,
}

impl From<Conflict> for OnConflict {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Skip => Self::Skip,
            Conflict::Replace => Self::Replace,
            Conflict::Fail => Self::Fail,
        }
    }
}
