//! Cursor paging is correct during concurrent changes, and cursors are valid only for their own list.

use serde_json::{Value, json};
use tasklane_tests::{Client, Response, SignedUp, on_every_database};

const KEYS: [&str; 6] = ["created_at", "updated_at", "title", "status", "due_date", "priority"];

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
}

fn next(response: &Response) -> Option<String> {
    assert!(response.header("link")?.ends_with(">; rel=\"next\""));
    response.own_path("link")
}

fn sorts() -> impl Iterator<Item = String> {
    KEYS.iter().flat_map(|key| [(*key).to_owned(), format!("-{key}")])
}

/// A task with few possible values, so that many tasks are equal in the sort order.
fn task(rng: &mut fastrand::Rng) -> Value {
    let mut task = json!({
        "title": rng.choice(["Milk", "milk", "Straße", "STRASSE", "🦀 + ü", "a=b&c?"]).unwrap(),
        "status": rng.choice(["pending", "in_progress", "completed"]).unwrap(),
        "priority": rng.choice(["none", "low", "medium", "high"]).unwrap(),
    });
    if rng.bool() {
        task["due_date"] = json!(rng.choice(["2026-02-01", "2026-02-02"]).unwrap());
    }
    task
}

async fn create(user: &SignedUp, tasks: impl Iterator<Item = Value>) -> Vec<i64> {
    let operations: Vec<Value> = tasks.map(|task| json!({"op": "create", "task": task})).collect();
    let done = user.api.post("/api/v1/tasks/batch", &json!({"operations": operations})).await.expect(200);
    done["results"].as_array().unwrap().iter().map(|result| result["task"]["id"].as_i64().unwrap()).collect()
}

async fn cursor(api: &Client, query: &str) -> String {
    let link = next(&api.get(&format!("/api/v1/tasks?{query}&limit=1")).await).unwrap();
    link.split("cursor=").nth(1).unwrap().to_owned()
}

on_every_database! {
    // assures: R513
    async fn cursor_pages_show_unchanged_tasks_once_during_writes(server: &Server) {
        let mut rng = fastrand::Rng::with_seed(7);
        let ada = server.sign_up("ada").await;
        let staying = create(&ada, (0..20).map(|_| task(&mut rng))).await;
        for sort in sorts() {
            let mut leaving = create(&ada, (0..12).map(|_| task(&mut rng))).await;
            let list = ada.api.get(&format!("/api/v1/tasks?sort={sort}&limit=1000")).await.expect(200);
            let expected: Vec<i64> = ids(&list).into_iter().filter(|id| staying.contains(id)).collect();
            let mut path = Some(format!("/api/v1/tasks?sort={sort}&limit=3"));
            let (mut seen, mut came) = (Vec::new(), Vec::new());
            while let Some(page) = path {
                let response = ada.api.get(&page).await;
                let page = ids(&response.expect(200));
                path = next(&response);
                // Delete the task at the cursor's position if it is in `leaving`, otherwise another task.
                let victim = page.last().filter(|id| leaving.contains(id)).copied();
                if let Some(victim) = victim.or_else(|| leaving.last().copied()) {
                    ada.api.delete(&format!("/api/v1/tasks/{victim}")).await.expect(204);
                    leaving.retain(|id| *id != victim);
                }
                if came.len() < 8 {
                    came.extend(create(&ada, std::iter::once(task(&mut rng))).await);
                }
                seen.extend(page);
            }
            let shown: Vec<i64> = seen.iter().copied().filter(|id| staying.contains(id)).collect();
            assert_eq!(shown, expected, "{sort}");
            seen.sort_unstable();
            let count = seen.len();
            seen.dedup();
            assert_eq!(seen.len(), count, "{sort}: no task may appear on two pages");
            for id in leaving.into_iter().chain(came) {
                ada.api.delete(&format!("/api/v1/tasks/{id}")).await.expect(204);
            }
        }
    }

    // assures: R110
    async fn altered_or_foreign_cursor_is_rejected(server: &Server) {
        let mut rng = fastrand::Rng::with_seed(3);
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        for user in [&ada, &bob] {
            create(user, (0..5).map(|_| json!({"title": "Milk", "tags": ["a", "b"], "priority": "low"}))).await;
        }
        let list = "sort=title&tag=a&tag=b&priority=low&q=milk";
        let cursor = cursor(&ada.api, list).await;
        let get = async |api: &Client, query: &str, cursor: &str| {
            api.get(&format!("/api/v1/tasks?{query}&cursor={cursor}")).await
        };
        // These queries describe the same list as `list`, with a different spelling or page size.
        for same in [list, "q=%20MILK&priority=low&priority=low&tag=b&tag=a&tag=a&sort=title", "limit=2&include_total=true&sort=title&tag=a&tag=b&priority=low&q=milk"] {
            get(&ada.api, same, &cursor).await.expect(200);
        }
        assert_eq!(get(&bob.api, list, &cursor).await.error_locations(), ["query.cursor"]);
        for other in [
            "",
            "sort=-title&tag=a&tag=b&priority=low&q=milk",
            "sort=status&tag=a&tag=b&priority=low&q=milk",
            "sort=title&tag=a&priority=low&q=milk",
            "sort=title&tag=a&tag=b&priority=high&q=milk",
            "sort=title&tag=a&tag=b&priority=low&q=mil",
            "sort=title&tag=a&tag=b&priority=low&q=milk&status=pending",
            "sort=title&tag=a&tag=b&priority=low&q=milk&is_completed=false",
            "sort=title&tag=a&tag=b&priority=low&q=milk&due_before=2026-01-01",
        ] {
            let response = get(&ada.api, other, &cursor).await;
            assert_eq!(response.error_locations(), ["query.cursor"], "{other}");
            assert!(response.json()["detail"].as_str().unwrap().contains("begin again without it"));
        }
        let alphabet: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['-', '_']).collect();
        for place in 0..cursor.len() {
            let mut altered: Vec<char> = cursor.chars().collect();
            let others = alphabet.iter().filter(|other| **other != altered[place]).collect::<Vec<_>>();
            altered[place] = **rng.choice(&others).unwrap();
            let altered: String = altered.into_iter().collect();
            assert_eq!(get(&ada.api, list, &altered).await.error_locations(), ["query.cursor"], "{altered}");
        }
        for strange in [format!("{cursor}A"), format!("{cursor}="), cursor[1..].to_owned(), "%F0%9F%A6%80".to_owned()] {
            assert_eq!(get(&ada.api, list, &strange).await.error_locations(), ["query.cursor"], "{strange}");
        }
        let twice = format!("{cursor}&cursor={cursor}");
        assert_eq!(get(&ada.api, list, &twice).await.error_locations(), ["query.cursor"]);
    }

    async fn cursor_and_skip_exclude_each_other(server: &Server) {
        let ada = server.sign_up("ada").await;
        create(&ada, (0..3).map(|_| json!({"title": "Milk"}))).await;
        let cursor = cursor(&ada.api, "sort=title").await;
        for skip in ["0", "1"] {
            let response = ada.api.get(&format!("/api/v1/tasks?sort=title&skip={skip}&cursor={cursor}")).await;
            assert_eq!(response.error_locations(), ["query.cursor"]);
        }
        // Pages with `skip` link to pages with `skip`.
        let link = next(&ada.api.get("/api/v1/tasks?skip=1&limit=1").await).unwrap();
        assert_eq!(link, "/api/v1/tasks?limit=1&skip=2");
    }
}
