//! How the server serves, unless the command line says otherwise.

use std::net::{Ipv4Addr, SocketAddr};

use serde::Deserialize;

/// The `[serve]` table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServeSettings {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Names that clients may call it by, besides localhost and addresses.
    pub allow_host: Vec<String>,
    /// Requests a second that each address may send; 0 for any number.
    pub rate_limit: u32,
}

impl Default for ServeSettings {
    fn default() -> Self {
        const PORT: u16 = 8303;
        // Dozens of busy agents send far less.
        const RATE_LIMIT: u32 = 1000;
        Self {
            addr: (Ipv4Addr::LOCALHOST, PORT).into(),
            allow_host: Vec::new(),
            rate_limit: RATE_LIMIT,
        }
    }
}
