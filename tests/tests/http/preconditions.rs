//! Conditional requests: clients download only new versions and overwrite only versions that they have seen.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tasklane_tests::{Client, Response, on_every_database};

const MALFORMED: [&str; 9] =
    ["1", "\"1", "1\"", "\"1\" \"2\"", ",", "'1'", "w/\"1\"", "*, \"1\"", "\"a\"b\""];

async fn edit_if(api: &Client, method: &Method, path: &str, tag: &str, title: &str) -> Response {
    let request = api.request(method.clone(), path).header("if-match", tag);
    api.send(request.json(&json!({"title": title}))).await
}

async fn get_if_none_match(api: &Client, path: &str, tag: &str) -> Response {
    api.send(api.request(Method::GET, path).header("if-none-match", tag)).await
}

on_every_database! {
    // assures: R505
    async fn current_version_gets_304(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        for tag in ["\"1\"", "W/\"1\"", "*", "\"7\", \"1\"", "\"x\",\"1\"", "\"a b\" , W/\"1\""] {
            let response = get_if_none_match(&ada.api, &path, tag).await;
            assert_eq!((response.status.as_u16(), response.text.as_str()), (304, ""), "{tag}");
            assert_eq!(response.header("etag"), Some("\"1\""));
            assert_eq!(response.header("content-type"), None);
        }
        for tag in ["\"2\"", "\"01\"", "\"1 \"", "\"\"", "\"x\"", "W/\"2\""] {
            let response = get_if_none_match(&ada.api, &path, tag).await;
            assert_eq!(response.expect(200)["title"], "Buy milk", "{tag}");
        }
        ada.api.patch(&path, &json!({"title": "Buy oat milk"})).await.expect(200);
        assert_eq!(get_if_none_match(&ada.api, &path, "\"1\"").await.expect(200)["title"], "Buy oat milk");
        assert_eq!(get_if_none_match(&ada.api, &path, "\"2\"").await.status, 304);
    }

    // assures: R505
    async fn malformed_entity_tag_is_rejected_with_400(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        for tag in MALFORMED {
            assert_eq!(get_if_none_match(&ada.api, &path, tag).await.problem(400), "bad-request", "{tag}");
            for method in [Method::PUT, Method::PATCH, Method::DELETE] {
                let response = edit_if(&ada.api, &method, &path, tag, "Other").await;
                assert_eq!(response.problem(400), "bad-request", "{method} {tag}");
            }
        }
        let task = ada.api.get(&path).await.expect(200);
        assert_eq!((&task["title"], &task["version"]), (&json!("Buy milk"), &json!(1)));
    }

    // assures: R505
    async fn stale_tag_gets_412_with_the_current_version(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        let current = ada.api.patch(&path, &json!({"title": "Buy oat milk"})).await.expect(200);
        for tag in ["\"1\"", "\"3\",,", "\"a,b\"", "W/\"2\"", "\"x\"", "\"02\"", "\"1\", \"3\"", "\"9223372036854775808\""]
        {
            for method in [Method::PUT, Method::PATCH, Method::DELETE] {
                let response = edit_if(&ada.api, &method, &path, tag, "Lost").await;
                assert_eq!(response.problem(412), "precondition-failed", "{method} {tag}");
                assert_eq!(response.json()["current_version"], 2);
            }
        }
        assert_eq!(ada.api.get(&path).await.expect(200), current);
    }

    async fn matching_tag_allows_the_change(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        let steps = [
            (Method::PATCH, "\"1\""),
            (Method::PUT, "\"2\""),
            (Method::PATCH, "*"),
            (Method::PUT, "\"9\", \"4\""),
            (Method::PATCH, "W/\"5\",\"5\""),
        ];
        for (version, (method, tag)) in (2..).zip(steps) {
            let response = edit_if(&ada.api, &method, &path, tag, &format!("Title {version}")).await;
            assert_eq!(response.expect(200)["version"], version, "{tag}");
            assert_eq!(response.header("etag"), Some(format!("\"{version}\"").as_str()));
        }
        edit_if(&ada.api, &Method::DELETE, &path, "\"6\"", "").await.expect(204);
        assert_eq!(edit_if(&ada.api, &Method::PUT, &path, "*", "Back").await.problem(404), "task-not-found");
    }

    async fn several_precondition_headers_form_one_list(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        let request = ada.api.request(Method::GET, &path);
        let known = request.header("if-none-match", "\"8\"").header("if-none-match", "\"1\"");
        assert_eq!(ada.api.send(known).await.status, 304);
        let request =
            ada.api.request(Method::PATCH, &path).header("if-match", "\"8\"").header("if-match", "\"1\"");
        ada.api.send(request.json(&json!({"title": "Other"}))).await.expect(200);
    }

    async fn invalid_body_takes_precedence_over_a_stale_if_match(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        assert_eq!(edit_if(&ada.api, &Method::PATCH, &path, "\"9\"", " ").await.error_locations(), ["body.title"]);
        let absent = edit_if(&ada.api, &Method::PATCH, "/api/v1/tasks/999", "\"9\"", "Other").await;
        assert_eq!(absent.problem(404), "task-not-found");
    }

    async fn change_without_effect_still_requires_the_current_tag(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        assert_eq!(
            edit_if(&ada.api, &Method::PUT, &path, "\"2\"", "Buy milk").await.problem(412),
            "precondition-failed"
        );
        assert_eq!(
            edit_if(&ada.api, &Method::PUT, &path, "\"1\"", "Buy milk").await.expect(200)["version"],
            1
        );
    }

    // assures: R505
    async fn one_of_16_writers_with_the_same_tag_succeeds(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Start").await);
        let titles: Vec<String> = (0..16).map(|n| format!("Writer {n}")).collect();
        let writers = titles.iter().map(|title| edit_if(&ada.api, &Method::PATCH, &path, "\"1\"", title));
        let responses = join_all(writers).await;
        let (won, lost): (Vec<_>, Vec<_>) = responses.iter().partition(|response| response.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 15));
        for response in lost {
            assert_eq!(response.problem(412), "precondition-failed");
            assert_eq!(response.json()["current_version"], 2);
        }
        assert_eq!(ada.api.get(&path).await.expect(200), won[0].json());
    }

    async fn edit_or_deletion_with_the_same_tag_succeeds_but_not_both(server: &Server) {
        let ada = server.sign_up("ada").await;
        for round in 0..8 {
            let path = format!("/api/v1/tasks/{}", ada.create_task("Start").await);
            let change = edit_if(&ada.api, &Method::PATCH, &path, "\"1\"", "Changed");
            let deletion = edit_if(&ada.api, &Method::DELETE, &path, "\"1\"", "");
            let (changed, deleted) = tokio::join!(change, deletion);
            let now = ada.api.get(&path).await.status.as_u16();
            let outcome = (changed.status.as_u16(), deleted.status.as_u16(), now);
            assert!(matches!(outcome, (200, 412, 200) | (404, 204, 404)), "round {round}: {outcome:?}");
        }
    }
}
