//! What can be written behind `lore serve`.

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;

/// Where the server listens when nobody says where.
const DEFAULT_ADDRESS: &str = "127.0.0.1:8303";

/// Arguments of `lore serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = DEFAULT_ADDRESS, value_parser = parse_address)]
    pub addr: SocketAddr,

    /// Let other machines reach the server, which does not encrypt
    #[arg(long)]
    pub allow_remote: bool,

    /// A name that clients may call the server by, besides localhost and addresses (repeatable)
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,

    /// Requests a second that each address may send; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub rate_limit: u32,
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let local = text
        .strip_prefix("localhost:")
        .and_then(|port| Some((Ipv4Addr::LOCALHOST, port.parse().ok()?).into()));
    local
        .or_else(|| text.parse().ok())
        .ok_or_else(|| format!("an address has a port, such as {DEFAULT_ADDRESS} or [::1]:8303"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port() {
        for good in ["127.0.0.1:0", "[::1]:8303", "localhost:80", "0.0.0.0:1"] {
            assert!(parse_address(good).is_ok(), "{good}");
        }
        for bad in [
            "127.0.0.1",
            "localhost",
            ":1",
            "localhost:x",
            "example.com:1",
            "127.0.0.1:65536",
        ] {
            assert!(parse_address(bad).is_err(), "{bad}");
        }
    }
}
