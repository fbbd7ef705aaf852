//! The terminal UI as the command line has it: how it is wanted, and what it is opened on.

use std::collections::BTreeMap;

use super::{
    args::{Cli, Command},
    failure::{Failure, Stop},
    opening::open_quietly,
    output::Output,
};
use crate::{
    config::{Appearance, KeySettings, Recall, Settings, Surroundings, theme::Themes},
    domain::cleanup::Retention,
    service::Lore,
};

/// What the terminal UI is to be opened on.
#[derive(Debug)]
pub struct Ui {
    /// The store.
    pub lore: Lore,
    /// Vectors that are missing are made without asking.
    pub embed_missing: bool,
    /// The mouse is used.
    pub mouse: bool,
    /// Retention policies by name.
    pub retention: BTreeMap<String, Retention>,
    /// How it looks.
    pub appearance: Appearance,
    /// What it can look like.
    pub themes: Themes,
    /// Keys of the config.
    pub keys: KeySettings,
    /// What it makes of how it was left.
    pub recall: Recall,
    /// Line by line instead.
    pub plain: bool,
}

impl Ui {
    /// The UI over a store, as the settings have it.
    pub(super) fn new(lore: Lore, settings: Settings, themes: Themes, wanted: Wanted) -> Self {
        let recall = if wanted.fresh {
            Recall::Nothing
        } else {
            Recall::All
        };
        Self {
            lore,
            embed_missing: false,
            mouse: settings.mouse,
            retention: settings.retention,
            appearance: settings.appearance,
            themes,
            keys: settings.keys,
            recall,
            plain: wanted.plain,
        }
    }
}

/// How the UI is wanted, by a command that opens it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Line by line.
    pub plain: bool,
    /// As if it had never been open.
    pub fresh: bool,
}

impl Wanted {
    /// As the command line has it.
    ///
    /// # Errors
    /// When the command opens no UI, or one that cannot be had with `--json`.
    pub fn of(cli: &Cli, out: &mut Output) -> Result<Self, Stop> {
        let opens_ui = match &cli.command {
            None | Some(Command::Tui(_)) => true,
            Some(Command::Demo(args)) => !args.no_tui,
            _ => false,
        };
        if opens_ui && out.json {
            let message =
                "the terminal UI has no JSON output: name a command, such as `lore list --json`";
            return Err(Failure::invalid(message).into());
        }
        let fresh = cli.ui.fresh || matches!(&cli.command, Some(Command::Tui(args)) if args.fresh);
        if (cli.ui.fresh || cli.ui.plain) && !opens_ui {
            let message =
                "--fresh and --plain are about the terminal UI, and this command does not open it";
            return Err(Failure::invalid(message).into());
        }
        let wants_plain =
            cli.ui.plain || matches!(&cli.command, Some(Command::Tui(args)) if args.plain);
        // Who has such a terminal would else see nothing but a note how to see something.
        let needs_plain = opens_ui && !wants_plain && out.width.is_some() && is_dumb_terminal();
        if needs_plain {
            out.note("TERM=dumb shows no screen, so this is the line mode; --plain asks for it")?;
        }
        Ok(Self {
            plain: wants_plain || needs_plain,
            fresh,
        })
    }
}

/// Whether the terminal says of itself that it can do nothing but lines.
fn is_dumb_terminal() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The UI over the store that the settings name.
pub async fn browse(settings: Settings, wanted: Wanted) -> Result<Ui, Stop> {
    let themes = themes(&settings.appearance)?;
    let lore = open_quietly(&settings).await?;
    Ok(Ui::new(lore, settings, themes, wanted))
}

/// All themes; one that the config names can be used.
pub fn themes(appearance: &Appearance) -> Result<Themes, Failure> {
    let themes = Themes::load(Surroundings::of_process().config_folder.as_deref());
    appearance.check(&themes)?;
    Ok(themes)
}
