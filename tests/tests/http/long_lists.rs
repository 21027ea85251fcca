//! Long lists are sent in parts, to limit the memory per response.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tasklane_tests::{SignedUp, on_every_database};

use crate::large_tasks::fill;

const MIB: usize = 1024 * 1024;

/// Returns the expected body: each task as `GET /tasks/{id}` returns it, in the order of the list.
async fn expected(user: &SignedUp, query: &str, skip: usize, limit: usize) -> String {
    let mut cursor = String::new();
    let mut tasks = Vec::new();
    loop {
        let page = user.api.get(&format!("/api/v1/tasks?limit=7&{query}{cursor}")).await;
        for task in page.expect(200).as_array().unwrap() {
            let by_itself = user.api.get(&format!("/api/v1/tasks/{}", task["id"])).await;
            assert_eq!(&by_itself.expect(200), task);
            tasks.push(by_itself.text);
        }
        let Some(next) = page.header("x-next-cursor") else { break };
        cursor = format!("&cursor={next}");
    }
    let window: Vec<_> = tasks.into_iter().skip(skip).take(limit).collect();
    format!("[{}]", window.join(","))
}

on_every_database! {
    // assures: R713
    async fn list_sent_in_parts_has_the_bytes_of_each_task(server: &Server) {
        let ada = server.sign_up("ada").await;
        let ids = fill(server, &ada, 30).await;
        for (index, id) in ids.iter().enumerate() {
            let due_date = (index % 3 == 0).then_some("2026-03-01");
            let priority = ["none", "low", "medium", "high"][index % 4];
            let patch = json!({"title": format!("Task {}", index % 5), "due_date": due_date, "priority": priority,
                "is_completed": index % 2 == 0, "tags": [format!("tag {}", index % 2)]});
            ada.api.patch(&format!("/api/v1/tasks/{id}"), &patch).await.expect(200);
        }
        let sorts = ["created_at", "updated_at", "title", "status", "due_date", "priority"];
        for sort in sorts.iter().flat_map(|sort| [(*sort).to_owned(), format!("-{sort}")]) {
            let query = format!("sort={sort}");
            let list = ada.api.get(&format!("/api/v1/tasks?skip=0&limit=1000&{query}")).await;
            assert_eq!(list.status, StatusCode::OK);
            assert_eq!(list.header("transfer-encoding"), Some("chunked"));
            assert_eq!(list.header("content-type"), Some("application/json"));
            assert!(list.header("link").is_none());
            assert!(list.text == expected(&ada, &query, 0, 1000).await, "{query}");
        }
        for (query, skip, limit, has_more) in [
            ("is_completed=true", 2, 12, true),
            ("is_completed=true", 3, 12, false),
            ("tag=tag%201&sort=title", 0, 25, false),
            ("priority=low&priority=high&sort=due_date", 1, 100, false),
            ("q=%F0%9F%90%9F&due_after=2026-02-01&sort=-priority", 0, 25, false),
            ("sort=-updated_at", 5, 24, true),
            ("sort=-updated_at", 5, 25, false),
            ("", 29, 1000, false),
            ("", 30, 1000, false),
            ("", 5000, 1000, false),
            ("status=in_progress", 0, 1000, false),
        ] {
            let target = format!("/api/v1/tasks?skip={skip}&limit={limit}&include_total=true&{query}");
            let list = ada.api.get(&target).await;
            assert_eq!(list.status, StatusCode::OK);
            assert!(list.text == expected(&ada, query, skip, limit).await, "{target}");
            assert_eq!(list.header("link").is_some(), has_more, "{target}");
            let again = ada.api.request(Method::GET, &target).header("if-none-match", list.header("etag").unwrap());
            assert_eq!(ada.api.send(again).await.status, StatusCode::NOT_MODIFIED);
            let head = ada.api.send(ada.api.request(Method::HEAD, &target)).await;
            for name in ["etag", "link", "x-total-count", "content-type", "cache-control"] {
                assert_eq!(head.header(name), list.header(name), "{target}: {name}");
            }
        }
    }

    async fn cursor_page_has_content_length(server: &Server) {
        let ada = server.sign_up("ada").await;
        fill(server, &ada, 60).await;
        let first = ada.api.get("/api/v1/tasks?limit=1000").await;
        let length = first.text.len();
        assert_eq!(first.header("content-length"), Some(&*length.to_string()));
        assert!((MIB..MIB + 100 * 1024).contains(&length), "{length}");
        let cursor = first.header("x-next-cursor").unwrap();
        let changes = ada.api.get("/api/v1/tasks/changes?limit=1000").await;
        assert!((MIB..MIB + 100 * 1024).contains(&changes.text.len()));
        assert_eq!(changes.expect(200)["has_more"], true);
        let mut all = first.expect(200).as_array().unwrap().clone();
        let mut next = Some(cursor.to_owned());
        while let Some(cursor) = next {
            let page = ada.api.get(&format!("/api/v1/tasks?limit=1000&cursor={cursor}")).await;
            all.extend(page.expect(200).as_array().unwrap().clone());
            next = page.header("x-next-cursor").map(str::to_owned);
        }
        let whole = ada.api.get("/api/v1/tasks?skip=0&limit=1000").await;
        assert!(Value::from(all) == whole.expect(200));
    }

    async fn todo_list_is_complete_at_any_length(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/{}/tasks", ada.id);
        assert_eq!(ada.api.get(&path).await.text, "[]");
        let ids = fill(server, &ada, 40).await;
        let list = ada.api.get(&path).await;
        assert_eq!(list.header("transfer-encoding"), Some("chunked"));
        let mut todos = Vec::new();
        for id in ids.iter().rev() {
            todos.push(ada.api.get(&format!("{path}/{id}")).await.text);
        }
        assert!(list.text == format!("[{}]", todos.join(",")));
        let part = ada.api.get(&format!("{path}?skip=3&limit=30")).await;
        assert!(part.text == format!("[{}]", todos[3..33].join(",")));
        assert_eq!(ada.api.get(&format!("{path}?skip=40")).await.text, "[]");
        let short = ada.api.get(&format!("{path}?limit=1")).await;
        assert_eq!(short.header("content-length"), Some(&*short.text.len().to_string()));
        // No task appears twice during concurrent changes.
        let write = async {
            for (number, id) in ids.iter().enumerate().take(15) {
                ada.create_task(&format!("New {number}")).await;
                ada.api.patch(&format!("/api/v1/tasks/{id}"), &json!({"title": "Changed"})).await.expect(200);
            }
        };
        let read = async {
            for query in ["skip=0&limit=1000", "skip=0&limit=1000&sort=updated_at", "skip=0&limit=1000&sort=title"] {
                let list = ada.api.get(&format!("/api/v1/tasks?{query}")).await.expect(200);
                let mut listed: Vec<_> =
                    list.as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect();
                let count = listed.len();
                listed.sort_unstable();
                listed.dedup();
                assert_eq!(listed.len(), count, "{query}");
            }
        };
        tokio::join!(write, read);
    }
}
