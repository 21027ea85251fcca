//! Conditional requests for lists and the summary.

use reqwest::Method;
use serde_json::json;
use tasklane_tests::{Client, Response, on_every_database};

const LISTS: [&str; 3] = [
    "/api/v1/tasks",
    "/api/v1/tasks?status=completed&include_total=true",
    "/api/v1/tasks/summary?today=2026-01-01",
];

async fn get_if_none_match(api: &Client, path: &str, tag: &str) -> Response {
    api.send(api.request(Method::GET, path).header("if-none-match", tag)).await
}

on_every_database! {
    async fn list_gets_304_until_a_write(server: &Server) {
        let ada = server.sign_up("ada").await;
        let id = ada.create_task("Buy milk").await;
        let path = format!("/api/v1/tasks/{id}");
        let write = async |step: usize| {
            let api = &ada.api;
            match step {
                0 => api.post("/api/v1/tasks", &json!({"title": "Other"})).await.expect(201),
                1 => api.patch(&path, &json!({"status": "completed"})).await.expect(200),
                2 => api.patch(&format!("/api/{}/tasks/{id}/complete", ada.id), &json!({})).await.expect(200),
                3 => api.delete(&path).await.expect(204),
                4 => api.post(&format!("{path}/restore"), &json!({})).await.expect(200),
                _ => {
                    let operations = json!({"operations": [{"op": "update", "id": id, "patch": {"title": "New"}}]});
                    api.post("/api/v1/tasks/batch", &operations).await.expect(200)
                }
            };
        };
        for step in 0..6 {
            for list in LISTS {
                let first = ada.api.get(list).await;
                first.expect(200);
                let tag = first.header("etag").unwrap();
                assert!(tag.starts_with("W/\""), "{tag}");
                for known in [tag, tag.strip_prefix("W/").unwrap(), &format!("\"x\", {tag}"), "*"] {
                    let again = get_if_none_match(&ada.api, list, known).await;
                    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{list} {known}");
                    assert_eq!(again.header("etag"), Some(tag));
                }
                let head = ada.api.request(Method::HEAD, list).header("if-none-match", tag);
                assert_eq!(ada.api.send(head).await.status, 304);
            }
            let mut known = Vec::new();
            for list in LISTS {
                known.push((list, ada.api.get(list).await.header("etag").unwrap().to_owned()));
            }
            write(step).await;
            for (list, tag) in known {
                let news = get_if_none_match(&ada.api, list, &tag).await;
                news.expect(200);
                assert_ne!(news.header("etag"), Some(tag.as_str()), "{list} after {step}");
                assert_eq!(news.json(), ada.api.get(list).await.json());
            }
        }
    }

    async fn request_without_effect_keeps_the_list_tag(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        let tag = ada.api.get("/api/v1/tasks").await.header("etag").unwrap().to_owned();
        ada.api.patch(&path, &json!({"title": "Buy milk"})).await.expect(200);
        ada.api.patch(&path, &json!({"title": ""})).await.problem(422);
        ada.api.send(ada.api.request(Method::DELETE, &path).header("if-match", "\"9\"")).await.problem(412);
        let bob = server.sign_up("bob").await;
        bob.create_task("Of bob").await;
        assert_eq!(get_if_none_match(&ada.api, "/api/v1/tasks", &tag).await.status, 304);
    }

    async fn list_tag_differs_between_users(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        // Both users have made the same number of writes.
        for title in ["One", "Two"] {
            ada.create_task(&format!("{title} of ada")).await;
            bob.create_task(&format!("{title} of bob")).await;
        }
        for list in LISTS {
            let tag = ada.api.get(list).await.header("etag").unwrap().to_owned();
            let other = get_if_none_match(&bob.api, list, &tag).await;
            other.expect(200);
            assert_ne!(other.header("etag"), Some(tag.as_str()));
            assert!(!other.text.contains("ada"));
        }
    }

    async fn list_summary_and_task_tags_differ(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
        let [list, _, summary] = LISTS;
        let tag = async |path: &str| ada.api.get(path).await.header("etag").unwrap().to_owned();
        let (of_list, of_summary, of_task) = (tag(list).await, tag(summary).await, tag(&path).await);
        for (path, tag) in [(list, &of_summary), (list, &of_task), (summary, &of_list), (&path, &of_list)] {
            assert_eq!(get_if_none_match(&ada.api, path, tag).await.status, 200, "{path} {tag}");
        }
    }

    async fn rejected_query_never_gets_304(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (path, fault) in [("/api/v1/tasks?limit=0", "query.limit"), ("/api/v1/tasks/summary", "query.today")] {
            assert_eq!(get_if_none_match(&ada.api, path, "*").await.error_locations(), [fault]);
        }
        assert_eq!(get_if_none_match(&ada.api, "/api/v1/tasks", "x").await.problem(400), "bad-request");
    }
}
