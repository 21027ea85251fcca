//! Rules for every response: the error format and the headers.

use reqwest::Method;
use tasklane_tests::{Operation, Server, on_every_database};

const PAGES: [&str; 6] = [
    "/api/docs",
    "/api/docs/swagger-ui.css",
    "/api/redoc",
    "/api/openapi.json",
    "/problems/internal",
    "/docs",
];

fn method(name: &str) -> Method {
    Method::from_bytes(name.as_bytes()).unwrap()
}

on_every_database! {
    // assures: R101
    async fn every_error_is_a_problem(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        let cases = [
            ("GET", "/nothing", "", 404, "route-not-found"),
            ("GET", "/api/v1/nothing", "", 404, "route-not-found"),
            ("GET", "/api/v1/auth/me", "authorization: Bearer x", 401, "token-invalid"),
            ("GET", "/api/v1/tasks?limit=0", "", 422, "validation-failed"),
            ("GET", "/api/v1/tasks/999", "", 404, "task-not-found"),
            ("GET", "/api/v1/tasks/x", "", 422, "validation-failed"),
            ("GET", &task, "if-none-match: 1", 400, "bad-request"),
            ("DELETE", &task, "if-match: \"9\"", 412, "precondition-failed"),
            ("DELETE", "/api/v1/tasks", "", 405, "method-not-allowed"),
            ("POST", "/api/v1/tasks", "", 415, "unsupported-media-type"),
            ("POST", "/api/v1/tasks", "content-type: application/json", 422, "malformed-json"),
            (
                "POST",
                "/api/v1/auth/login",
                "content-type: application/x-www-form-urlencoded",
                422,
                "validation-failed",
            ),
            ("POST", "/api/v1/auth/refresh", "", 422, "validation-failed"),
            ("POST", "/api/v1/auth/register", "content-type: text/html", 415, "unsupported-media-type"),
            ("GET", "/api/999/tasks", "", 403, "not-authorized"),
            ("GET", "/problems/nothing", "", 404, "route-not-found"),
            ("GET", "/api/docs/nothing.js", "", 404, "route-not-found"),
        ];
        for (name, path, header, status, code) in cases {
            // A case with an `authorization` header sends it instead of ada's token.
            let api = if header.starts_with("authorization") { server.client() } else { ada.api.clone() };
            let request = api.request(method(name), path);
            let request = match header.split_once(": ") {
                Some((header, value)) => request.header(header, value),
                None => request,
            };
            let response = api.send(request).await;
            assert_eq!(response.problem(status), code, "{name} {path}");
            assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(response.json()["errors"].is_array(), code == "validation-failed", "{}", response.text);
            for internal in ["serde", "column", "SELECT", "panicked", "src/", "tasklane_", "actix", "diesel"]
            {
                assert!(!response.text.contains(internal), "{}", response.text);
            }
        }
    }
}

#[tokio::test]
async fn valid_request_id_is_used_and_an_invalid_one_replaced() {
    let server = Server::on_memory(&[]).await;
    let api = server.client();
    let answered = async |path: &str, id: &[u8]| {
        let value = reqwest::header::HeaderValue::from_bytes(id).unwrap();
        let response = api.send(api.request(Method::GET, path).header("x-request-id", value)).await;
        response.header("x-request-id").unwrap().to_owned()
    };
    let longest = "x".repeat(64);
    for id in ["a", "7", "Order.7_a-b", "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55", longest.as_str()] {
        for path in ["/health", "/nothing", "/api/v1/tasks", "/api/docs"] {
            assert_eq!(answered(path, id.as_bytes()).await, id, "{path}");
        }
    }
    let too_long = "x".repeat(65);
    for id in ["", "a b", "a/b", "a\"b", "a\tb", "{}", "é", "a;b", "<b>", "a,b", "%0d%0a", too_long.as_str()]
    {
        let made = answered("/nothing", id.as_bytes()).await;
        assert_eq!(made.len(), 36, "{id}");
        assert!(made.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'), "{made}");
        assert_ne!(made, answered("/nothing", id.as_bytes()).await, "{id}");
    }
}

// assures: R604
#[tokio::test]
async fn responses_forbid_sniffing_and_unvalidated_caching() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    ada.create_task("Buy milk").await;
    for operation in Operation::all(&ada.api).await {
        let path = operation.path(ada.id);
        let api = if operation.is_public() { &server.client() } else { &ada.api };
        let expected = |method: &Method| match path.as_str() {
            // These responses are public and equal for all users.
            path if path.starts_with("/.well-known") => {
                (method == Method::GET).then_some("public, max-age=300")
            }
            path if path.starts_with("/health") => None,
            "/api/v1/server" if method == Method::GET => Some("public, max-age=60"),
            path if path.contains("/auth/") => Some("no-store"),
            _ => Some("private, no-cache"),
        };
        for method in [operation.method.clone(), Method::OPTIONS, method("BREW")] {
            let response = api.send(api.request(method.clone(), &path)).await;
            assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{method} {path}");
            assert_eq!(response.header("cache-control"), expected(&method), "{method} {path}");
        }
    }
    for page in PAGES.iter().chain(&["/", "/nothing"]) {
        let response = ada.api.get(page).await;
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{page}");
        assert!(response.header("x-request-id").is_some(), "{page}");
    }
    let unknown = ada.api.get("/api/v1/nothing").await;
    assert_eq!(unknown.header("cache-control"), Some("private, no-cache"));
}
