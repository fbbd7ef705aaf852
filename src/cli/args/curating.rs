//! The arguments of the commands that find what should go.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use crate::cli::filter_args::FilterArgs;

/// The JSON of a cleanup.
const CLEANUP_JSON: &str = "\
JSON: {\"dry_run\":true,\"made\",\"rule\",\"total\",\"by_type\":{},\"by_agent\":{},\"by_project\":{},\
\"stay\":{\"pinned\",\"protected\",\"newest\"},\"entries\":[...],\"saved\"}; with --apply that of `lore rm`.";

/// The JSON of the list of credentials.
const SECRETS_JSON: &str = "\
JSON: {\"entries\":[{\"id\",\"repository\",\"type\",\"project_id\",\"agent\",\"timestamp\",\"kinds\":[],\
\"excerpts\":[]}],\"total\"}; the excerpts are masked unless --reveal is given.";

/// A command that finds what should go.
#[derive(Debug, Subcommand)]
pub enum CurateCommand {
    /// Show what is older than an age; move it to the trash with --apply
    ///
    /// Rows of type system, undated ones and those with "pinned": true in their metadata are never
    /// taken. Without --apply nothing is changed.
    #[command(after_help = CLEANUP_JSON)]
    Cleanup(CleanupArgs),
    /// Carry out a plan that `lore cleanup --save` wrote
    ///
    /// Lines of entries may have been taken out of the file. When one of its entries has changed since,
    /// nothing is touched, and the exit code is 4.
    Apply(ApplyArgs),
    /// List the entries that hold credentials: keys, tokens, passwords
    ///
    /// They are recognised by the shape of their values, in texts and in metadata.
    #[command(after_help = SECRETS_JSON)]
    Secrets(SecretsArgs),
}

/// Arguments of `lore cleanup`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("rule").required(true).args(["older_than", "policy"]))]
pub struct CleanupArgs {
    /// Take what is older: an age such as 90d, 6w or 2y, or a day such as 2026-01-31
    #[arg(long, value_name = "AGE")]
    pub older_than: Option<String>,

    /// Take what the policy [retention.NAME] of the config file says
    #[arg(long, value_name = "NAME", conflicts_with_all = ["keep_newest", "protect"])]
    pub policy: Option<String>,

    /// The newest N of each project stay, however old: of those that the filters admit
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub keep_newest: usize,

    /// Entries of this type stay (repeatable)
    #[arg(long, value_name = "TYPE")]
    pub protect: Vec<String>,

    /// Write the plan down, to be reviewed and carried out by `lore apply`
    #[arg(long, value_name = "FILE", conflicts_with = "apply")]
    pub save: Option<PathBuf>,

    /// Do it: move the entries to the trash
    #[arg(long)]
    pub apply: bool,

    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Arguments of `lore apply`.
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// The plan
    pub file: PathBuf,

    /// Only check the plan and show what would go
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `lore secrets`.
#[derive(Debug, Args)]
pub struct SecretsArgs {
    /// Show the credentials as they are
    #[arg(long)]
    pub reveal: bool,

    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}
