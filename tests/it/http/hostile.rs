//! SQL, paths and impossible numbers in every place that takes a value.

use serde_json::json;

use super::{
    client::{Client, encoded},
    server::Server,
    storing::ODD_TEXTS,
};
use crate::cli::program::Place;

/// What a value may try to be.
const TRICKS: [&str; 12] = [
    "' OR '1'='1",
    "'; DROP TABLE orchestra_knowledge; --",
    "') OR 1=1 --",
    "x' UNION SELECT * FROM entries --",
    "\\' OR 1=1 --",
    "%",
    "_",
    "\" OR \"\"=\"",
    "../../../etc/passwd",
    "..\\..\\x",
    "a\0b",
    "\u{202e}\u{feff}日本",
];

fn stored(place: &Place) -> (Server, Client) {
    let server = Server::start(place);
    let mut client = server.client();
    let items: Vec<_> = (0..5)
        .map(|n| json!({"text": format!("note {n}"), "type": "issue", "project_id": "p", "agent": "qa"}))
        .collect();
    let answer = client.post("/store-batch", &json!({"items": items}));
    answer.expect(201);
    (server, client)
}

fn total(client: &mut Client) -> u64 {
    let stats = client.get("/stats").expect(200);
    stats["total_entries"].as_u64().unwrap()
}

#[test]
fn no_value_reaches_further_than_it_says() {
    let place = Place::with_new_store();
    let (_server, mut client) = stored(&place);
    for trick in TRICKS.into_iter().chain(ODD_TEXTS) {
        for field in [
            "project_id",
            "type",
            "agent",
            "session_id",
            "order_by",
            "repository",
        ] {
            let mut query = json!({"limit": 10});
            query[field] = json!(trick);
            let answer = client.post("/query", &query);
            match answer.status {
                // Nothing has that name; what is ignored, or no order, is not tried here.
                200 => {
                    let found = answer.json();
                    assert!(field != "order_by", "{trick}");
                    assert_eq!(found["results"], json!([]), "{field} {trick}");
                }
                400 | 404 => drop(answer.json()),
                _ => panic!("{field} {trick}: {answer:?}"),
            }
            let mut search = json!({"query": "note", "limit": 10});
            search[field] = json!(trick);
            let answer = client.post("/search", &search);
            assert!([200, 400, 404].contains(&answer.status), "{answer:?}");
            if answer.status == 200 && ["project_id", "type", "agent"].contains(&field) {
                assert_eq!(answer.json()["count"], 0, "{field} {trick}");
            }
            let path = format!("/search?q=note&{field}={}", encoded(trick));
            let answer = client.get(&path);
            assert!([200, 400, 404].contains(&answer.status), "{answer:?}");
        }
        let name = encoded(trick);
        for path in [
            format!("/{name}"),
            format!("/project/{name}"),
            format!("/project/p?type={name}"),
            format!("/stats?project_id={name}"),
            format!("/search?q={name}"),
            format!("/search?q=note&start_date={name}&end_date={name}"),
        ] {
            let answer = client.get(&path);
            let fine = [200, 400, 404].contains(&answer.status);
            assert!(fine, "{path}: {answer:?}");
            answer.json();
        }
        let path = format!("/{name}");
        for (method, path) in [
            ("PATCH", path.clone()),
            ("DELETE", path.clone()),
            ("POST", format!("{path}/restore")),
        ] {
            let answer = client.json(method, &path, &[], &json!({"agent": "x"}));
            let answer = answer.unwrap();
            assert!([400, 404].contains(&answer.status), "{method} {answer:?}");
        }
        let cleanup = json!({"older_than_days": 0, "project_id": trick});
        let answer = client.post("/cleanup", &cleanup);
        assert!([200, 400, 404].contains(&answer.status), "{answer:?}");
        assert_eq!(total(&mut client), 5, "{trick}");
    }
}

#[test]
fn a_path_stays_a_path_of_the_api() {
    let place = Place::with_new_store();
    let (server, mut client) = stored(&place);
    let file = place.path().join("outside");
    std::fs::write(&file, "what nobody may read").unwrap();
    for path in [
        "//api/knowledge/../../outside",
        "//../../../../etc/passwd",
        "//api/knowledge/%2e%2e%2f%2e%2e%2foutside",
        "//api/knowledge/..%2f..%2foutside",
        "//api//knowledge/stats",
        "//api/knowledge//stats",
        "//API/KNOWLEDGE/stats",
        "//api/knowledge/project/..%2f..%2foutside",
        "//api/knowledge/stats%00",
        "//api/knowledge/stats/",
        "//api/knowledge",
        "//",
    ] {
        let answer = client.get(path);
        assert!(
            [200, 400, 404].contains(&answer.status),
            "{path}: {answer:?}"
        );
        assert!(!answer.text().contains("nobody may read"), "{path}");
        // What slips past one rule must not slip past the token.
        let answer = server.client_with(None).get(path);
        assert_eq!(answer.status, 401, "{path}: {answer:?}");
    }
    assert_eq!(total(&mut client), 5);
}

#[test]
fn numbers_have_bounds() {
    let place = Place::with_new_store();
    let (_server, mut client) = stored(&place);
    let numbers = [
        json!(u64::MAX),
        json!(i64::MIN),
        json!(-1),
        json!(1e308),
        json!(0.5),
        json!(1_000_000_000_000_000_u64),
        json!("10"),
        json!("ten"),
        json!([]),
        json!(true),
    ];
    for number in &numbers {
        for (path, field) in [
            ("/search", "limit"),
            ("/search", "threshold"),
            ("/query", "limit"),
            ("/query", "offset"),
        ] {
            let mut body = json!({"query": "note"});
            body[field] = number.clone();
            let answer = client.post(path, &body);
            assert!([200, 400].contains(&answer.status), "{answer:?}");
            answer.json();
        }
        let text = encoded(number.to_string().trim_matches('"'));
        for path in [
            format!("/search?q=note&limit={text}"),
            format!("/search?q=note&threshold={text}"),
            format!("/project/p?limit={text}"),
        ] {
            let answer = client.get(&path);
            assert!([200, 400].contains(&answer.status), "{answer:?}");
            answer.json();
        }
        let task = json!({"current_task": "note", "context": {"limit": number}});
        let answer = client.post("/post-compaction", &task);
        assert!([200, 400].contains(&answer.status), "{answer:?}");
    }
    // Behind the end there is nothing, and that is an answer.
    let far = client.post("/query", &json!({"limit": 10, "offset": 1_000_000}));
    let far = far.expect(200);
    assert_eq!(far["results"], json!([]));
    assert_eq!(far["total"], 5);
}
