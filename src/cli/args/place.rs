//! Where what is stored belongs.

use clap::Args;

/// Where what is stored belongs.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// Project that it belongs to [default: the repository]
    #[arg(long, value_name = "P")]
    pub project: Option<String>,

    /// Repository whose database takes it [default: the name of the current git repository, else
    /// the project, else the name of the current folder]
    #[arg(long, value_name = "R")]
    pub repo: Option<String>,

    /// Session of the agent
    #[arg(long, value_name = "S")]
    pub session: Option<String>,
}
