//! The served API documentation: complete, correct, and loaded from no other host.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Operation, Server};

const COMMITTED: &str = include_str!("../../../openapi.json");

const PROBLEMS: &[&str] = &[
    "bad-request",
    "email-taken",
    "username-taken",
    "link-invalid",
    "token-missing",
    "token-invalid",
    "token-expired",
    "token-revoked",
    "invalid-credentials",
    "refresh-invalid",
    "refresh-reused",
    "account-inactive",
    "email-not-verified",
    "not-authorized",
    "origin-not-allowed",
    "registration-disabled",
    "mail-disabled",
    "task-not-found",
    "session-not-found",
    "route-not-found",
    "method-not-allowed",
    "request-timeout",
    "transition-not-allowed",
    "email-unavailable",
    "task-quota-exceeded",
    "storage-quota-exceeded",
    "precondition-failed",
    "payload-too-large",
    "uri-too-long",
    "unsupported-media-type",
    "validation-failed",
    "malformed-json",
    "conflicting-status",
    "rate-limited",
    "headers-too-large",
    "internal",
    "unavailable",
    "outcome-unknown",
];

/// The URLs in the page's `src` and `href` attributes.
fn assets(html: &str) -> Vec<String> {
    let attributes = ["src=\"", "href=\""].into_iter().flat_map(|name| html.split(name).skip(1));
    let values = attributes.map(|rest| rest.split('"').next().unwrap().to_owned());
    values.filter(|value| !value.starts_with("data:")).collect()
}

/// Returns the schema that a reference names, or the schema itself if it is not a reference.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => schema,
    }
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

// assures: R909
#[tokio::test]
async fn served_openapi_document_is_the_committed_one() {
    let server = Server::on_memory(&[]).await;
    let served = server.client().get("/api/openapi.json").await;
    assert_eq!(served.header("content-type"), Some("application/json"));
    let committed: Value = serde_json::from_str(COMMITTED).unwrap();
    // `assert_eq!` would print both documents.
    assert!(served.expect(200) == committed, "openapi.json must be up to date: run `make openapi`");
    assert_eq!(committed["openapi"], "3.1.0");
}

#[tokio::test]
async fn every_operation_has_an_id_a_summary_and_a_success_response() {
    let server = Server::on_memory(&[]).await;
    let operations = Operation::all(&server.client()).await;
    assert!(operations.len() >= 22, "{}", operations.len());
    let mut names = BTreeSet::new();
    for Operation { method, template, description, .. } in &operations {
        let name = description["operationId"].as_str().unwrap_or_else(|| panic!("{method} {template}"));
        assert!(names.insert(name), "{name} must be unique");
        let summary = description["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty() && !summary.contains('\n'), "{name}: {summary}");
        assert_eq!(description["tags"].as_array().map(Vec::len), Some(1), "{name}");
        let statuses = keys(&description["responses"]);
        assert!(statuses.iter().any(|status| status.starts_with('2')), "{name}");
        assert!(description["security"].is_null() || statuses.contains("401"), "{name}");
        for (status, response) in description["responses"].as_object().unwrap() {
            let problem = response["content"].get("application/problem+json").is_some();
            assert_eq!(problem, status.as_str() >= "400", "{name} {status}");
        }
    }
}

#[tokio::test]
async fn every_request_body_has_an_example() {
    let server = Server::on_memory(&[]).await;
    let document = server.client().get("/api/openapi.json").await.expect(200);
    for operation in Operation::all(&server.client()).await {
        let Some(contents) = operation.description["requestBody"]["content"].as_object() else { continue };
        for (media_type, content) in contents {
            if media_type == "text/csv" {
                assert!(content["example"].is_string(), "{}", operation.template);
                continue;
            }
            let schema = content["schema"]["oneOf"].get(0).unwrap_or(&content["schema"]);
            let schema = resolve(&document, schema);
            let example =
                if schema["example"].is_null() { &schema["examples"][0] } else { &schema["example"] };
            assert!(example.is_object(), "{}: {schema}", operation.template);
            // If a value can have several forms, the example shows the first.
            let form = schema["oneOf"].get(0).unwrap_or(schema);
            assert!(keys(example).is_subset(&keys(&form["properties"])), "{}", operation.template);
        }
    }
}

// assures: R113, R504
#[tokio::test]
async fn task_examples_work_and_responses_have_exactly_the_documented_members() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let document = ada.api.get("/api/openapi.json").await.expect(200);
    let schema = |name: &str| document["components"]["schemas"][name].clone();
    let created = ada.api.post("/api/v1/tasks", &schema("NewTask")["example"]).await.expect(201);
    let patch = &schema("TaskPatch")["example"];
    let changed = ada.api.patch(&format!("/api/v1/tasks/{}", created["id"]), patch).await.expect(200);
    let listed = ada.api.get("/api/v1/tasks").await.expect(200);
    for task in [&created, &changed, &listed[0], &schema("Task")["example"]] {
        assert_eq!(keys(task), keys(&schema("Task")["properties"]));
    }
    let rejected = ada.api.post("/api/v1/tasks", &json!({})).await.json();
    assert!(keys(&rejected).is_subset(&keys(&schema("Problem")["properties"])));
    assert_eq!(keys(&rejected["errors"][0]), keys(&schema("Fault")["properties"]));
}

/// Entity tags and tokens are opaque to clients, but their examples must look like real values.
#[tokio::test]
async fn examples_of_entity_tags_and_tokens_have_the_real_form() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let document = ada.api.get("/api/openapi.json").await.expect(200);
    for (path, query) in [("/api/v1/tasks", ""), ("/api/v1/tasks/summary", "?today=2026-02-28")] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let conditions: Vec<_> =
            parameters.iter().filter(|parameter| parameter["name"] == "If-None-Match").collect();
        assert_eq!((conditions.len(), &conditions[0]["required"]), (1, &json!(false)), "{path}");
        let example = conditions[0]["example"].as_str().unwrap();
        let response = ada.api.get(&format!("{path}{query}")).await;
        // Compares the kind and the digest, without the owner and the sequence number.
        let form = |tag: &str| tag.rsplitn(3, '-').last().unwrap().to_owned();
        assert_eq!(form(example), form(response.header("etag").unwrap()), "{path}");
    }
    let example = &document["components"]["schemas"]["Token"]["example"];
    let tokens = server.client().log_in("ada", "correct horse").await.expect(200);
    for name in ["access_token", "refresh_token"] {
        let beginning = example[name].as_str().unwrap().strip_suffix('…').unwrap();
        assert!(tokens[name].as_str().unwrap().starts_with(beginning), "{name}: {tokens}");
    }
}

// assures: R606
#[tokio::test]
async fn documentation_pages_load_only_from_this_server() {
    let server = Server::on_memory(&[]).await;
    let api = server.client();
    for (page, least) in [("/api/docs", 5), ("/api/docs/", 5), ("/api/redoc", 1)] {
        let html = api.get(page).await;
        assert_eq!(html.status, 200, "{page}");
        assert!(html.header("content-type").unwrap().starts_with("text/html"), "{page}");
        assert!(!html.text.contains("http://") && !html.text.contains("https://"), "{}", html.text);
        let assets = assets(&html.text);
        assert!(assets.len() >= least, "{page}: {assets:?}");
        for asset in assets {
            assert!(asset.starts_with("/api/"), "{page}: {asset}");
            let response = api.get(&asset).await;
            assert_eq!(response.status, 200, "{asset}");
            let expected = match asset.rsplit_once('.').unwrap().1 {
                "js" => "text/javascript",
                "css" => "text/css",
                "png" => "image/png",
                other => panic!("{other}"),
            };
            assert!(response.header("content-type").unwrap().starts_with(expected), "{asset}");
            assert!(!response.text.is_empty(), "{asset}");
        }
    }
    let initializer = api.get("/api/docs/swagger-initializer.js").await;
    assert_eq!(initializer.status, 200);
    assert!(initializer.text.contains("/api/openapi.json"), "{}", initializer.text);
    assert!(
        !initializer.text.contains("http://") && !initializer.text.contains("https://"),
        "{}",
        initializer.text
    );
    assert!(api.get("/api/redoc").await.text.contains("spec-url=\"/api/openapi.json\""));
}

#[tokio::test]
async fn old_documentation_paths_redirect() {
    let server = Server::on_memory(&[]).await;
    for (old, new) in
        [("/docs", "/api/docs"), ("/redoc", "/api/redoc"), ("/openapi.json", "/api/openapi.json")]
    {
        for method in [Method::GET, Method::HEAD] {
            let response = server.client().send(server.client().request(method, old)).await;
            assert_eq!(response.status, 308, "{old}");
            assert_eq!(response.own_path("location").as_deref(), Some(new));
        }
        assert_eq!(server.client().get(new).await.status, 200);
    }
}

#[tokio::test]
async fn problem_types_have_pages() {
    let server = Server::on_memory(&[]).await;
    for code in PROBLEMS {
        let page = server.client().get(&format!("/problems/{code}")).await;
        assert_eq!(page.status, 200, "{code}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(
            page.text.contains(&format!("<code>{code}</code>")) && page.text.contains("<h1>"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{}", page.text);
    }
    let unknown = server.client().get("/problems/%3Cscript%3E").await;
    assert_eq!(unknown.problem(404), "route-not-found");
    assert!(!unknown.text.contains("script"), "{}", unknown.text);
    let page = unknown.json()["type"].as_str().unwrap().to_owned();
    assert_eq!(server.client().get(&page).await.status, 200);
}

#[tokio::test]
async fn routes_and_openapi_document_follow_the_prefix() {
    let server = Server::on_memory(&[("API_V1_PREFIX", "/rest/v9")]).await;
    let api = server.client();
    let account = json!({"email": "ada@example.org", "username": "ada", "password": "correct horse"});
    let registered = api.post("/rest/v9/auth/register", &account).await;
    registered.expect(201);
    assert_eq!(registered.header("cache-control"), Some("no-store"));
    let tokens = api.post("/rest/v9/auth/login/", &account).await.expect(200);
    let api = api.with_token(tokens["access_token"].as_str().unwrap());
    for title in ["One", "Two"] {
        let created = api.post("/rest/v9/tasks", &json!({"title": title})).await;
        let id = created.expect(201)["id"].clone();
        assert_eq!(created.own_path("location"), Some(format!("/rest/v9/tasks/{id}")));
        assert_eq!(created.header("cache-control"), Some("private, no-cache"));
    }
    let page = api.get("/rest/v9/tasks/?limit=1&skip=0").await;
    assert_eq!(page.own_path("link").as_deref(), Some("/rest/v9/tasks?limit=1&skip=1"));
    assert_eq!(api.get("/api/v1/auth/me").await.problem(404), "route-not-found");
    assert_eq!(api.delete("/rest/v9/tasks").await.problem(405), "method-not-allowed");
    let document = api.get("/api/openapi.json").await.expect(200);
    let paths = keys(&document["paths"]);
    assert!(paths.contains("/rest/v9/tasks/{id}") && paths.contains("/api/{user_id}/tasks"), "{paths:?}");
    assert!(!paths.iter().any(|path| path.starts_with("/api/v1")), "{paths:?}");
    let login = &document["components"]["securitySchemes"]["OAuth2"]["flows"]["password"]["tokenUrl"];
    assert_eq!(login, "/rest/v9/auth/login");
}
