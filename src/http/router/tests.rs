use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use serde_json::Value;
use tower::ServiceExt;

use super::*;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// A server over an empty store that is not bound to any address; its token is `secret`.
async fn server(mounted: Router) -> (Router, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(&folder.path().join("store"))
        .await
        .unwrap();
    let (_, closing) = Closing::new();
    let guards = Guards {
        hosts: Hosts::new("127.0.0.1:8303".parse().unwrap(), Vec::new()),
        token: Token::establish(Some("secret"), None).unwrap().0,
        rate: None,
    };
    (build(lore, closing, mounted, guards).0, folder)
}

async fn ask(router: &Router, method: &str, path: &str) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method.to_uppercase().as_str())
        .uri(path)
        .header("host", "localhost:8303")
        .header("authorization", "Bearer secret")
        .body(Body::empty())
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
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
    let (status, body) = ask(&router, "get", "/api/knowledge/project/a%2Fb").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        body,
        serde_json::json!({"items": [], "count": 0, "total": 0})
    );
    let (status, body) = ask(&router, "get", "/api/knowledge/search?q=x&project_id=new").await;
    assert_eq!((status, &body["count"]), (StatusCode::OK, &Value::from(0)));
    assert!(body["notes"][0].as_str().unwrap().contains("new"), "{body}");
}
