//! The server as the command line has it: what it is to be, and what is told of it.

use std::{io::Write, net::SocketAddr, num::NonZeroU32, path::Path, process::ExitCode};

use serde_json::json;

use super::{
    args::ServeArgs,
    failure::{Code, Failure, Stop},
    output::Output,
};
use crate::{config::ServeSettings, domain::printable::printable_line, service::Lore};

/// A server that is to be started.
#[derive(Debug)]
pub struct Serve {
    /// The store.
    pub lore: Lore,
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether other machines may reach it.
    pub allow_remote: bool,
    /// Names that it is known by.
    pub hosts: Vec<String>,
    /// Requests a second that each address may send; any number when there is none.
    pub rate_limit: Option<NonZeroU32>,
    /// Whether one JSON document is wanted.
    pub json: bool,
}

/// A server that listens.
#[derive(Debug)]
pub struct Serving<'a> {
    /// Where it listens.
    pub address: SocketAddr,
    /// The file with the token; none, when the environment gave it.
    pub token_file: Option<&'a Path>,
    /// The store.
    pub store: &'a Path,
    /// Whether one JSON document is wanted.
    pub json: bool,
}

impl Serve {
    /// As the arguments have it, and the settings where these say nothing.
    pub(super) fn new(lore: Lore, args: ServeArgs, settings: ServeSettings, json: bool) -> Self {
        Self {
            lore,
            address: args.addr.unwrap_or(settings.addr),
            allow_remote: args.allow_remote,
            hosts: [settings.allow_host, args.allow_host].concat(),
            rate_limit: NonZeroU32::new(args.rate_limit.unwrap_or(settings.rate_limit)),
            json,
        }
    }
}

impl Serving<'_> {
    /// Tells where the server is and where its token stands.
    pub fn announce(&self) {
        // A server needs nobody who reads this.
        let _ = self.write(&mut Output::of_process(self.json));
    }

    fn write(&self, out: &mut Output) -> Result<(), Stop> {
        let url = format!("http://{}", self.address);
        if self.json {
            out.document(&json!({
                "url": url,
                "address": self.address.to_string(),
                "store": self.store.display().to_string(),
                "token_file": self.token_file.map(|path| path.display().to_string()),
            }))?;
        } else {
            let store = self.store.display().to_string();
            let token = self.token_file.map_or_else(
                || "the value of LORE_TOKEN".to_owned(),
                |path| path.display().to_string(),
            );
            writeln!(out, "serving {} on {url}", printable_line(&store))?;
            writeln!(out, "token: {}", printable_line(&token))?;
        }
        Ok(out.flush()?)
    }
}

/// Reports that a server did not start: by wrong usage, or because the machine does not let it.
#[must_use]
pub fn report_server_failure(error: &dyn std::error::Error, usage: bool, json: bool) -> ExitCode {
    let code = if usage {
        Code::InvalidRequest
    } else {
        Code::ServiceUnavailable
    };
    let failure = Failure::new(code, error.to_string());
    Output::of_process(json).fail(&failure);
    failure.exit_code().into()
}
