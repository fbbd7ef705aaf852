//! The `lore` program.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod memory;

use std::process::ExitCode;

use lore::{
    cli::{self, Outcome, Serve, Serving},
    config, http, mcp, plain,
    service::Lore,
    tui::{
        self,
        keymap::{self, Keymap},
    },
};

/// Where the server speaks MCP.
const MCP_PATH: &str = "/mcp";

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return cli::report_failure(&error),
    };
    let code = runtime.block_on(async {
        let ui = match cli::run(std::env::args_os().collect(), keymap::listed).await {
            Outcome::Exit(code) => return code,
            Outcome::OpenUi(ui) => *ui,
            Outcome::Serve(serve) => return Box::pin(run_server(*serve)).await,
            Outcome::ServeMcp(lore) => return Box::pin(run_mcp(*lore)).await,
        };
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        memory::give_back_what_is_freed();
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

/// Runs the HTTP API, and MCP beside it, until it is asked to end.
async fn run_server(serve: Serve) -> ExitCode {
    // Who reads that it listens may ask it to end at once.
    let end = http::asked_to_end();
    let options = http::Options {
        address: serve.address,
        allow_remote: serve.allow_remote,
        hosts: serve.hosts,
        rate_limit: serve.rate_limit,
        token: std::env::var(http::TOKEN_VARIABLE).ok(),
        state_folder: config::state_folder(),
    };
    let store = serve.lore.path().to_owned();
    let agents = mcp::Endpoint::new(serve.lore.clone());
    let server = match http::Server::bind(serve.lore.acting_via(http::FRONT), options).await {
        Ok(server) => server,
        Err(error) => {
            return cli::report_server_failure(&error, error.is_wrong_usage(), serve.json);
        }
    };
    Serving {
        address: server.address(),
        token_file: server.token_file(),
        store: &store,
        json: serve.json,
    }
    .announce();
    server.run(agents.router(MCP_PATH), end).await;
    agents.finish().await;
    ExitCode::SUCCESS
}

/// Speaks MCP on standard input and output until the client goes away.
async fn run_mcp(lore: Lore) -> ExitCode {
    match mcp::serve(lore, http::asked_to_end()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::report_failure(&error),
    }
}
