use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::http::app::Streams;

const TOKEN: &str = "the-token-of-these-tests";

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// A server over an empty store that is not bound to any address; its token is [`TOKEN`].
async fn server(mounted: Router) -> (Router, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(&folder.path().join("store"))
        .await
        .unwrap();
    let (_, closing) = Closing::new();
    let guards = Guards {
        hosts: Hosts::new("127.0.0.1:8303".parse().unwrap(), Vec::new()),
        token: Token::establish(Some(TOKEN), None).unwrap().0,
        rate: None,
    };
    (build(lore, closing, mounted, guards).0, folder)
}

async fn ask(router: &Router, method: &str, path: &str) -> (StatusCode, Value) {
    told(send(router, method, path, None).await).await
}

async fn post(router: &Router, path: &str, body: &Value) -> (StatusCode, Value) {
    let path = format!("/api/knowledge{path}");
    told(send(router, "post", &path, Some(body)).await).await
}

async fn get(router: &Router, path: &str) -> (StatusCode, Value) {
    ask(router, "get", &format!("/api/knowledge{path}")).await
}

async fn send(router: &Router, method: &str, path: &str, body: Option<&Value>) -> Response {
    let mut request = Request::builder()
        .method(method.to_uppercase().as_str())
        .uri(path)
        .header("host", "localhost:8303")
        .header("authorization", format!("Bearer {TOKEN}"));
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = request.body(body).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

async fn told(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    if response.headers()["content-type"] != "application/json" {
        return (status, Value::Null);
    }
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

/// The methods of each path that the description names.
async fn described(router: &Router) -> BTreeMap<String, BTreeSet<String>> {
    let (status, description) = ask(router, "get", "/openapi.json").await;
    assert_eq!(status, StatusCode::OK);
    let paths = description["paths"].as_object().unwrap();
    let methods = |item: &Value| {
        let names = item.as_object().unwrap().keys().cloned();
        names
            .filter(|name| METHODS.contains(&name.as_str()))
            .collect()
    };
    paths
        .iter()
        .map(|(path, item)| (path.clone(), methods(item)))
        .collect()
}

#[tokio::test]
async fn every_route_is_described_and_nothing_else() {
    let (router, _folder) = server(Router::new()).await;
    let described = described(&router).await;
    // The only place where a router tells its paths.
    let told = format!("{router:?}");
    let taken: BTreeSet<&str> = told
        .split('"')
        // What catches the rest is told as two more.
        .filter(|part| part.starts_with('/') && *part != "/" && !part.contains("__private"))
        .collect();
    let named: BTreeSet<&str> = described.keys().map(String::as_str).collect();
    assert_eq!(taken, named);
    for (path, methods) in &described {
        assert!(!methods.is_empty(), "{path}");
        let url = path
            .replace("{id}", "decision-1")
            .replace("{project_id}", "x");
        for method in METHODS {
            let (status, _) = ask(&router, method, &url).await;
            let is_taken = status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(
                is_taken,
                methods.contains(method),
                "{method} {path}: {status}"
            );
        }
    }
}

#[tokio::test]
async fn whatever_fails_says_so_in_json() {
    async fn panics() {
        panic!("on purpose");
    }
    let mounted = Router::new().route("/panics", axum::routing::get(panics));
    let (router, _folder) = server(mounted).await;
    for (method, path, status, code) in [
        ("get", "/nowhere", 404, "NOT_FOUND"),
        ("get", "/api/knowledge/decision-1", 404, "NOT_FOUND"),
        ("put", "/health", 405, "INVALID_REQUEST"),
        ("post", "/api/knowledge/query", 415, "INVALID_REQUEST"),
        ("get", "/api/knowledge/%ff", 400, "INVALID_REQUEST"),
        ("get", "/api/knowledge/search", 400, "INVALID_REQUEST"),
        ("get", "/api/knowledge/search?q=%20", 400, "INVALID_QUERY"),
        (
            "get",
            "/api/knowledge/search?q=x&limit=0",
            400,
            "INVALID_REQUEST",
        ),
        (
            "get",
            "/api/knowledge/search?q=x&limit=99999999999",
            400,
            "INVALID_REQUEST",
        ),
        (
            "get",
            "/api/knowledge/search?q=x&threshold=NaN",
            400,
            "INVALID_REQUEST",
        ),
        (
            "get",
            "/api/knowledge/search?q=x&q=y",
            400,
            "INVALID_REQUEST",
        ),
        (
            "get",
            "/api/knowledge/stats?projct=x",
            400,
            "INVALID_REQUEST",
        ),
        (
            "get",
            "/api/knowledge/stats?repository=..%2Fx",
            404,
            "NOT_FOUND",
        ),
        ("get", "/panics", 500, "DATABASE_ERROR"),
    ] {
        let (found, body) = ask(&router, method, path).await;
        assert_eq!(found.as_u16(), status, "{method} {path}: {body}");
        assert_eq!(body["code"], code, "{method} {path}");
        let message = body["error"].as_str().unwrap();
        assert!(!message.is_empty() && !message.contains('\n'), "{message}");
        assert!(body["details"].is_object());
    }
}

#[tokio::test]
async fn a_project_that_is_not_there_yet_is_no_failure() {
    let (router, _folder) = server(Router::new()).await;
    let (status, body) = get(&router, "/project/a%2Fb").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&body["items"], &body["total"]), (&json!([]), &json!(0)));
    for path in [
        "/project/new",
        "/search?q=x&project_id=new",
        "/stats?project_id=new",
    ] {
        let (status, body) = get(&router, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_noted(&body, "'new'");
    }
    let of_new = json!({"project_id": "new"});
    for (path, body) in [
        ("/query", of_new.clone()),
        (
            "/cleanup",
            json!({"project_id": "new", "older_than_days": 1}),
        ),
        (
            "/post-compaction",
            json!({"current_task": "x", "context": of_new}),
        ),
    ] {
        let (status, body) = post(&router, path, &body).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_noted(&body, "'new'");
    }
}

#[track_caller]
fn assert_noted(answer: &Value, note: &str) {
    let told = answer["notes"][0].as_str().unwrap_or_default();
    assert!(told.contains(note), "{answer}");
}

#[tokio::test]
async fn what_would_take_too_long_is_refused() {
    let (router, _folder) = server(Router::new()).await;
    let many = |count: usize| vec!["x"; count];
    let long = |count: usize| "x".repeat(count);
    for (path, body, reason) in [
        ("/query", json!({"contains": many(40_000)}), "`contains`"),
        ("/query", json!({"contains": many(33)}), "`contains`"),
        ("/query", json!({"type": many(1001)}), "`type`"),
        (
            "/search",
            json!({"query": "x", "agent": many(1001)}),
            "`agent`",
        ),
        ("/search", json!({"query": long(20_001)}), "20000"),
        (
            "/search",
            json!({"query": long(257), "mode": "fuzzy"}),
            "256",
        ),
        (
            "/post-compaction",
            json!({"current_task": long(20_001)}),
            "20000",
        ),
        ("/cleanup", json!({"older_than_days": 700_001}), "700000"),
    ] {
        let (status, body) = post(&router, path, &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {reason}");
        assert!(body["error"].as_str().unwrap().contains(reason), "{body}");
    }
    for body in [
        json!({"query": long(256), "mode": "fuzzy"}),
        json!({"query": long(20_000), "mode": "keyword", "contains": many(32)}),
    ] {
        let (status, body) = post(&router, "/search", &body).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
}

#[tokio::test]
async fn query_strings_take_the_filters_of_bodies() {
    let (router, _folder) = server(Router::new()).await;
    for (text, kind, agent) in [
        ("Tokens are rotated weekly", "decision", "qa"),
        ("Tokens are kept in memory", "pattern", "go"),
        ("Tokens leak into the log", "issue", "qa"),
    ] {
        let entry = json!({"text": text, "type": kind, "agent": agent, "project_id": "shop"});
        let (status, stored) = post(&router, "/store", &entry).await;
        assert_eq!(status, StatusCode::CREATED, "{stored}");
    }
    for (filters, found) in [
        ("after=90d", 3),
        ("start_date=90d&after=2999-01-01", 0),
        ("before=2020-01-01", 0),
        ("end_date=2020-01-01", 0),
        ("contains=ROTATED", 1),
        ("contains=tokens&contains=log", 1),
        ("type=decision&type=issue", 2),
        ("agent=qa&type=issue", 1),
        ("session_id=none", 0),
        ("repository=shop&limit=2", 3),
        ("type=", 3),
    ] {
        for (path, total) in [
            (format!("/search?q=tokens&{filters}"), "/total"),
            (format!("/project/shop?{filters}"), "/total"),
            (format!("/stats?{filters}"), "/total_entries"),
        ] {
            if total == "/total_entries" && filters.contains("limit") {
                continue;
            }
            let (status, body) = get(&router, &path).await;
            assert_eq!(status, StatusCode::OK, "{path}: {body}");
            assert_eq!(body.pointer(total), Some(&json!(found)), "{path}");
        }
    }
    let (_, body) = get(&router, "/project/shop?order_by=timestamp%20ASC&limit=1").await;
    assert_eq!(body["items"][0]["agent"], "qa");
    assert_eq!(body["items"][0]["type"], "decision");
    for wrong in [
        "/project/shop?project_id=shop",
        "/project/shop?limit=many",
        "/search?q=x&after=soon",
        "/search?q=x&limit=1&limit=2",
        "/search?query=x",
    ] {
        let (status, body) = get(&router, wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}: {body}");
    }

    let (_, description) = ask(&router, "get", "/openapi.json").await;
    for (path, filters) in [("search", 10), ("stats", 10), ("project/{project_id}", 9)] {
        let operation = &description["paths"][format!("/api/knowledge/{path}")]["get"];
        let taken: Vec<_> = operation["parameters"].as_array().unwrap().iter().collect();
        let names = [
            "repository",
            "project_id",
            "type",
            "agent",
            "session_id",
            "after",
            "start_date",
            "before",
            "end_date",
            "contains",
        ];
        let described = names.iter().filter(|name| {
            let mut taken = taken.iter();
            taken.any(|one| one["in"] == "query" && one["name"] == **name)
        });
        assert_eq!(described.count(), filters, "{path}: {taken:?}");
    }
}

#[tokio::test]
async fn what_is_misspelt_or_ill_typed_is_refused_and_an_item_alone() {
    let (router, _folder) = server(Router::new()).await;
    let conversation = "We decided to keep the queue in the store, one process less to run.";
    for (path, body, name) in [
        (
            "/pre-compaction",
            json!({"conversation": conversation, "context": {"projectid": "x"}}),
            "projectid",
        ),
        (
            "/pre-compaction",
            json!({"conversation": conversation, "contxt": {}}),
            "contxt",
        ),
        (
            "/post-compaction",
            json!({"current_task": "x", "context": {"Limit": 3}}),
            "Limit",
        ),
    ] {
        let (status, body) = post(&router, path, &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(body["error"].as_str().unwrap().contains(name), "{body}");
    }
    let items = json!([
        {"text": "first"},
        {"text": "x", "agent": ["qa"]},
        7,
        {"type": "issue"},
        {"text": "last"},
    ]);
    let (status, body) = post(&router, "/store-batch", &json!({"items": items})).await;
    assert_eq!(status, StatusCode::MULTI_STATUS, "{body}");
    assert_eq!((&body["stored"], &body["failed"]), (&json!(2), &json!(3)));
    for (at, index, reason) in [
        (0, 1, "`agent`: "),
        (1, 2, "JSON object"),
        (2, 3, "missing field `text`"),
    ] {
        let error = &body["errors"][at];
        assert_eq!(error["index"], index, "{body}");
        assert!(error["error"].as_str().unwrap().contains(reason), "{error}");
    }
}

#[tokio::test]
async fn a_store_that_is_gone_is_not_well() {
    let (router, folder) = server(Router::new()).await;
    assert_eq!(get(&router, "/health").await.0, StatusCode::OK);
    folder.close().unwrap();
    for path in ["/health", "/api/knowledge/health"] {
        let (status, body) = ask(&router, "get", path).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
        assert_eq!(body["code"], "SERVICE_UNAVAILABLE");
    }
}

#[tokio::test]
async fn streams_without_an_end_leave_room_for_requests() {
    let (router, _folder) = server(Router::new()).await;
    let path = "/api/knowledge/events";
    let mut streams = Vec::new();
    for _ in 0..Streams::MOST {
        let stream = send(&router, "get", path, None).await;
        assert_eq!(stream.status(), StatusCode::OK);
        streams.push(stream);
    }
    let refused = send(&router, "get", path, None).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key("retry-after"));
    streams.pop();
    let again = send(&router, "get", path, None).await;
    assert_eq!(again.status(), StatusCode::OK);
}
