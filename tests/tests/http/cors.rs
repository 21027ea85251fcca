//! CORS: listed origins may call the API, and responses to other origins do not reveal the list.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tasklane_tests::{Client, Response, Server};

const ALLOWED_ORIGIN: &str = "https://tasks.example.org";
const SETTINGS: [(&str, &str); 1] =
    [("ALLOWED_ORIGINS", r#"["https://tasks.example.org","http://localhost:5173"]"#)];

const FOREIGN: [&str; 20] = [
    "null",
    "*",
    "https://evil.example",
    "http://tasks.example.org",
    "https://tasks.example.org:443",
    "https://tasks.example.org:8443",
    "https://tasks.example.org/",
    "https://tasks.example.org.evil.example",
    "https://tasks.example.organic",
    "https://tasks.example.or",
    "https://eviltasks.example.org",
    "https://evil.tasks.example.org",
    "https://example.org",
    "https://TASKS.example.org",
    "HTTPS://tasks.example.org",
    "https://evil@tasks.example.org",
    "https://tasks.example.org, https://evil.example",
    "https://tasks.example.org http://localhost:5173",
    "http://localhost:5174",
    "http://127.0.0.1:5173",
];

/// The items of a list header, in lower case.
fn items(response: &Response, name: &str) -> BTreeSet<String> {
    let list = response.header(name).unwrap_or_else(|| panic!("the response must have {name}"));
    list.split(',').map(|item| item.trim().to_ascii_lowercase()).collect()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[track_caller]
fn assert_no_permission(response: &Response, context: &str) {
    let given: Vec<_> =
        response.headers.keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
    assert!(given.is_empty(), "{context}: {given:?}");
}

/// One request per kind of response, with the expected status.
fn requests(api: &Client, anonymous: &Client, task: &str) -> Vec<(RequestBuilder, u16)> {
    let edit = || api.request(Method::PATCH, task);
    vec![
        (api.request(Method::GET, "/api/v1/tasks"), 200),
        (api.request(Method::POST, "/api/v1/tasks").json(&json!({"title": "x"})), 201),
        (api.request(Method::OPTIONS, "/api/v1/tasks"), 204),
        (api.request(Method::GET, task).header("if-none-match", "*"), 304),
        (edit().header("if-match", "1").json(&json!({})), 400),
        (anonymous.request(Method::GET, "/api/v1/tasks"), 401),
        (api.request(Method::GET, "/api/999/tasks"), 403),
        (api.request(Method::GET, "/api/v1/tasks/999"), 404),
        (api.request(Method::GET, "/nothing"), 404),
        (api.request(Method::PUT, "/api/v1/tasks"), 405),
        (edit().header("if-match", "\"9\"").json(&json!({})), 412),
        (edit().json(&json!({"title": "x".repeat(70_000)})), 413),
        (edit().body("{}"), 415),
        (edit().json(&json!({"title": ""})), 422),
        (api.request(Method::GET, "/health"), 200),
    ]
}

async fn preflight(api: &Client, path: &str, origin: &str, method: &str, headers: &str) -> Response {
    let request = api.request(Method::OPTIONS, path).header("origin", origin);
    let request = request.header("access-control-request-method", method);
    api.send(request.header("access-control-request-headers", headers)).await
}

// assures: R601
#[tokio::test]
async fn listed_origin_can_read_all_responses_including_errors() {
    let server = Server::on_memory(&SETTINGS).await;
    let ada = server.sign_up("ada").await;
    let task = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
    let exposed = names(&[
        "etag",
        "link",
        "location",
        "x-next-cursor",
        "x-total-count",
        "x-request-id",
        "retry-after",
        "ratelimit",
        "ratelimit-policy",
        "idempotency-replayed",
    ]);
    for origin in [ALLOWED_ORIGIN, "http://localhost:5173"] {
        for (request, status) in requests(&ada.api, &server.client(), &task) {
            let response = ada.api.send(request.header("origin", origin)).await;
            assert_eq!(response.status, status);
            assert_eq!(response.header("access-control-allow-origin"), Some(origin), "{status}");
            assert_eq!(response.header("access-control-allow-credentials"), Some("true"), "{status}");
            assert_eq!(items(&response, "access-control-expose-headers"), exposed, "{status}");
            assert!(items(&response, "vary").contains("origin"), "{status}");
        }
    }
}

// assures: R601
#[tokio::test]
async fn unlisted_origin_gets_no_permission() {
    let server = Server::on_memory(&SETTINGS).await;
    let ada = server.sign_up("ada").await;
    let task = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
    for origin in FOREIGN {
        for (request, status) in requests(&ada.api, &server.client(), &task) {
            let response = ada.api.send(request.header("origin", origin)).await;
            assert_eq!(response.status, status, "{origin}");
            assert_no_permission(&response, origin);
            assert!(items(&response, "vary").contains("origin"), "{origin}");
        }
    }
    for (request, status) in requests(&ada.api, &server.client(), &task) {
        let response = ada.api.send(request).await;
        assert_eq!(response.status, status);
        assert_no_permission(&response, "no origin");
        // A cache must not reuse this response for a permitted origin.
        assert!(items(&response, "vary").contains("origin"));
    }
}

// assures: R601
#[tokio::test]
async fn preflight_allows_all_methods_and_headers_of_the_api() {
    let server = Server::on_memory(&SETTINGS).await;
    let asked =
        "authorization,content-type,if-match,if-none-match,idempotency-key,last-event-id,x-request-id";
    for path in [
        "/api/v1/tasks",
        "/api/v1/tasks/",
        "/api/v1/tasks/7",
        "/api/v1/auth/login",
        "/api/7/tasks",
        "/nothing",
    ] {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
            let response = preflight(&server.client(), path, ALLOWED_ORIGIN, method, asked).await;
            assert!(response.status.is_success(), "{method} {path}: {}", response.status);
            assert_eq!(response.header("access-control-allow-origin"), Some(ALLOWED_ORIGIN));
            assert_eq!(response.header("access-control-allow-credentials"), Some("true"));
            assert_eq!(response.header("access-control-max-age"), Some("600"));
            assert!(items(&response, "vary").contains("origin"));
            let methods = items(&response, "access-control-allow-methods");
            assert_eq!(methods, names(&["get", "head", "post", "put", "patch", "delete"]));
            let headers = items(&response, "access-control-allow-headers");
            assert!(asked.split(',').all(|name| headers.contains(name)), "{headers:?}");
        }
    }
}

#[tokio::test]
async fn preflight_for_unsupported_methods_or_headers_is_rejected() {
    let server = Server::on_memory(&SETTINGS).await;
    for (method, headers) in
        [("TRACE", "authorization"), ("BREW", "authorization"), ("GET", "x-evil"), ("GET", "cookie")]
    {
        let response = preflight(&server.client(), "/api/v1/tasks", ALLOWED_ORIGIN, method, headers).await;
        assert_eq!(response.problem(403), "origin-not-allowed", "{method} {headers}");
        assert_no_permission(&response, method);
    }
}

#[tokio::test]
async fn preflight_of_an_unlisted_origin_gets_a_problem() {
    let server = Server::on_memory(&SETTINGS).await;
    for origin in FOREIGN {
        let response = preflight(&server.client(), "/api/v1/tasks", origin, "GET", "authorization").await;
        assert_eq!(response.problem(403), "origin-not-allowed", "{origin}");
        assert_eq!(
            response.json()["detail"],
            "This origin isn't allowed to call this server: add it to ALLOWED_ORIGINS"
        );
        assert_no_permission(&response, origin);
    }
}

#[tokio::test]
async fn default_origins_are_the_two_development_servers() {
    let server = Server::on_memory(&[]).await;
    let health = async |origin: &str| {
        let request = server.client().request(Method::GET, "/health").header("origin", origin);
        server.client().send(request).await
    };
    for origin in ["http://localhost:5173", "http://localhost:3000"] {
        assert_eq!(health(origin).await.header("access-control-allow-origin"), Some(origin));
    }
    assert_no_permission(&health(ALLOWED_ORIGIN).await, ALLOWED_ORIGIN);
}

/// The origins of apps in a web view and of browser extensions have their own schemes.
const APPS: [&str; 5] = [
    "tauri://localhost",
    "capacitor://localhost",
    "ionic://localhost",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "app://.",
];

#[tokio::test]
async fn listed_app_origin_can_call_the_api() {
    let server = Server::on_memory(&[("ALLOWED_ORIGINS", &APPS.join(","))]).await;
    let ada = server.sign_up("ada").await;
    for origin in APPS {
        let preflight =
            preflight(&server.client(), "/api/v1/tasks", origin, "POST", "authorization,content-type").await;
        assert_eq!(preflight.status, 200, "{origin}");
        for response in [
            preflight,
            ada.api.send(ada.api.request(Method::GET, "/api/v1/tasks").header("origin", origin)).await,
            ada.api
                .send(ada.api.request(Method::GET, "/api/v1/tasks?limit=0").header("origin", origin))
                .await,
        ] {
            assert_eq!(response.header("access-control-allow-origin"), Some(origin));
            assert_eq!(response.header("access-control-allow-credentials"), Some("true"));
        }
    }
    for origin in
        ["tauri://localhost:1", "tauri://localhos", "app://", "app://x", "http://localhost", "tauri://evil"]
    {
        let request = ada.api.request(Method::GET, "/api/v1/tasks").header("origin", origin);
        assert_no_permission(&ada.api.send(request).await, origin);
    }
}

#[tokio::test]
async fn listed_app_origin_can_use_cookie_mode() {
    let origin = "tauri://localhost";
    let server = Server::on_memory(&[("ALLOWED_ORIGINS", origin)]).await;
    server.sign_up("ada").await;
    let client = server.client();
    let post =
        |path: &str| client.request(Method::POST, &format!("/api/v1/auth/{path}")).header("origin", origin);
    let login = json!({"username": "ada", "password": "correct horse"});
    let response = client.send(post("login?transport=cookie").json(&login)).await;
    assert!(response.expect(200).get("refresh_token").is_none());
    let cookie = response.header("set-cookie").unwrap();
    assert!(cookie.starts_with(&format!("refresh-{}=", server.address().port())), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    client.send(post("refresh").header("cookie", cookie)).await.expect(200);
    // The cookie is `SameSite=Strict`, so a browser does not send it with a request from another site.
    let without = client.send(post("refresh")).await;
    assert_eq!(without.error_locations(), ["body.refresh_token"]);
    let detail = without.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(origin) && detail.ends_with("send the refresh token in the body"), "{detail}");
    let foreign = client.request(Method::POST, "/api/v1/auth/refresh").header("origin", "tauri://evil");
    assert_eq!(client.send(foreign.header("cookie", cookie)).await.problem(403), "origin-not-allowed");
}

#[tokio::test]
async fn empty_origin_list_permits_no_origin() {
    let server = Server::on_memory(&[("ALLOWED_ORIGINS", "[]")]).await;
    for origin in ["http://localhost:5173", "null", "*", ALLOWED_ORIGIN] {
        let request = server.client().request(Method::GET, "/health").header("origin", origin);
        let response = server.client().send(request).await;
        response.expect(200);
        assert_no_permission(&response, origin);
        let response = preflight(&server.client(), "/health", origin, "GET", "accept").await;
        assert_eq!(response.problem(403), "origin-not-allowed", "{origin}");
    }
}
