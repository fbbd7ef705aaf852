//! The arguments of the commands that bring back, or erase, what entries said.

use clap::Args;

/// The JSON of a purge.
pub const PURGE_JSON: &str = "\
JSON: {\"change\",\"erased\":[{\"id\",\"repository\"}],\"files_searched\",\"found_in\":[],\
\"also_said_by\":[{\"id\",\"repository\"}],\"cancelled\"}. When it is only shown: \
{\"dry_run\":true,\"entries\":[{\"id\",\"repository\"}],\"past\":[{\"id\",\"repository\"}],\
\"versions\",\"held_by\":[]}.";

/// Arguments of `lore revert`.
#[derive(Debug, Args)]
pub struct RevertArgs {
    /// Id of the entry; one that is gone comes back
    pub id: String,

    /// The state to bring back, by its number in `lore show ID --history`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub to: u32,

    /// Only in this repository, should several have the id
    #[arg(long, value_name = "R")]
    pub repo: Option<String>,
}

/// Arguments of `lore purge`.
#[derive(Debug, Args)]
pub struct PurgeArgs {
    /// Ids of entries that are there, in the trash, or known to old versions
    #[arg(value_name = "ID", required_unless_present = "trash")]
    pub ids: Vec<String>,

    /// Everything in the trash
    #[arg(long, conflicts_with = "ids")]
    pub trash: bool,

    /// Only in this repository, should several have an id
    #[arg(long, value_name = "R", conflicts_with = "trash")]
    pub repo: Option<String>,

    /// Do it, rather than show it
    #[arg(long)]
    pub yes: bool,
}
