//! What can be written behind `lore serve`.

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;

/// Arguments of `lore serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where to listen; port 0 takes any that is free [default: 127.0.0.1:8303]
    #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
    pub addr: Option<SocketAddr>,

    /// Let other machines reach the server, which does not encrypt
    #[arg(long)]
    pub allow_remote: bool,

    /// A name that clients may call the server by, besides localhost and addresses (repeatable)
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,

    /// Requests a second that each address may send; 0 for any number [default: 1000]
    #[arg(long, value_name = "N")]
    pub rate_limit: Option<u32>,
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let local = text
        .strip_prefix("localhost:")
        .and_then(|port| Some((Ipv4Addr::LOCALHOST, port.parse().ok()?).into()));
    local
        .or_else(|| text.parse().ok())
        .ok_or_else(|| "an address has a port, such as 127.0.0.1:8303 or [::1]:8303".to_owned())
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
