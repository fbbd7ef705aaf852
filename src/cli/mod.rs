//! The command line.

mod args;
mod commands;
mod dispatch;
mod entries;
mod failure;
mod filter_args;
mod grid;
mod health;
mod input;
mod json;
mod layout;
mod log;
mod opening;
mod outcome;
mod output;
mod past;
mod preview;
mod progress;
pub mod project;
mod selection;
mod serving;
mod styles;
mod table;
mod ui;
mod umask;
mod upkeep;
mod usage;

use std::{ffi::OsString, io::Write, panic, process::ExitCode};

use clap::Parser;

use args::Cli;
use failure::{Code, EXIT_DONE, Failure, Stop};
use output::Output;
pub use serving::{Serve, Serving, report_server_failure};
pub use ui::Ui;

use crate::{
    clock,
    config::{self, KeyRow, KeySettings},
    service::{Lore, panics::caught},
};

/// What is left to do after the command line had its turn.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing: the command is done, or has failed and said so.
    Exit(ExitCode),
    /// The terminal UI.
    OpenUi(Box<Ui>),
    /// The server.
    Serve(Box<Serve>),
    /// The Model Context Protocol on standard input and output, over this store.
    ServeMcp(Box<Lore>),
}

/// Lists the keys of the terminal UI, which another front knows, or tells what is wrong with what the
/// config says of them.
pub type ListKeys = fn(&KeySettings) -> Result<Vec<KeyRow>, config::Error>;

/// Reads the command line and does what it says. The terminal UI and the servers are left to the
/// caller.
pub async fn run(arguments: Vec<OsString>, list_keys: ListKeys) -> Outcome {
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) if usage::is_answer(&error) => {
            // A reader that went away does not want the help text.
            let _ = error.print();
            return Outcome::Exit(EXIT_DONE.into());
        }
        Err(error) => {
            let mut out = Output::of_process(usage::wants_json(&arguments));
            return fail(&mut out, &usage::failure(&error, &arguments));
        }
    };
    let mut out = Output::of_process(cli.global.json);
    if let Err(failure) = log::start() {
        return fail(&mut out, &failure);
    }
    if let Err(error) = clock::obey_environment() {
        return fail(&mut out, &Failure::invalid(error.to_string()));
    }
    let done = survived(Box::pin(dispatch::execute(cli, &mut out, list_keys))).await;
    match done.and_then(|outcome| out.flush().map(|()| outcome).map_err(Stop::from)) {
        Ok(outcome) => outcome,
        Err(Stop::ReaderGone) => Outcome::Exit(EXIT_DONE.into()),
        Err(Stop::Failed(failure)) => fail(&mut out, &failure),
    }
}

/// A command's outcome, or one line where it panicked: damaged files can make LanceDB do so.
async fn survived<T>(command: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    let done = caught(command).await;
    // From here on the UI may run, which tells of its own panics.
    let _ = panic::take_hook();
    done.unwrap_or_else(|panicked| {
        let message = format!(
            "stopped by an internal error: {panicked}; a file of the store may be damaged, LORE_LOG=debug writes down more"
        );
        Err(Failure::new(Code::DatabaseError, message).into())
    })
}

/// Reports that another front failed, as a command's failure is reported.
#[must_use]
pub fn report_failure(error: &dyn std::error::Error) -> ExitCode {
    let failure = Failure::new(Code::ServiceUnavailable, error.to_string());
    Output::of_process(false).fail(&failure);
    failure.exit_code().into()
}

fn fail(out: &mut Output, failure: &Failure) -> Outcome {
    out.fail(failure);
    Outcome::Exit(failure.exit_code().into())
}
