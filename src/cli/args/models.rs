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
    /// Remove the vectors that a model has beside the shared tables, if it is not in use
    ///
    /// A model whose vectors do not fit the shared table has tables of its own, which stay when another one is used.
    /// `lore reembed --model NAME` makes them anew. Without --yes it only shows what would go.
    Drop {
        /// Name of the model, as `lore models` has it
        name: String,
        /// Do it
        #[arg(long)]
        yes: bool,
    },
}
