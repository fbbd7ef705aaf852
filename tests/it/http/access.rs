//! Who may not come in: without the token, from elsewhere, or through a browser's back door.

use std::path::PathBuf;

use serde_json::json;

use super::{
    client::BASE,
    server::{Server, TOKEN},
};
use crate::{cli::program::Place, waiting::until};

/// Requests one after the other, of which some come too soon on any machine.
const PATIENT: usize = 10_000;

/// Every route, as the server itself describes it, with something in place of its parameters.
fn routes(server: &Server) -> Vec<(String, String)> {
    let described = server.client().get("/openapi.json").expect(200);
    let mut routes = Vec::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                let path = path.replace(['{', '}'], "");
                routes.push((method.to_uppercase(), path));
            }
        }
    }
    assert!(routes.len() >= 17, "{routes:?}");
    routes
}

fn is_health(path: &str) -> bool {
    path == "/health" || path == format!("{BASE}/health")
}

#[test]
fn nobody_comes_in_without_the_token() {
    let place = Place::with_legacy_store();
    let server = Server::start(&place);
    let longer = format!("{TOKEN}0");
    let upper = TOKEN.to_uppercase();
    let tokens = [
        None,
        Some(""),
        Some("wrong"),
        Some(&TOKEN[..TOKEN.len() - 1]),
        Some(&longer),
        Some(&upper),
        Some("{}"),
    ];
    for (method, path) in routes(&server) {
        if is_health(&path) {
            continue;
        }
        for token in tokens {
            let mut client = server.client_with(token);
            let headers = [("content-type", "application/json")];
            let answer = client
                .send(&method, &format!("/{path}"), &headers, Some(b"{}"))
                .unwrap();
            assert!(answer.header("www-authenticate").is_some(), "{answer:?}");
            let message = answer.expect_error(401, "UNAUTHORIZED");
            assert!(!message.contains(TOKEN), "{message}");
        }
    }
    // What is not there is not told to strangers either.
    let mut stranger = server.client_with(None);
    stranger.get("/stats").expect_error(401, "UNAUTHORIZED");
    for path in ["/health", "//health"] {
        assert_eq!(stranger.get(path).expect(200)["status"], "healthy");
    }
}

#[test]
fn the_token_counts_in_its_header_alone() {
    let place = Place::with_legacy_store();
    let server = Server::start(&place);
    let mut stranger = server.client_with(None);
    let header = |value: String| [("authorization", value)];
    let elsewhere = [
        header(format!("Basic {TOKEN}")),
        header(TOKEN.to_owned()),
        header(format!("Bearer{TOKEN}")),
        header(format!("Bearer {TOKEN} {TOKEN}")),
        [("cookie", format!("token={TOKEN}"))],
        [("x-api-key", TOKEN.to_owned())],
    ];
    for headers in &elsewhere {
        let headers: Vec<_> = headers.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = stranger.send("GET", "/stats", &headers, None).unwrap();
        answer.expect_error(401, "UNAUTHORIZED");
    }
    for name in ["token", "access_token", "authorization"] {
        let answer = stranger.get(&format!("/stats?{name}={TOKEN}"));
        answer.expect_error(401, "UNAUTHORIZED");
    }
    // The scheme's name may be written in any case.
    let lower = format!("bearer {TOKEN}");
    let answer = stranger.send("GET", "/stats", &[("authorization", &lower)], None);
    answer.unwrap().expect(200);
}

#[test]
fn a_foreign_host_is_refused() {
    let place = Place::with_legacy_store();
    let server = Server::start(&place);
    let port = server.address.port();
    let mut client = server.client();
    let foreign = [
        // What a name that was bound anew to 127.0.0.1 looks like.
        format!("evil.example:{port}"),
        "evil.example".to_owned(),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("localhost@evil.example:{port}"),
        format!("127.0.0.1:{port}.evil.example"),
        format!("[::1].evil.example:{port}"),
        format!("0.0.0.0:{port}"),
        format!("169.254.169.254:{port}"),
    ];
    for host in &foreign {
        for path in ["/stats", "/health", "//health"] {
            let answer = client.send("GET", path, &[("host", host)], None).unwrap();
            assert!([400, 403].contains(&answer.status), "{host}: {answer:?}");
            let code = answer.json()["code"].clone();
            assert!(code == "FORBIDDEN" || code == "INVALID_REQUEST", "{code}");
        }
    }
    for host in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("LocalHost:{port}"),
    ] {
        let answer = client.send("GET", "/stats", &[("host", &host)], None);
        answer.unwrap().expect(200);
    }
    // Two of them, none, and one in the first line.
    let authorization = format!("authorization: Bearer {TOKEN}\r\nconnection: close\r\n");
    let good = format!("host: 127.0.0.1:{port}\r\n");
    for (target, hosts) in [
        (
            format!("{BASE}/stats"),
            format!("{good}host: evil.example\r\n"),
        ),
        (
            format!("{BASE}/stats"),
            format!("host: evil.example\r\n{good}"),
        ),
        (format!("{BASE}/stats"), String::new()),
        (format!("http://evil.example{BASE}/stats"), good),
    ] {
        let answer =
            server.raw(format!("GET {target} HTTP/1.1\r\n{hosts}{authorization}\r\n").as_bytes());
        let refused = answer.starts_with("HTTP/1.1 403") || answer.starts_with("HTTP/1.1 400");
        assert!(refused, "{target} {hosts:?}: {answer}");
    }
}

#[test]
fn a_page_of_another_origin_reads_and_writes_nothing() {
    let place = Place::with_legacy_store();
    let server = Server::start(&place);
    let port = server.address.port();
    let before = place.lore(&["stats", "--json"]).json()["total_entries"].clone();
    let mut client = server.client();
    let entry = json!({"text": "written by a page"}).to_string();
    let foreign = [
        "https://evil.example",
        "null",
        "http://localhost:1",
        "http://127.0.0.1",
        "file://",
        "chrome-extension://abcdefgh",
        &format!("http://127.0.0.1:{port}.evil.example"),
        &format!("http://127.0.0.1.evil.example:{port}"),
        "",
    ];
    for origin in foreign {
        // What a browser sends without asking first, and what it asks first.
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json",
        ] {
            let headers = [("origin", origin), ("content-type", kind)];
            let answer = client
                .send("POST", "/store", &headers, Some(entry.as_bytes()))
                .unwrap();
            assert_closed(&answer.headers);
            answer.expect_error(403, "FORBIDDEN");
        }
        for path in [
            "/stats",
            "/health",
            "/openapi.json",
            "/events",
            "/search?q=x",
        ] {
            let answer = client
                .send("GET", path, &[("origin", origin)], None)
                .unwrap();
            assert_closed(&answer.headers);
            answer.expect_error(403, "FORBIDDEN");
        }
        let asked = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            (
                "access-control-request-headers",
                "authorization, content-type",
            ),
        ];
        let answer = client.send("OPTIONS", "/store", &asked, None).unwrap();
        assert_closed(&answer.headers);
        assert_eq!(answer.status, 403);
    }
    // What a browser says of a request beside its origin.
    let page = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "no-cors"),
    ];
    let answer = client.send("GET", "/stats", &page, None).unwrap();
    assert_closed(&answer.headers);
    // A form, or a script without leave, cannot send the header that a write needs.
    let mut page = server.client_with(None);
    let headers = [("content-type", "text/plain")];
    let answer = page.send("POST", "/store", &headers, Some(entry.as_bytes()));
    answer.unwrap().expect_error(401, "UNAUTHORIZED");
    let kinds = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ];
    for kind in kinds {
        let headers = [("content-type", kind)];
        let answer = client.send("POST", "/store", &headers, Some(entry.as_bytes()));
        answer.unwrap().expect_error(415, "INVALID_REQUEST");
    }
    let after = place.lore(&["stats", "--json"]).json()["total_entries"].clone();
    assert_eq!(before, after);
}

/// No page is let in by any header.
fn assert_closed(headers: &[(String, String)]) {
    let cors = headers
        .iter()
        .find(|(name, _)| name.starts_with("access-control-"));
    assert_eq!(cors, None);
}

#[test]
fn the_token_is_made_once_for_one_user_and_never_told() {
    let place = Place::with_new_store();
    let server = Server::with(&place, &[], &[("LORE_LOG", "debug")]);
    let mut stranger = server.client_with(None);
    stranger.get("/stats").expect_error(401, "UNAUTHORIZED");
    let file = token_file(&server);
    let token = std::fs::read_to_string(&file).unwrap().trim().to_owned();
    assert!(token.len() >= 32, "{} characters", token.len());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        let folder = file.parent().unwrap();
        assert_eq!(mode(folder) & 0o077, 0, "{}", folder.display());
    }
    let mut client = server.client_with(Some(&token));
    let text = "a text that belongs into no log";
    client.store(&json!({"text": text}));
    client.get("/search?q=words-of-a-query").expect(200);
    server.terminate();
    let told = server.told();
    assert!(server.wait().success());
    let log = file.with_file_name("lore.log");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = log.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("/api/knowledge/store"), "{log}");
    for secret in [token.as_str(), text, "words-of-a-query"] {
        assert!(!told.contains(secret), "{told}");
        assert!(!log.contains(secret), "{secret} in {log}");
    }

    // Another start has the same one, and a broken file is no open door.
    let server = Server::with(&place, &[], &[]);
    assert_eq!(token_file(&server), file);
    server.client_with(Some(&token)).get("/stats").expect(200);
    drop(server);
    std::fs::write(&file, "\n").unwrap();
    let ran = place.lore(&["serve", "--addr", "127.0.0.1:0"]);
    assert_ne!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stderr.contains("token"), "{}", ran.stderr);
}

/// The path of the token's file, which the server tells at its start.
fn token_file(server: &Server) -> PathBuf {
    until("the path of a token", || {
        let told = server.told();
        let path = told.lines().find_map(|line| line.strip_prefix("token: "));
        path.map(PathBuf::from)
    })
}

#[test]
fn who_sends_too_much_is_told_once_when_to_come_again() {
    let place = Place::with_new_store();
    let server = Server::with(&place, &["--rate-limit", "5"], &[("LORE_TOKEN", TOKEN)]);
    let mut client = server.client();
    let mut last = client.get("/openapi.json");
    for _ in 0..PATIENT {
        assert_eq!(last.header("x-ratelimit-limit"), Some("5"), "{last:?}");
        if last.status != 200 {
            break;
        }
        last = client.get("/openapi.json");
    }
    assert_eq!(last.header("retry-after"), Some("1"));
    assert_eq!(last.header("x-ratelimit-after"), None);
    last.expect_error(429, "RATE_LIMIT_EXCEEDED");
}

#[test]
fn other_networks_are_reached_only_on_demand() {
    let place = Place::with_new_store();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let ran = place.lore(&["serve", "--addr", address]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("--"), "what to do: {}", ran.stderr);
    }
}
