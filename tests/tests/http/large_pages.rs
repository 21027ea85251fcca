//! Lists of large tasks: cursor pages are limited by bytes, and pages with `skip` are complete.

use serde_json::{Value, json};
use tasklane_tests::{SignedUp, on_every_database};

/// The number of tasks. Each task has a description of 10 000 characters with 4 bytes each.
const COUNT: usize = 30;
const MEBIBYTE: usize = 1024 * 1024;
/// The number of tasks on a full page. Each task has 40 005 bytes, and a page ends when it exceeds 1 MiB.
const IN_A_PAGE: usize = 27;

async fn add_large(user: &SignedUp) {
    let description = "🦀".repeat(10_000);
    for _ in 0..COUNT {
        let task = json!({"title": "Large", "description": description});
        user.api.post("/api/v1/tasks", &task).await.expect(201);
    }
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
}

fn text_bytes(task: &Value) -> usize {
    ["title", "description"].iter().map(|member| task[member].as_str().unwrap().len()).sum()
}

on_every_database! {
    // assures: R713
    async fn cursor_page_ends_at_1_mib_and_links_the_next(server: &Server) {
        let ada = server.sign_up("ada").await;
        add_large(&ada).await;
        for query in ["limit=1000", "limit=1000&sort=title", "limit=30&q=crab", "limit=1000&is_completed=false&sort=due_date"] {
            let query = query.replace("crab", "%F0%9F%A6%80");
            let (mut cursor, mut seen, mut pages) = (String::new(), Vec::new(), Vec::new());
            loop {
                let response = ada.api.get(&format!("/api/v1/tasks?{query}{cursor}")).await;
                let page = response.expect(200);
                let bytes: Vec<usize> = page.as_array().unwrap().iter().map(text_bytes).collect();
                let all: usize = bytes.iter().sum();
                assert!(all - bytes.last().unwrap() < MEBIBYTE, "{query}: {all}");
                pages.push(bytes.len());
                seen.extend(ids(&page));
                let Some(next) = response.header("x-next-cursor") else {
                    assert_eq!(response.header("link"), None);
                    break;
                };
                assert!(response.header("link").unwrap().contains(&format!("cursor={next}")), "{query}");
                cursor = format!("&cursor={next}");
            }
            assert_eq!(pages, [IN_A_PAGE, COUNT - IN_A_PAGE], "{query}");
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), COUNT, "{query}");
        }
    }

    async fn list_with_skip_and_todo_list_are_complete(server: &Server) {
        let ada = server.sign_up("ada").await;
        add_large(&ada).await;
        for (query, count) in [("skip=0&limit=1000", 30), ("skip=1&limit=1000&sort=title", 29), ("skip=1&limit=28", 28)] {
            let response = ada.api.get(&format!("/api/v1/tasks?{query}")).await;
            assert_eq!(ids(&response.expect(200)).len(), count, "{query}");
            assert_eq!(response.header("x-next-cursor"), None, "{query}");
            assert_eq!(response.header("link").is_some(), count == 28, "{query}");
        }
        let todos = ada.api.get(&format!("/api/{}/tasks", ada.id)).await.expect(200);
        assert_eq!(ids(&todos).len(), COUNT);
    }

    async fn changes_page_ends_at_1_mib_and_has_more(server: &Server) {
        let ada = server.sign_up("ada").await;
        add_large(&ada).await;
        let first = ada.api.get("/api/v1/tasks/changes?limit=1000").await.expect(200);
        assert_eq!(first["changes"].as_array().unwrap().len(), IN_A_PAGE);
        assert_eq!(first["has_more"], true);
        let rest = ada.api.get(&format!("/api/v1/tasks/changes?limit=1000&since={}", first["next"])).await;
        let rest = rest.expect(200);
        assert_eq!((rest["changes"].as_array().unwrap().len(), &rest["has_more"]), (COUNT - IN_A_PAGE, &json!(false)));
    }
}
