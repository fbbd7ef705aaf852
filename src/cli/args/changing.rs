//! The arguments of the commands that change entries.

use clap::{ArgAction, Args, Subcommand};

use super::past::{PURGE_JSON, PurgeArgs, RevertArgs};
use crate::cli::filter_args::FilterArgs;

/// What the JSON of every change holds.
const OUTCOME_JSON: &str = "\
JSON: {\"change\",\"changed\":[{\"id\",\"repository\",\"revision\"}],\
\"refused\":[{\"id\",\"repository\",\"reason\"}],\"cancelled\"}; \"change\" is its name in `lore log`, \
null when nothing changed.";

/// The same, and which credentials came of it.
const EDIT_JSON: &str = "\
JSON: {\"change\",\"changed\":[{\"id\",\"repository\",\"revision\"}],\
\"refused\":[{\"id\",\"repository\",\"reason\"}],\"cancelled\",\"credentials\":[]}; \"change\" is its name \
in `lore log`, null when nothing changed; \"credentials\" are the kinds that the entry holds.";

/// The same with that of a dry run.
const SET_JSON: &str = "\
JSON: {\"change\",\"changed\":[{\"id\",\"repository\",\"revision\"}],\
\"refused\":[{\"id\",\"repository\",\"reason\"}],\"cancelled\"}; \"change\" is its name in `lore log`, \
null when nothing changed. When it is only shown: \
{\"dry_run\":true,\"total\",\"by_type\":{},\"by_project\":{},\"entries\":[{\"id\",\"repository\"}]}.";

/// The JSON of the trash.
const TRASH_JSON: &str = "\
JSON: {\"entries\":[...],\"total\"}, each entry as `lore list` has it, with \"deleted_at\" and \
\"change\".";

/// The JSON of the journal.
const LOG_JSON: &str = "\
JSON: {\"changes\":[{\"change\",\"at\",\"who\",\"action\",\"repositories\":[],\"entries\",\"detail\",\
\"of\",\"state\"}],\"total\"}; \"of\" is the change that was taken back or made again, \"state\" is \
done, undone or unfinished.";

/// A command that changes entries, or tells of changes.
#[derive(Debug, Subcommand)]
pub enum ChangeCommand {
    /// Edit one entry: the fields given, or all of it in $VISUAL or $EDITOR
    ///
    /// Without a field the entry opens in the editor that VISUAL or EDITOR names, as a document with
    /// the fields on top. A document that cannot be read comes back with what is wrong at its top; one
    /// that is left wrong, or that somebody else's change was faster than, is kept, and its path told.
    #[command(after_help = EDIT_JSON)]
    Edit(EditArgs),
    /// Move entries to the trash, from where they can be brought back
    ///
    /// Takes ids or filters. With filters it only shows what would go, unless --yes is given.
    #[command(after_help = SET_JSON)]
    Rm(RmArgs),
    /// Give many entries another type, agent, project or session
    ///
    /// Takes ids or filters. With filters it only shows what would change, unless --yes is given.
    #[command(after_help = SET_JSON)]
    Retag(RetagArgs),
    /// Show the trash, bring entries back from it, or empty it
    #[command(after_help = TRASH_JSON)]
    Trash(TrashArgs),
    /// Bring back what an entry said before
    ///
    /// `lore show ID --history` numbers the states; an entry that is gone comes back.
    #[command(after_help = OUTCOME_JSON)]
    Revert(RevertArgs),
    /// Erase entries for good: the row, the trash, old versions, and all that tells of them
    ///
    /// Without --yes it only shows what would go. All old versions of the tables of their
    /// repositories go, and with them the history of the other entries; programs that are reading an
    /// old version fail and have to read again. Then every file is searched for what the entries
    /// said. Tags and branches that keep old versions must be deleted first.
    #[command(after_help = PURGE_JSON)]
    Purge(PurgeArgs),
    /// Take back a change: the last one, or the one named
    ///
    /// Entries that somebody changed since are left alone and named. An undo is a change itself:
    /// `lore redo` makes the change again.
    #[command(after_help = OUTCOME_JSON)]
    Undo(UndoArgs),
    /// Make the change again that was taken back last
    #[command(after_help = OUTCOME_JSON)]
    Redo,
    /// Show who changed what, and when
    #[command(after_help = LOG_JSON)]
    Log(LogArgs),
}

/// Arguments of `lore edit`.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// Id of the entry
    pub id: String,

    /// New text; `-` reads it from standard input (one that begins with a dash: --text="- a")
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,

    /// New type
    #[arg(long = "type", value_name = "T")]
    pub kind: Option<String>,

    /// New agent
    #[arg(long, value_name = "A")]
    pub agent: Option<String>,

    /// New project
    #[arg(long, value_name = "P")]
    pub project: Option<String>,

    /// New session
    #[arg(long, value_name = "S")]
    pub session: Option<String>,

    /// New metadata, a JSON object
    #[arg(long, value_name = "JSON")]
    pub metadata: Option<String>,

    /// Only if the entry still has this revision; exit code 4 otherwise
    #[arg(long, value_name = "R")]
    pub if_revision: Option<String>,

    /// The entry of this repository, should several have the id
    #[arg(long, value_name = "R")]
    pub repo: Option<String>,
}

/// Which entries: by ids or by filters.
#[derive(Debug, Args)]
pub struct SelectionArgs {
    /// Ids of entries; --repo tells which, should several repositories have one
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,

    /// Every entry of the store
    #[arg(long)]
    pub all: bool,

    /// Which entries.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Whether to do it or only to show it.
#[derive(Debug, Clone, Copy, Args)]
pub struct ConsentArgs {
    /// Do it; without this, what filters select is only shown
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,

    /// Only show it, also what ids select
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `lore rm`.
#[derive(Debug, Args)]
pub struct RmArgs {
    /// Whether to do it.
    #[command(flatten)]
    pub consent: ConsentArgs,

    /// Which entries.
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Arguments of `lore retag`.
#[derive(Debug, Args)]
pub struct RetagArgs {
    /// Whether to do it.
    #[command(flatten)]
    pub consent: ConsentArgs,

    /// Their new type
    #[arg(long, value_name = "T", help_heading = "Changes")]
    pub to_type: Option<String>,

    /// Their new agent
    #[arg(long, value_name = "A", help_heading = "Changes")]
    pub to_agent: Option<String>,

    /// Their new project, within the repository that they are in
    #[arg(long, value_name = "P", help_heading = "Changes")]
    pub to_project: Option<String>,

    /// Their new session
    #[arg(long, value_name = "S", help_heading = "Changes")]
    pub to_session: Option<String>,

    /// Which entries.
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Arguments of `lore trash`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct TrashArgs {
    /// What to do with it; shows it when absent.
    #[command(subcommand)]
    pub command: Option<TrashCommand>,

    /// At most so many entries [default: 50 on a terminal, else all]
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,

    /// Which entries, as they were.
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// What to do with the trash.
#[derive(Debug, Subcommand)]
pub enum TrashCommand {
    /// Bring entries back, each as it was last deleted
    #[command(after_help = OUTCOME_JSON)]
    Restore(SelectionArgs),
    /// Remove for good what is in the trash
    ///
    /// Only shows what would go, unless --yes is given. Cannot be undone. Old versions of the store
    /// may hold the texts still.
    #[command(after_help = SET_JSON)]
    Empty {
        /// Only what went to the trash before this: an age such as 30d, or a date
        #[arg(long, value_name = "AGE")]
        older_than: Option<String>,

        /// Do it
        #[arg(long, action = ArgAction::SetTrue)]
        yes: bool,
    },
}

/// Arguments of `lore undo`.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The change's name in `lore log` [default: the last one that is not taken back]
    pub change: Option<String>,

    /// Only show which change it would be
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `lore log`.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// At most so many changes [default: 50 on a terminal, else all]
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}
