//! What can be written behind `lore models`.

use clap::{Args, Subcommand};

/// Arguments of `lore models`.
#[derive(Debug, Args)]
pub struct ModelsArgs {
    /// What to do with them; lists them when absent.
    #[command(subcommand)]
    pub command: Option<ModelsCommand>,
}

/// What can be done with models.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// Download a model of the list, or go on with a download that was stopped
    ///
    /// From Hugging Face, or the mirror that HF_ENDPOINT names. Nothing else ever downloads a model.
    Get {
        /// Name of the model
        name: String,
    },
}
