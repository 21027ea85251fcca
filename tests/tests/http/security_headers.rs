//! Security headers: no scripts of other servers, no frames, and HSTS if `PUBLIC_URL` is HTTPS.

use reqwest::Method;
use tasklane_tests::{Operation, Response, Server};

const DATA: &str = "default-src 'none'; frame-ancestors 'none'";
/// Each page with a part of its content security policy.
const PAGES: [(&str, &str); 4] = [
    ("/api/docs", "script-src 'self'"),
    ("/api/docs/index.html", "script-src 'self'"),
    ("/api/redoc", "script-src 'self'"),
    ("/problems/internal", "style-src"),
];

#[track_caller]
fn assert_hardened(response: &Response, what: &str) {
    for (name, expected) in [
        ("x-content-type-options", Some("nosniff")),
        ("referrer-policy", Some("no-referrer")),
        ("cross-origin-resource-policy", Some("same-origin")),
        ("server", None),
        ("x-powered-by", None),
    ] {
        assert_eq!(response.header(name), expected, "{name} of {what}");
    }
}

// assures: R604
#[tokio::test]
async fn api_responses_forbid_rendering_as_a_page() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    for operation in Operation::all(&ada.api).await {
        let path = operation.path(ada.id);
        for method in [operation.method.clone(), Method::OPTIONS, Method::TRACE] {
            for api in [&ada.api, &server.client()] {
                let response = api.send(api.request(method.clone(), &path)).await;
                assert_hardened(&response, &path);
                assert_eq!(response.header("content-security-policy"), Some(DATA), "{method} {path}");
                assert_eq!(response.header("strict-transport-security"), None, "{path}");
            }
        }
    }
    for other in ["/", "/nothing", "/docs", "/api/openapi.json", "/problems/nothing", "/api/docs/nothing"] {
        let response = ada.api.get(other).await;
        assert_hardened(&response, other);
        assert_eq!(response.header("content-security-policy"), Some(DATA), "{other}");
    }
}

// assures: R605
#[tokio::test]
async fn documentation_page_runs_only_scripts_of_this_server() {
    let server = Server::on_memory(&[]).await;
    for (page, needed) in PAGES {
        let response = server.client().get(page).await;
        assert_eq!(response.status, 200, "{page}");
        assert_hardened(&response, page);
        let policy = response.header("content-security-policy").unwrap();
        let directives: Vec<&str> = policy.split("; ").collect();
        for wanted in
            ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]
        {
            assert!(directives.contains(&wanted), "{page}: {policy}");
        }
        assert!(policy.contains(needed) && !policy.contains("eval") && !policy.contains("http"), "{policy}");
        let scripts = directives.iter().find(|directive| directive.starts_with("script-src"));
        assert!(scripts.is_none_or(|scripts| *scripts == "script-src 'self'"), "{page}: {policy}");
        assert!(!response.text.contains("<script>"), "{page} must not contain an inline script");
    }
}

// assures: R609
#[tokio::test]
async fn hsts_is_sent_with_an_https_public_url() {
    let server = Server::on_memory(&[("PUBLIC_URL", "https://tasks.example.org/")]).await;
    for path in ["/health", "/api/v1/tasks", "/nothing", "/api/docs"] {
        let response = server.client().get(path).await;
        assert_eq!(
            response.header("strict-transport-security"),
            Some("max-age=31536000; includeSubDomains"),
            "{path}"
        );
        assert!(!response.status.is_redirection(), "{path}: requests without TLS must not be redirected");
    }
    let plain = Server::on_memory(&[("PUBLIC_URL", "http://tasks.example.org")]).await;
    assert_eq!(plain.client().get("/health").await.header("strict-transport-security"), None);
}

// assures: R610
#[tokio::test]
async fn documentation_can_be_disabled() {
    let server = Server::on_memory(&[("DOCS_ENABLED", "false")]).await;
    let api = server.client();
    for path in
        ["/", "/docs", "/redoc", "/openapi.json", "/api/docs", "/api/docs/swagger-ui.css", "/api/redoc"]
            .iter()
            .chain(&["/api/openapi.json", "/api/redoc/redoc.standalone.js"])
    {
        assert_eq!(api.get(path).await.problem(404), "route-not-found", "{path}");
    }
    let page = api.get("/problems/internal").await;
    assert!(page.status == 200 && !page.text.contains("/api/docs"), "{}", page.text);
    assert_eq!(api.get("/api/v1/tasks").await.problem(401), "token-missing");
}
