//! Requests that are too long, too slow, too deep, or no requests at all.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    client::BASE,
    server::{Server, TOKEN},
};
use crate::{cli::program::Place, waiting::PATIENCE};

const MEGABYTE: usize = 1024 * 1024;

/// The head of a request with a token.
fn head(server: &Server, method: &str, path: &str, more: &str) -> String {
    format!(
        "{method} {BASE}{path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {TOKEN}\r\n{more}\r\n",
        server.address
    )
}

/// Refuses a server that answers no more, or has something that nobody stored.
fn assert_well(server: &Server, entries: usize) {
    let stats = server.client().get("/stats").expect(200);
    assert_eq!(stats["total_entries"], entries);
}

#[test]
fn a_body_that_is_too_long_is_refused() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let entry = |bytes: usize| json!({"text": "x".repeat(bytes), "project_id": "p"});
    let long = entry(11 * MEGABYTE);
    let answer = client.post("/store", &long);
    answer.expect_error(413, "PAYLOAD_TOO_LARGE");
    let batch = json!({"items": (0..6).map(|_| entry(9 * MEGABYTE)).collect::<Vec<_>>()});
    for path in ["/store-batch", "/store/batch"] {
        let answer = client.post(path, &batch);
        answer.expect_error(413, "PAYLOAD_TOO_LARGE");
    }
    let id = client.store(&json!({"text": "short", "project_id": "p"}));
    let answer = client.patch(&format!("/{id}"), &long);
    answer.expect_error(413, "PAYLOAD_TOO_LARGE");
    assert_well(&server, 1);
}

#[test]
fn a_hundred_megabytes_do_not_fill_the_memory() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    assert_well(&server, 0);
    #[cfg(target_os = "linux")]
    let before = server.memory();
    let answer = server.client().send(
        "POST",
        "/store",
        &[("content-type", "application/json")],
        Some(&vec![b'x'; 100 * MEGABYTE]),
    );
    answer.unwrap().expect_error(413, "PAYLOAD_TOO_LARGE");

    // The same without telling how long it will be.
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let more = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
    let head = head(&server, "POST", "/store-batch", more);
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("{:x}\r\n{}\r\n", MEGABYTE, "x".repeat(MEGABYTE));
    for _ in 0..100 {
        // It may have hung up already.
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    #[cfg(target_os = "linux")]
    {
        let grown = server.memory().saturating_sub(before);
        assert!(grown < 150 * MEGABYTE as u64, "{grown} bytes more");
    }
    assert_well(&server, 0);
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let nested = |open: &str, close: &str| {
        let depth = 100_000;
        let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        format!("{{\"text\":\"x\",\"metadata\":{value}}}").into_bytes()
    };
    let bodies: [Vec<u8>; 10] = [
        Vec::new(),
        b"{".to_vec(),
        b"{\"text\":\"x\"} trailing".to_vec(),
        b"{\"text\":\"\xff\xfe\"}".to_vec(),
        b"{\"text\":\"\xed\xa0\x80\"}".to_vec(),
        b"{\"text\":\"\\ud800\"}".to_vec(),
        b"\xef\xbb\xbf{}\0".to_vec(),
        nested("[", "]"),
        nested("{\"a\":", "}"),
        b"text=x&type=issue".to_vec(),
    ];
    for body in &bodies {
        let headers = [("content-type", "application/json")];
        for path in ["/store", "/store-batch", "/search", "/query", "/cleanup"] {
            let answer = client.send("POST", path, &headers, Some(body)).unwrap();
            let message = answer.expect_error(400, "INVALID_REQUEST");
            assert!(message.len() < 500, "{message}");
        }
    }
    // As deep as it may be is kept.
    let mut metadata = json!(1);
    for _ in 0..100 {
        metadata = json!({ "a": metadata });
    }
    let id = client.store(&json!({"text": "deep", "metadata": metadata}));
    assert_eq!(
        client.get(&format!("/{id}")).expect(200)["metadata"],
        metadata
    );
}

#[test]
fn bytes_that_are_no_text_are_refused_wherever_they_stand() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    for path in ["/%ff%fe", "/project/%ff", "/%c3%28", "/%ed%a0%80"] {
        client.get(path).expect_error(400, "INVALID_REQUEST");
    }
    for path in [
        "/search?q=%ff",
        "/stats?project_id=%c3%28",
        "/project/p?type=%ff",
    ] {
        let answer = client.get(path);
        // Where a library puts U+FFFD in their place, nothing is found, and nothing harmed.
        assert!([200, 400, 404].contains(&answer.status), "{answer:?}");
    }
    let raw: [&[u8]; 6] = [
        b"GET /api/knowledge/\xff HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        b"GET /stats HTTP/1.1\r\nhost: \xff\r\nconnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"\0\0\0\0\0\0\0\0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for bytes in raw {
        let answer = server.raw(bytes);
        let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(refused, "{answer}");
    }
    assert_well(&server, 0);
}

#[test]
fn a_flood_of_headers_is_refused() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let many: Vec<String> = (0..20_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let long = format!("x-long: {}\r\n", "y".repeat(MEGABYTE));
    for more in [many.concat(), long] {
        let answer = server.raw(head(&server, "GET", "/stats", &more).as_bytes());
        let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 431");
        assert!(refused, "{answer}");
    }
    let path = format!("/{}", "x".repeat(MEGABYTE));
    let answer = server.raw(head(&server, "GET", &path, "").as_bytes());
    let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
    assert!(refused, "{answer}");
    assert_well(&server, 0);
}

#[test]
fn a_body_of_two_lengths_is_one_request_or_none() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let smuggled = head(&server, "DELETE", "/cleanup", "content-length: 0\r\n");
    for more in [
        "content-length: 4\r\ntransfer-encoding: chunked\r\n",
        "content-length: 4\r\ncontent-length: 400\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "content-length: +4\r\n",
        "content-length: 99999999999999999999\r\n",
    ] {
        let more = format!("content-type: application/json\r\nconnection: close\r\n{more}");
        let request = head(&server, "POST", "/search", &more) + "0\r\n\r\n" + &smuggled;
        let answer = server.raw(request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4"), "{more:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{more:?}: {answer}");
    }
}

/// Sends a head, then its body a byte a second, until there is an answer.
fn drip(address: SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let second = Duration::from_secs(1);
    stream.set_read_timeout(Some(second)).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let start = Instant::now();
    let mut answer = [0; 64];
    while start.elapsed() < PATIENCE {
        stream.write_all(b" ").unwrap();
        // Nothing comes within the second as long as it is waited for more.
        if let Ok(read) = stream.read(&mut answer) {
            return String::from_utf8_lossy(&answer[..read]).into_owned();
        }
    }
    panic!("a body that never ends is waited for");
}

#[test]
fn slow_clients_hold_up_nobody_and_are_sent_away() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let more = "content-type: application/json\r\ncontent-length: 1000\r\n";
    let whole = head(&server, "POST", "/store", more);
    let half = &whole[..whole.len() / 2];
    let start = Instant::now();
    let slow: Vec<TcpStream> = (0..100)
        .map(|number| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            // Some have sent a part of the head, the others the head and a part of the body.
            let begun = if number % 2 == 0 { half } else { &whole };
            stream.write_all(begun.as_bytes()).unwrap();
            if number % 2 == 1 {
                stream.write_all(b"{\"text\":").unwrap();
            }
            stream
        })
        .collect();
    let whole = whole.replacen(&format!("{BASE}/store"), "/mcp", 1);
    let address = server.address;
    let dripping = thread::spawn(move || drip(address, &whole));
    let mut client = server.client();
    for n in 0..10 {
        client.store(&json!({"text": format!("note {n}"), "project_id": "p"}));
    }
    assert_well(&server, 10);
    assert!(dripping.join().unwrap().starts_with("HTTP/1.1 408"));
    for mut stream in slow {
        let mut answer = String::new();
        // Ends when the server hangs up; else it times out and fails.
        stream.read_to_string(&mut answer).unwrap();
        let told = answer.is_empty() || answer.starts_with("HTTP/1.1 408");
        assert!(told, "{answer}");
    }
    assert!(start.elapsed() < PATIENCE);
    assert_well(&server, 10);
}

#[test]
fn what_is_mounted_fails_as_the_api_does() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let json = ("content-type", "application/json");
    let accept = ("accept", "application/json, text/event-stream");
    let long = vec![b' '; 17 * MEGABYTE];
    for (method, headers, body, status, code) in [
        ("GET", &[accept][..], None, 405, "INVALID_REQUEST"),
        ("POST", &[json], Some(&b"{}"[..]), 406, "INVALID_REQUEST"),
        ("POST", &[accept], Some(b"{}"), 415, "INVALID_REQUEST"),
        ("POST", &[json, accept], Some(b"{"), 400, "INVALID_REQUEST"),
        ("POST", &[json, accept], Some(b"{}"), 400, "INVALID_REQUEST"),
        (
            "POST",
            &[json, accept],
            Some(&long),
            413,
            "PAYLOAD_TOO_LARGE",
        ),
    ] {
        let answer = server.client().send(method, "//mcp", headers, body);
        let answer = answer.unwrap();
        assert_eq!(answer.header("allow").is_some(), status == 405);
        answer.expect_error(status, code);
    }
}
