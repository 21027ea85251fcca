//! Names of query parameters: known names, accepted spellings, and errors for unknown names.

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Operation, Server, SignedUp, on_every_database};

const TASKS: &str = "/api/v1/tasks";

async fn titles(user: &SignedUp, query: &str) -> Vec<String> {
    let list = user.api.get(&format!("{TASKS}?sort=title&{query}")).await.expect(200);
    list.as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

/// The query parameters of an operation in the OpenAPI document, with examples.
fn declared(operation: &Operation) -> Vec<(String, String)> {
    let parameters = operation.description["parameters"].as_array().into_iter().flatten();
    let query = parameters.filter(|parameter| parameter["in"] == "query");
    let example = |parameter: &Value| match &parameter["example"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    query.map(|parameter| (parameter["name"].as_str().unwrap().to_owned(), example(parameter))).collect()
}

/// The operations of v1, each with a path to an existing object.
async fn operations(server: &Server, user: &SignedUp) -> Vec<(Operation, String)> {
    let session =
        user.api.get("/api/v1/auth/sessions").await.expect(200)[0]["id"].as_str().unwrap().to_owned();
    let task = user.create_task("Buy milk").await;
    let path = |operation: &Operation| {
        let is_session = operation.template.contains("{session_id}");
        if is_session { operation.path_to(&user.id, &session) } else { operation.path_to(&user.id, &task) }
    };
    let all = Operation::all(&server.client()).await.into_iter();
    let of_v1 = all.filter(|operation| operation.template.starts_with("/api/v1/"));
    of_v1.map(|operation| (path(&operation), operation)).map(|(path, operation)| (operation, path)).collect()
}

on_every_database! {
    async fn v1_operations_reject_unknown_parameters_without_effect(server: &Server) {
        let ada = server.sign_up("ada").await;
        let operations = operations(server, &ada).await;
        assert!(operations.len() >= 25, "{}", operations.len());
        for (operation, path) in &operations {
            let request = ada.api.request(operation.method.clone(), &format!("{path}?bogus%5Bx%5D=1&bogus=2&_=3"));
            let request = if operation.example.is_null() { request } else { request.json(&operation.example) };
            let response = ada.api.send(request).await;
            let (faults, name) = (response.error_locations(), operation.id());
            let unknown = faults.iter().filter(|fault| fault.starts_with("query.bogus")).count();
            assert_eq!(unknown, 2, "{name}: {faults:?}");
            let detail = response.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains("bogus: is not a query parameter of this route, which accepts "), "{name}: {detail}");
            let declared = declared(operation);
            assert!(declared.iter().all(|(name, _)| detail.contains(name.as_str())), "{name}: {detail}");
            assert_eq!(declared.is_empty(), detail.contains("accepts none"), "{name}: {detail}");
        }
        // The account, the session and the task still exist, and no task was created.
        assert_eq!(titles(&ada, "").await, ["Buy milk"]);
        assert_eq!(ada.api.get("/api/v1/auth/sessions").await.expect(200).as_array().unwrap().len(), 1);
    }

    async fn every_declared_parameter_is_accepted_with_and_without_brackets(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut count = 0;
        for (operation, path) in operations(server, &ada).await {
            for (name, example) in declared(&operation) {
                for spelling in [name.clone(), format!("{name}[]"), format!("{name}%5B%5D"), format!("{name}[0]")] {
                    let request = ada.api.request(operation.method.clone(), &format!("{path}?{spelling}={example}"));
                    let response = ada.api.send(request).await;
                    let body = if response.status == 422 { response.text.clone() } else { String::new() };
                    assert!(!body.contains("unknown_parameter"), "{} {spelling}: {body}", operation.id());
                    count += 1;
                }
            }
        }
        assert!(count >= 4 * 18, "{count}");
    }

    async fn brackets_after_a_name_do_not_change_its_meaning(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (title, status) in [("A", "pending"), ("B", "in_progress"), ("C", "completed")] {
            ada.api.post(TASKS, &json!({"title": title, "status": status, "tags": [title, "all"]})).await.expect(201);
        }
        for query in [
            "status[]=pending&status[]=completed",
            "status%5B%5D=pending&status%5b%5d=completed",
            "status[0]=pending&status[1]=completed",
            "status=pending&status[]=completed",
            "status[]=pending&status[]=completed&limit[]=20&_=1&t=2&ts=3&_dc=4&_[]=5",
        ] {
            assert_eq!(titles(&ada, query).await, ["A", "C"], "{query}");
        }
        assert_eq!(titles(&ada, "tag[]=all&tag[]=B").await, ["B"]);
        // The link contains the filter.
        let page = ada.api.get(&format!("{TASKS}?sort=title&limit=1&status[]=pending&status[]=completed&_=7")).await;
        let link = page.header("link").unwrap();
        assert!(link.contains("status=pending&status=completed&cursor=") && !link.contains("_="), "{link}");
        for query in ["limit[]=1&limit[]=2", "limit=1&limit[]=1"] {
            let response = ada.api.get(&format!("{TASKS}?{query}")).await;
            assert_eq!(response.error_locations(), ["query.limit"], "{query}");
        }
    }

    async fn unknown_parameter_error_suggests_the_nearest_name(server: &Server) {
        let ada = server.sign_up("ada").await;
        let response = ada.api.get(&format!("{TASKS}?stauts=pending&limit=0&completed=true")).await;
        let mut faults = response.error_locations();
        faults.sort_unstable();
        assert_eq!(faults, ["query.completed", "query.limit", "query.stauts"]);
        let detail = response.json()["detail"].as_str().unwrap().to_owned();
        for sentence in [
            "stauts: is not a query parameter of this route; did you mean status?",
            "completed: is not a query parameter of this route; did you mean is_completed?",
        ] {
            assert!(detail.contains(sentence), "{detail}");
        }
    }

    async fn authentication_is_checked_before_parameter_names(server: &Server) {
        for path in ["/api/v1/tasks?bogus=1", "/api/v1/auth/me?bogus=1", "/api/v1/tasks/7?bogus=1"] {
            assert_eq!(server.client().get(path).await.problem(401), "token-missing", "{path}");
        }
        // A token in the query is ignored.
        let ada = server.sign_up("ada").await;
        let target = format!("/api/v1/auth/me?access_token={}", ada.access_token);
        assert_eq!(server.client().get(&target).await.problem(401), "token-missing");
    }

    async fn todo_routes_and_pages_ignore_unknown_parameters(server: &Server) {
        let ada = server.sign_up("ada").await;
        let tasks = format!("/api/{}/tasks", ada.id);
        let task = ada.api.post(&format!("{tasks}?bogus=1"), &json!({"title": "Buy milk"})).await.expect(201);
        let one = format!("{tasks}/{}?bogus=1", task["id"]);
        assert_eq!(ada.api.get(&format!("{tasks}?bogus=1&limit[]=0")).await.expect(200), json!([task]));
        assert_eq!(ada.api.get(&one).await.expect(200), task);
        let login = json!({"email": "ada@example.org", "password": "correct horse"});
        ada.api.post("/api/auth/login?bogus=1&transport=cookie", &login).await.tokens();
        for page in ["/health?bogus=1", "/health/ready?bogus=1", "/problems/internal?bogus=1", "/api/openapi.json?v=2"] {
            ada.api.get(page).await;
        }
        let unknown = ada.api.get("/api/v1/nothing?bogus=1").await;
        assert_eq!(unknown.problem(404), "route-not-found");
        assert_eq!(ada.api.delete("/api/v1/tasks?bogus=1").await.problem(405), "method-not-allowed");
    }
}

/// An encoded path, a trailing slash or HEAD does not bypass the check of the names.
#[tokio::test]
async fn parameter_names_are_checked_for_every_path_variant() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    for path in ["/api/v1/tasks/", "/api/v1/%74asks", "/api/v1/auth/me/"] {
        assert_eq!(ada.api.get(&format!("{path}?bogus=1")).await.status, 422, "{path}");
    }
    let head = ada.api.request(Method::HEAD, "/api/v1/tasks?bogus=1").send().await.unwrap();
    assert_eq!(head.status(), 422);
    let elsewhere = Server::on_memory(&[("API_V1_PREFIX", "/rest")]).await;
    let login = json!({"username": "ada", "password": "correct horse"});
    let (misspelt, known) = ("/rest/auth/login?transprt=cookie", "/rest/auth/login?transport=cookie");
    assert_eq!(elsewhere.client().post(misspelt, &login).await.error_locations(), ["query.transprt"]);
    assert_eq!(elsewhere.client().post(known, &login).await.problem(401), "invalid-credentials");
}

#[tokio::test]
async fn cache_buster_does_not_change_the_idempotent_request() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let create = async |query: &str| {
        let request =
            ada.api.request(Method::POST, &format!("{TASKS}?{query}")).header("idempotency-key", "k");
        ada.api.send(request.json(&json!({"title": "Once"}))).await.expect(201)
    };
    let first = create("_=1").await;
    assert_eq!(create("_=2").await, first);
    assert_eq!(create("").await, first);
    assert_eq!(titles(&ada, "").await, ["Once"]);
}
