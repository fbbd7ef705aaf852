//! Keeps web pages out: which hosts and origins a request may name.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, header, uri::Authority},
    middleware::Next,
    response::Response,
};

use super::failure::{Code, Failure, Result};

/// What browsers say of where a request comes from, in relation to where it goes.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The names by which the server may be called. Any other is that of a web site whose name was made to
/// point here.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    /// Calls to any address, not only to those of this machine itself.
    any_address: bool,
    names: Arc<[String]>,
}

impl Hosts {
    /// The names of a server at an address, and others that it is known by.
    pub fn new(address: SocketAddr, names: Vec<String>) -> Self {
        Self {
            any_address: !address.ip().is_loopback(),
            names: names.into(),
        }
    }

    fn admits(&self, authority: &Authority) -> bool {
        let host = authority.host();
        // Nothing stands before the host, and nothing but a port behind it.
        let behind = authority.as_str().strip_prefix(host);
        let is_plain = behind.is_some_and(|behind| {
            let port = behind.strip_prefix(':');
            behind.is_empty() || port.is_some_and(|port| port.parse::<u16>().is_ok())
        });
        if !is_plain {
            return false;
        }
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        if let Ok(address) = bare.unwrap_or(host).parse::<IpAddr>() {
            return self.any_address || address.to_canonical().is_loopback();
        }
        let mut names = self.names.iter().map(String::as_str);
        host.eq_ignore_ascii_case("localhost") || names.any(|name| host.eq_ignore_ascii_case(name))
    }

    /// Refuses what does not call the server by a name of its own, or comes from a page that the
    /// server did not send.
    fn check(&self, request: &Request) -> Result<()> {
        let host = only(request.headers(), &header::HOST)?
            .ok_or_else(|| Failure::invalid("the request names no host; send a `Host` header"))?;
        let authority: Authority = host
            .parse()
            .map_err(|_| Failure::invalid("the `Host` header names no host"))?;
        let target = request.uri().authority();
        if !self.admits(&authority) || target.is_some_and(|target| !self.admits(target)) {
            return Err(forbidden(
                "the server is not known by this `Host`; call it by its address, or allow the name with `lore serve --allow-host NAME`",
            ));
        }
        let origin = only(request.headers(), &header::ORIGIN)?;
        if origin.is_some_and(|origin| !is_own(origin, host)) {
            return Err(forbidden(
                "pages of another origin have no access; use a program that is no browser",
            ));
        }
        let site = only(request.headers(), &FETCH_SITE)?;
        if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
            return Err(forbidden(
                "pages of another site have no access; use a program that is no browser",
            ));
        }
        Ok(())
    }
}

/// The value of a header that may be there once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    match (value.to_str(), values.next()) {
        (Ok(value), None) => Ok(Some(value)),
        _ => Err(Failure::invalid(format!(
            "the header `{name}` must be there once, in ASCII"
        ))),
    }
}

fn is_own(origin: &str, host: &str) -> bool {
    let authority = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn forbidden(message: &str) -> Failure {
    Failure::new(Code::Forbidden, message)
}

/// Lets through what no web page of others can send.
pub(super) async fn guard(
    State(hosts): State<Hosts>,
    request: Request,
    next: Next,
) -> Result<Response> {
    hosts.check(&request)?;
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn hosts(address: &str, names: &[&str]) -> Hosts {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Hosts::new(address.parse().unwrap(), names)
    }

    fn verdict(hosts: &Hosts, uri: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        hosts.check(&request.body(Body::empty()).unwrap()).is_ok()
    }

    #[test]
    fn only_own_names_are_answered_to() {
        let local = hosts("127.0.0.1:8303", &["lore.test"]);
        let admits = |host| verdict(&local, "/", &[("host", host)]);
        for own in [
            "127.0.0.1:8303",
            "127.0.0.1",
            "127.8.9.1:1",
            "localhost:8303",
            "LocalHost",
            "[::1]:8303",
            "[::1]",
            "[::ffff:127.0.0.1]:8303",
            "lore.test:8303",
            "LORE.test",
        ] {
            assert!(admits(own), "{own}");
        }
        for foreign in [
            "evil.example",
            "evil.example:8303",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "192.168.1.7:8303",
            "0.0.0.0:8303",
            "[::]:8303",
            "[fe80::1]",
            "127.1",
            "2130706433",
            "localhost.",
            "evil.example@127.0.0.1",
            "127.0.0.1@evil.example",
            "",
            "localhost:99999x",
            "local host",
            "[::1",
            "::1",
        ] {
            assert!(!admits(foreign), "{foreign}");
        }
        assert!(!verdict(&local, "/", &[]));
        assert!(!verdict(
            &local,
            "/",
            &[("host", "localhost"), ("host", "localhost")]
        ));
        assert!(!verdict(
            &local,
            "http://evil.example/",
            &[("host", "localhost")]
        ));
        assert!(verdict(
            &local,
            "http://localhost/",
            &[("host", "localhost")]
        ));
    }

    #[test]
    fn from_elsewhere_any_address_is_an_own_name() {
        let open = hosts("0.0.0.0:8303", &[]);
        assert!(verdict(&open, "/", &[("host", "192.168.1.7:8303")]));
        assert!(!verdict(&open, "/", &[("host", "evil.example:8303")]));
    }

    #[test]
    fn pages_of_others_are_kept_out() {
        let local = hosts("127.0.0.1:8303", &[]);
        let admits =
            |name, value| verdict(&local, "/", &[("host", "localhost:8303"), (name, value)]);
        assert!(admits("origin", "http://localhost:8303"));
        for foreign in [
            "http://localhost:3000",
            "http://localhost",
            "http://127.0.0.1:8303",
            "null",
            "",
            "http://evil.example",
            "file://",
            "localhost:8303",
            "http://localhost:8303/",
        ] {
            assert!(!admits("origin", foreign), "{foreign}");
        }
        assert!(admits("sec-fetch-site", "same-origin") && admits("sec-fetch-site", "none"));
        for foreign in ["cross-site", "same-site", ""] {
            assert!(!admits("sec-fetch-site", foreign), "{foreign}");
        }
    }
}
