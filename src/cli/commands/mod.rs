//! The commands, one a file.

pub mod care;
pub mod changing;
pub mod cleanup;
pub mod compaction;
pub mod completions;
pub mod config;
pub mod curating;
pub mod demo;
pub mod doctor;
pub mod dupes;
pub mod edit;
pub mod exchange;
pub mod export;
pub mod import;
pub mod keys;
pub mod list;
pub mod log;
pub mod man;
pub mod mcp;
pub mod models;
pub mod projects;
pub mod purge;
pub mod reembed;
pub mod retag;
pub mod revert;
pub mod rm;
pub mod search;
pub mod secrets;
pub mod serve;
pub mod setting;
pub mod show;
pub mod similar;
pub mod sql;
pub mod stats;
pub mod store;
pub mod trash;
pub mod undo;

use super::failure::Stop;

/// Result of a command.
pub type Result = std::result::Result<(), Stop>;
