//! The commands, one a file.

pub mod demo;
pub mod dupes;
pub mod list;
pub mod projects;
pub mod reembed;
pub mod search;
pub mod show;
pub mod stats;
pub mod store;

use super::failure::Stop;

/// Result of a command.
pub type Result = std::result::Result<(), Stop>;
