//! Routing by path, with or without a trailing slash, and by method, including HEAD and OPTIONS.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use tasklane_tests::{Client, Operation, Response, on_every_database};

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

/// Sends a request without a body and with a fixed request id, so that equal requests get equal responses.
async fn send(api: &Client, method: &Method, path: &str) -> Response {
    api.send(api.request(method.clone(), path).header("x-request-id", "same")).await
}

fn without_date(mut headers: HeaderMap) -> HeaderMap {
    headers.remove("date");
    headers
}

/// The methods of an `Allow` header.
fn allowed(response: &Response) -> BTreeSet<String> {
    response
        .header("allow")
        .expect("the response must have an Allow header")
        .split(", ")
        .map(str::to_owned)
        .collect()
}

/// Returns the expected `Allow` methods of each documented path.
async fn methods_by_path(api: &Client, user_id: i64) -> BTreeMap<String, BTreeSet<String>> {
    let mut paths = BTreeMap::<String, BTreeSet<String>>::new();
    for operation in Operation::all(api).await {
        let methods =
            paths.entry(operation.path(user_id)).or_insert_with(|| BTreeSet::from(["OPTIONS".to_owned()]));
        if operation.method == Method::GET {
            methods.insert("HEAD".to_owned());
        }
        methods.insert(operation.method.to_string());
    }
    paths
}

on_every_database! {
    // assures: R112
    async fn unknown_path_is_404_for_every_method(server: &Server) {
        let ada = server.sign_up("ada").await;
        let paths = [
            "/nothing",
            "/api",
            "/api/",
            "/api/v1",
            "/api/v1/",
            "/api/v1/nothing",
            "/api/v1/tasks/1/2",
            "/api/v1//tasks",
            "/api/v1/tasks//",
            "//api/v1/tasks",
            "/api/v1/tasks/1/complete",
            "/api/v1/auth",
            "/api/v1/auth/me/2",
            "/API/v1/tasks",
            "/api/V1/tasks/1/x",
            "/api/v1/Tasks",
            "/health/deep",
            "/healthz",
            "/.env",
            "/.git/config",
            "/metrics",
            "/favicon.ico",
            "/api/docs/a/b",
            "/problems",
            "/problems/",
        ];
        for path in paths {
            for name in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
                for api in [&server.client(), &ada.api] {
                    let response = send(api, &method(name), path).await;
                    assert_eq!(response.problem(404), "route-not-found", "{name} {path}");
                }
            }
        }
    }

    // assures: R112
    async fn known_path_with_another_method_is_405_with_allow(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut paths = methods_by_path(&ada.api, ada.id).await;
        let get = BTreeSet::from(["GET", "HEAD", "OPTIONS"].map(str::to_owned));
        // `/docs` has moved, and redirects for every method.
        let pages = PAGES.iter().filter(|page| **page != "/docs");
        paths.extend(pages.map(|page| ((*page).to_owned(), get.clone())));
        for (path, methods) in paths {
            for api in [&server.client(), &ada.api] {
                let options = send(api, &Method::OPTIONS, &path).await;
                assert_eq!((options.status.as_u16(), options.text.as_str()), (204, ""), "{path}");
                assert_eq!(allowed(&options), methods, "{path}");
                for name in
                    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "PROPFIND", "get"]
                {
                    if methods.contains(name) {
                        continue;
                    }
                    let response = send(api, &method(name), &path).await;
                    assert_eq!(response.status, 405, "{name} {path}");
                    assert_eq!(allowed(&response), methods, "{name} {path}");
                    if name != "HEAD" {
                        assert_eq!(response.problem(405), "method-not-allowed", "{name} {path}");
                    }
                }
            }
        }
    }

    // assures: R112
    async fn headers_cannot_override_the_method(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
            let request =
                ada.api.request(Method::POST, &format!("{path}?_method=DELETE")).header(header, "DELETE");
            assert_eq!(ada.api.send(request).await.problem(405), "method-not-allowed");
            let request = ada.api.request(Method::GET, &path).header(header, "DELETE");
            ada.api.send(request).await.expect(200);
        }
        ada.api.get(&path).await.expect(200);
    }

    // assures: R112
    async fn head_returns_the_headers_of_get_without_a_body(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.create_task("Buy milk").await;
        let operations = Operation::all(&ada.api).await;
        let gets = operations.iter().filter(|operation| operation.method == Method::GET);
        let mut paths: Vec<String> = gets.map(|operation| operation.path(ada.id)).collect();
        paths.extend(PAGES.map(str::to_owned));
        paths.extend(["/api/v1/tasks?limit=0", "/api/v1/tasks/999", "/nothing"].map(str::to_owned));
        for path in paths {
            for api in [&server.client(), &ada.api] {
                let (get, head) =
                    (send(api, &Method::GET, &path).await, send(api, &Method::HEAD, &path).await);
                assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path}");
                assert_eq!(without_date(head.headers), without_date(get.headers.clone()), "{path}");
                // A streamed response has no Content-Length.
                let streamed = get.header("transfer-encoding").is_some();
                if get.status == 200 && !streamed {
                    assert_eq!(
                        get.header("content-length"),
                        Some(get.text.len().to_string().as_str()),
                        "{path}"
                    );
                }
            }
        }
    }

    // assures: R112
    async fn trailing_slash_is_ignored(server: &Server) {
        let ada = server.sign_up("ada").await;
        for operation in Operation::all(&ada.api).await {
            // This operation would delete the account that the other operations need.
            if operation.method == Method::DELETE && operation.template.ends_with("/auth/me") {
                continue;
            }
            let api = if operation.is_public() { &server.client() } else { &ada.api };
            let path = operation.path(ada.id);
            let (method, slashed) = (&operation.method, format!("{path}/"));
            for query in ["", "?limit=1&x=/"] {
                let without = send(api, method, &format!("{path}{query}")).await;
                let with = send(api, method, &format!("{slashed}{query}")).await;
                assert!(
                    !with.status.is_redirection() && !with.text.contains("route-not-found"),
                    "{method} {slashed}"
                );
                assert_eq!((with.status, with.text), (without.status, without.text), "{method} {slashed}");
                assert_eq!(without_date(with.headers), without_date(without.headers), "{method} {slashed}");
            }
        }
        let created = ada.api.post("/api/v1/tasks/", &json!({"title": "Buy milk"})).await;
        let id = created.expect(201)["id"].clone();
        assert_eq!(created.own_path("location"), Some(format!("/api/v1/tasks/{id}")));
        ada.api.delete("/api/v1/auth/me/").await.expect(204);
    }
}
