//! A server below a path of its host, `https://example.org/tasks`. The proxy removes this path from the requests. The
//! server adds the path to the URLs that it sends.

use reqwest::Method;
use serde_json::json;
use tasklane_http::WebApp;
use tasklane_tests::{Client, Server};

const FILES: &[(&str, &[u8])] = &[
    ("/assets/index-Bw2x.js", b"console.log()"),
    (
        "/index.html",
        b"<meta name=\"base-path\" content=\"__BASE_PATH__\"><meta name=\"api-base\" content=\"__API_BASE__\">\
          <link href=\"__BASE_PATH__/assets/icon.svg\"><script src=\"__BASE_PATH__/assets/index-Bw2x.js\"></script>",
    ),
];

async fn server(public_url: &str, more: &[(&'static str, &str)]) -> Server {
    let settings: Vec<_> = [("PUBLIC_URL", public_url)].iter().chain(more).copied().collect();
    Server::on_memory_with(&settings, |settings| settings.http.web_app = WebApp::from_files(FILES)).await
}

/// The paths in the attributes of a page.
fn paths(page: &str) -> Vec<&str> {
    let attributes = ["href=\"", "src=\"", "spec-url=\"", "content=\""];
    let values = attributes.iter().flat_map(|attribute| page.split(attribute).skip(1));
    values.filter_map(|rest| rest.split('"').next()).filter(|value| value.starts_with('/')).collect()
}

async fn cookie_path(api: &Client, origin: &str) -> String {
    let account = json!({"email": "ada@example.org", "username": "ada", "password": "correct horse"});
    api.post("/api/v1/auth/register", &account).await.expect(201);
    let login = api.request(Method::POST, "/api/v1/auth/login?transport=cookie").json(&account);
    let response = api.send(login.header("origin", origin)).await;
    response.expect(200);
    let cookie = response.header("set-cookie").unwrap();
    cookie.split("; ").find_map(|attribute| attribute.strip_prefix("Path=")).unwrap().to_owned()
}

#[tokio::test]
async fn every_url_begins_with_the_path() {
    for public_url in ["https://example.org/tasks", "https://example.org/tasks/"] {
        let server = server(public_url, &[]).await;
        let api = server.client();
        for page in ["/", "/board", "/api/docs", "/api/redoc", "/problems/internal"] {
            let text = api.get(page).await.text;
            let found = paths(&text);
            assert!(!found.is_empty(), "{page}");
            assert!(
                found.iter().all(|path| path.starts_with("/tasks") && !path.contains("/tasks/tasks")),
                "{page}: {found:?}"
            );
        }
        let initializer = api.get("/api/docs/swagger-initializer.js").await.text;
        assert!(initializer.contains("\"/tasks/api/openapi.json\""), "{initializer}");
        for (old, new) in
            [("/docs", "api/docs"), ("/redoc", "api/redoc"), ("/openapi.json", "api/openapi.json")]
        {
            let response = api.get(old).await;
            let location = format!("https://example.org/tasks/{new}");
            assert_eq!(
                (response.status.as_u16(), response.header("location")),
                (308, Some(location.as_str()))
            );
        }
        assert_eq!(api.get("/api/v1/tasks").await.json()["type"], "/tasks/problems/token-missing");
        assert_eq!(cookie_path(&api, "https://example.org").await, "/tasks/api/v1/auth");
        let (access, _) = api.log_in("ada", "correct horse").await.tokens();
        let created = api.with_token(&access).post("/api/v1/tasks", &json!({"title": "Buy milk"})).await;
        let location = format!("https://example.org/tasks/api/v1/tasks/{}", created.expect(201)["id"]);
        assert_eq!(created.header("location"), Some(location.as_str()));
    }
}

#[tokio::test]
async fn page_links_its_files_and_the_api_below_the_path() {
    for (public_url, prefix, base) in [
        ("https://example.org/tasks", "/api/v1", "/tasks"),
        ("https://example.org/a/b/", "/rest/v9", "/a/b"),
        ("https://example.org", "/api/v1", ""),
        ("", "/api/v1", ""),
    ] {
        let server = server(public_url, &[("API_V1_PREFIX", prefix)]).await;
        let page = server.client().get("/no/such/page").await;
        let expected = [
            base.to_owned(),
            format!("{base}{prefix}"),
            format!("{base}/assets/icon.svg"),
            format!("{base}/assets/index-Bw2x.js"),
        ];
        let values = ["content=\"", "href=\"", "src=\""]
            .iter()
            .flat_map(|attribute| page.text.split(attribute).skip(1));
        let values: Vec<_> = values.filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(values, expected, "{public_url}");
        assert!(!page.header("content-security-policy").unwrap().contains("unsafe"));
    }
}

#[tokio::test]
async fn openapi_document_has_the_public_address() {
    let server = server("https://example.org/tasks", &[]).await;
    let document = server.client().get("/api/openapi.json").await.expect(200);
    let urls: Vec<_> = document["servers"].as_array().unwrap().iter().map(|server| &server["url"]).collect();
    assert_eq!(urls, ["/tasks", "https://example.org/tasks"]);
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!(schemes["OAuth2"]["flows"]["password"]["tokenUrl"], "/tasks/api/v1/auth/login");
    let bare = Server::on_memory(&[]).await.client().get("/api/openapi.json").await.expect(200);
    assert_eq!(bare["servers"], json!(null));
}

#[tokio::test]
async fn request_paths_are_unchanged() {
    let server = server("https://example.org/tasks", &[]).await;
    let api = server.client();
    assert_eq!(api.get("/assets/index-Bw2x.js").await.text, "console.log()");
    assert_eq!(api.get("/health").await.status, 200);
    for path in ["/tasks/api/v1/tasks", "/tasks/assets/index-Bw2x.js"] {
        let response = api.get(path).await;
        assert!(response.status == 404 || response.text.starts_with("<meta"), "{path} {}", response.status);
    }
}

// assures: R609
#[tokio::test]
async fn hsts_below_a_path_excludes_subdomains() {
    let server = server("https://example.org/tasks", &[]).await;
    let response = server.client().get("/health").await;
    assert_eq!(response.header("strict-transport-security"), Some("max-age=31536000"));
}
