//! The log: a file, and only for who asks for one. The screen belongs to the answer.

use std::{
    ffi::OsStr,
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use tracing_subscriber::EnvFilter;

use super::failure::{Code, Failure};
use crate::config;

/// Asks for a log, and says of what: a level such as `debug`, or a filter such as
/// `lore=debug,lance=info`.
const VARIABLE: &str = "LORE_LOG";

/// Where the log goes instead of the state folder.
const FILE_VARIABLE: &str = "LORE_LOG_FILE";

/// The MCP library would log whole messages, with the texts of entries in them; who wants that asks for
/// it by name.
const RESERVED: &str = "rmcp=warn";

/// The log within lore's state folder.
const FILE: &str = "lore.log";

/// Starts the log if the environment asks for one.
pub(super) fn start() -> Result<(), Failure> {
    let asked = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
    let Some(asked) = asked else { return Ok(()) };
    let filter = filter(&asked)?;
    let path = std::env::var_os(FILE_VARIABLE)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(default_path)
        .ok_or_else(|| {
            Failure::invalid(format!(
                "no home folder is known; name the log's file with {FILE_VARIABLE}"
            ))
        })?;
    let file = open(&path).map_err(|error| {
        let message = format!(
            "cannot write the log {}: {error}; name another file with {FILE_VARIABLE}",
            path.display()
        );
        Failure::new(Code::ServiceUnavailable, message)
    })?;
    // Only a second log in one process could be in the way.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Mutex::new(file))
        .with_ansi(false)
        .try_init();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    Ok(())
}

fn filter(asked: &OsStr) -> Result<EnvFilter, Failure> {
    let text = asked.to_string_lossy();
    EnvFilter::try_new(format!("{RESERVED},{text}")).map_err(|error| {
        Failure::invalid(format!(
            "{VARIABLE}: `{text}` is no filter of a log: {error}; write a level such as debug"
        ))
    })
}

fn default_path() -> Option<PathBuf> {
    Some(config::state_folder()?.join(FILE))
}

/// Opens the file to append to, for this user alone: what is searched for may stand in it.
fn open(path: &Path) -> io::Result<fs::File> {
    if let Some(folder) = path.parent() {
        config::create_private_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
