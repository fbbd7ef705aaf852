//! What can be written behind the commands about settings.

use clap::{Args, Subcommand};

const KEYS_JSON: &str =
    r#"JSON: {"keys":[{"place","contexts":[],"action","keys":[],"help"}],"total":N}"#;
const CONFIG_JSON: &str = r#"JSON: {"path","exists","sample"}"#;

/// A command about settings; none of them opens a store.
#[derive(Debug, Subcommand)]
pub enum SettingCommand {
    /// List the keys of the terminal UI, as the config has them
    ///
    /// Groups of places come first: what a place says of itself wins over what its groups say.
    #[command(after_help = KEYS_JSON)]
    Keys(KeysArgs),
    /// Print a config file that explains every option, and tell where lore looks for it
    ///
    /// Everything in it is commented out. To begin with it: `lore config > FILE`.
    #[command(after_help = CONFIG_JSON)]
    Config,
}

/// Arguments of `lore keys`.
#[derive(Debug, Args)]
pub struct KeysArgs {
    /// Only what works in these places, such as results or editor
    #[arg(value_name = "PLACE")]
    pub places: Vec<String>,

    /// Write the keys as tables for a config file
    #[arg(long, conflicts_with = "json")]
    pub toml: bool,
}
