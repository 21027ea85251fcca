//! The embedded web app: its files, and its page at every path of the app.

use reqwest::Method;
use tasklane_http::WebApp;
use tasklane_tests::{Client, Response, Server};

const PAGE: &str = "<!doctype html><title>Tasklane</title>";
const FILES: &[(&str, &[u8])] = &[
    ("/assets/index-Bw2x.js", b"console.log()"),
    // These bytes need not be gzip data, because the test only compares them with the bytes that the server sends.
    ("/assets/index-Bw2x.js.gz", b"compressed"),
    ("/assets/index-Cq9f.css", b"body {}"),
    ("/index.html", PAGE.as_bytes()),
];

async fn server() -> Server {
    Server::on_memory_with(&[], |settings| settings.http.web_app = WebApp::from_files(FILES)).await
}

async fn get_with_encodings(api: &Client, path: &str, encodings: &str) -> Response {
    api.send(api.request(Method::GET, path).header("accept-encoding", encodings)).await
}

#[tokio::test]
async fn every_app_path_serves_the_same_page() {
    let server = server().await;
    let api = server.client();
    for path in ["/", "/index.html", "/tasks", "/tasks/", "/tasks?q=a.b", "/board", "/no/such/page"] {
        let response = api.get(path).await;
        assert_eq!((response.status.as_u16(), response.text.as_str()), (200, PAGE), "{path}");
        assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(response.header("cache-control"), Some("no-cache"));
    }
}

// assures: R605
#[tokio::test]
async fn app_page_runs_only_its_own_scripts_and_cannot_be_framed() {
    let server = server().await;
    let page = server.client().get("/tasks").await;
    let policy = page.header("content-security-policy").unwrap();
    for rule in ["script-src 'self';", "style-src 'self';", "connect-src 'self';", "object-src 'none'"] {
        assert!(policy.contains(rule), "{policy}");
    }
    for rule in ["default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
}

// assures: R605
#[tokio::test]
async fn assets_are_immutable() {
    let server = server().await;
    let api = server.client();
    let script = api.get("/assets/index-Bw2x.js").await;
    assert_eq!(script.text, "console.log()");
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let style = api.get("/assets/index-Cq9f.css").await;
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    let head = api.send(api.request(Method::HEAD, "/assets/index-Bw2x.js")).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), Some("13"));
}

#[tokio::test]
async fn compressed_assets_are_served_on_request() {
    let server = server().await;
    let api = server.client();
    for (encodings, encoding, text) in [
        ("gzip, br", Some("gzip"), "compressed"),
        ("gzip;q=0", None, "console.log()"),
        ("br", None, "console.log()"),
    ] {
        let response = get_with_encodings(&api, "/assets/index-Bw2x.js", encodings).await;
        assert_eq!(response.header("content-encoding"), encoding, "{encodings}");
        assert_eq!(response.text, text, "{encodings}");
        assert!(response.header("vary").unwrap().starts_with("Accept-Encoding"), "{encodings}");
    }
    let style = get_with_encodings(&api, "/assets/index-Cq9f.css", "gzip").await;
    assert_eq!(style.header("content-encoding"), None);
}

// assures: R605
#[tokio::test]
async fn missing_file_is_404() {
    let server = server().await;
    let api = server.client();
    for path in ["/assets/index-old.js", "/assets/nothing", "/favicon.ico", "/.env", "/a/.git"] {
        assert_eq!(api.get(path).await.problem(404), "route-not-found", "{path}");
    }
}

#[tokio::test]
async fn app_does_not_change_api_responses() {
    let server = server().await;
    let api = server.client();
    for path in ["/api", "/api/nothing", "/api/v1", "/api/v1/nothing", "/health/nothing", "/.well-known/x"] {
        assert_eq!(api.get(path).await.problem(404), "route-not-found", "{path}");
    }
    assert_eq!(api.get("/api/v1/tasks").await.problem(401), "token-missing");
    assert_eq!(api.get("/docs").await.own_path("location").as_deref(), Some("/api/docs"));
    let post = api.send(api.request(Method::POST, "/tasks")).await;
    assert_eq!(post.problem(404), "route-not-found");
}

#[tokio::test]
async fn root_redirects_to_the_documentation_without_the_app() {
    let server = Server::on_memory(&[]).await;
    let api = server.client();
    let door = api.get("/").await;
    assert_eq!((door.status.as_u16(), door.own_path("location").as_deref()), (307, Some("/api/docs")));
    assert_eq!(api.get("/tasks").await.problem(404), "route-not-found");
}
