//! The `lore` program.

use std::process::ExitCode;

use lore::cli::{self, Outcome};

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return cli::report_ui_failure(&error),
    };
    match runtime.block_on(cli::run(std::env::args_os().collect())) {
        Outcome::Exit(code) => code,
        Outcome::OpenUi(_) => cli::report_ui_failure(&std::io::Error::other("no UI yet")),
    }
}
