//! The `lore` program.

use std::process::ExitCode;

use lore::{
    cli::{self, Outcome},
    config, mcp, plain,
    tui::{
        self,
        keymap::{self, Keymap},
    },
};

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return cli::report_failure(&error),
    };
    let code = runtime.block_on(async {
        let ui = match cli::run(std::env::args_os().collect(), keymap::listed).await {
            Outcome::Exit(code) => return code,
            Outcome::OpenUi(ui) => *ui,
            Outcome::ServeMcp(lore) => {
                return match mcp::serve(*lore).await {
                    Ok(()) => ExitCode::SUCCESS,
                    Err(error) => cli::report_failure(&error),
                };
            }
        };
        if ui.plain {
            return match Box::pin(plain::run(ui.lore)).await {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => cli::report_failure(&error),
            };
        }
        let keymap = match Keymap::configured(&ui.keys) {
            Ok(keymap) => keymap,
            Err(error) => return cli::report_failure(&error),
        };
        let state =
            config::state_folder().map(|folder| config::StateFolder::new(folder, ui.lore.path()));
        let options = tui::Options {
            keymap,
            embed_missing: ui.embed_missing,
            without_mouse: !ui.mouse,
            policies: ui.retention.into_iter().collect(),
            state,
            recall: ui.recall,
            appearance: ui.appearance,
            themes: ui.themes,
            unsaved: config::state_folder().map(|folder| folder.join("unsaved")),
        };
        match tui::run(ui.lore, options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => cli::report_failure(&error),
        }
    });
    // Searches that nobody waits for any more must not hold up the end.
    runtime.shutdown_background();
    code
}
