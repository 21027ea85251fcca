//! Sync: a client applies the changes to its copy of all tasks, so that the copy stays up to date.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_tests::{Client, SignedUp, on_every_database};

const CHANGES: &str = "/api/v1/tasks/changes";

/// The client's copy.
#[derive(Default)]
struct Copy {
    tasks: BTreeMap<i64, Value>,
    next: i64,
}

impl Copy {
    /// Requests one page of changes, applies it to the copy, and returns whether there are more changes.
    async fn ask(&mut self, api: &Client, limit: usize) -> bool {
        let page = api.get(&format!("{CHANGES}?since={}&limit={limit}", self.next)).await.expect(200);
        let changes = page["changes"].as_array().unwrap();
        assert!(changes.len() <= limit);
        let numbers: Vec<i64> = changes.iter().map(|change| change["seq"].as_i64().unwrap()).collect();
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
        for change in changes {
            let task = &change["task"];
            match change["type"].as_str().unwrap() {
                "upsert" => drop(self.tasks.insert(task["id"].as_i64().unwrap(), task.clone())),
                _ => drop(self.tasks.remove(&change["id"].as_i64().unwrap())),
            }
        }
        self.next = page["next"].as_i64().unwrap();
        page["has_more"].as_bool().unwrap()
    }
}

async fn all(api: &Client) -> BTreeMap<i64, Value> {
    let list = api.get("/api/v1/tasks?limit=1000").await.expect(200);
    list.as_array().unwrap().iter().map(|task| (task["id"].as_i64().unwrap(), task.clone())).collect()
}

async fn make_random_change(user: &SignedUp, rng: &mut fastrand::Rng, n: usize) {
    let api = &user.api;
    let known = all(api).await;
    let id = rng.choice(known.keys()).copied().unwrap_or(1);
    let path = format!("/api/v1/tasks/{id}");
    let response = match rng.u8(0..10) {
        0..3 => api.post("/api/v1/tasks", &json!({"title": format!("Task {n}")})).await,
        3..6 => api.patch(&path, &json!({"title": format!("Changed {n}")})).await,
        6 => api.send(api.request(Method::PATCH, &format!("/api/{}/tasks/{id}/complete", user.id))).await,
        7 => api.delete(&path).await,
        8 => api.send(api.request(Method::POST, &format!("/api/v1/tasks/{}/restore", id + 1))).await,
        _ => {
            let operations =
                json!([{"op": "create", "task": {"title": "In a batch"}}, {"op": "delete", "id": id}]);
            api.post("/api/v1/tasks/batch", &json!({"operations": operations})).await
        }
    };
    assert!([200, 201, 204, 404, 409].contains(&response.status.as_u16()), "{}", response.text);
}

on_every_database! {
    async fn changes_are_ordered_by_number_with_each_task_once(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let empty = json!({"changes": [], "next": 0, "has_more": false});
        assert_eq!(ada.api.get(CHANGES).await.expect(200), empty);
        let [one, two, three] =
            [ada.create_task("One").await, ada.create_task("Two").await, ada.create_task("Three").await];
        bob.create_task("Not hers").await;
        let edited = ada.api.patch(&format!("/api/v1/tasks/{one}"), &json!({"title": "Once"})).await.expect(200);
        ada.api.delete(&format!("/api/v1/tasks/{two}")).await.expect(204);
        let third = ada.api.get(&format!("/api/v1/tasks/{three}")).await.expect(200);
        let all = json!([
            {"seq": 3, "type": "upsert", "task": third},
            {"seq": 4, "type": "upsert", "task": edited},
            {"seq": 5, "type": "delete", "id": two},
        ]);
        assert_eq!(ada.api.get(CHANGES).await.expect(200), json!({"changes": all, "next": 5, "has_more": false}));
        let first = ada.api.get(&format!("{CHANGES}?since=0&limit=1")).await.expect(200);
        assert_eq!(first, json!({"changes": [all[0]], "next": 3, "has_more": true}));
        let rest = ada.api.get(&format!("{CHANGES}?since=3&limit=2")).await.expect(200);
        assert_eq!(rest, json!({"changes": [all[1], all[2]], "next": 5, "has_more": false}));
        let nothing = json!({"changes": [], "next": 5, "has_more": false});
        assert_eq!(ada.api.get(&format!("{CHANGES}?since=5")).await.expect(200), nothing);
        // A write without effect is not a change.
        ada.api.patch(&format!("/api/v1/tasks/{one}"), &json!({"title": "Once"})).await.expect(200);
        assert_eq!(ada.api.get(&format!("{CHANGES}?since=5")).await.expect(200), nothing);
    }

    async fn changes_page_has_100_entries_by_default(server: &Server) {
        let ada = server.sign_up("ada").await;
        for _ in 0..2 {
            let creates: Value = (0..60).map(|_| json!({"op": "create", "task": {"title": "Task"}})).collect();
            ada.api.post("/api/v1/tasks/batch", &json!({"operations": creates})).await.expect(200);
        }
        for (query, count) in [("", 100), ("?limit=7", 7), ("?limit=1000", 120), ("?since=30", 90)] {
            let page = ada.api.get(&format!("{CHANGES}{query}")).await.expect(200);
            assert_eq!(page["changes"].as_array().unwrap().len(), count, "{query}");
            assert_eq!(page["has_more"], count == 100 || count == 7, "{query}");
        }
        for (query, name) in [
            ("since=", "since"),
            ("since=-1", "since"),
            ("since=1.5", "since"),
            ("since=x", "since"),
            ("since=1&since=1", "since"),
            ("since=9223372036854775808", "since"),
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("limit=", "limit"),
        ] {
            assert_eq!(ada.api.get(&format!("{CHANGES}?{query}")).await.error_locations(), [format!("query.{name}")], "{query}");
        }
    }

    async fn sync_position_older_than_the_retention_is_410(server: &Server) {
        let ada = server.sign_up("ada").await;
        let owner = UserId::new(ada.id).unwrap();
        let [one, two, three, four] = [
            ada.create_task("One").await,
            ada.create_task("Two").await,
            ada.create_task("Three").await,
            ada.create_task("Four").await,
        ];
        let mut copy = Copy::default();
        assert!(!copy.ask(&ada.api, 10).await);
        ada.api.delete(&format!("/api/v1/tasks/{two}")).await.expect(204);
        ada.api.patch(&format!("/api/v1/tasks/{one}"), &json!({"title": "Later"})).await.expect(200);
        let before = server.now() + TimeDelta::seconds(1);
        assert_eq!(server.stores.task_retention.purge_deleted(owner, before, 100).await.unwrap(), 1);
        for since in [copy.next.to_string(), "1".to_owned(), "7".to_owned(), i64::MAX.to_string()] {
            let lost = ada.api.get(&format!("{CHANGES}?since={since}")).await;
            assert_eq!(lost.problem(410), "sync-cursor-expired", "{since}");
        }
        // A new sync from the start, with one change per page, skips purged deletions and includes concurrent writes.
        let mut copy = Copy::default();
        assert!(copy.ask(&ada.api, 1).await);
        ada.api.delete(&format!("/api/v1/tasks/{three}")).await.expect(204);
        while copy.ask(&ada.api, 1).await {}
        assert_eq!(copy.tasks, all(&ada.api).await);
        assert_eq!(copy.tasks.keys().copied().collect::<Vec<_>>(), [one, four]);
        assert!(!copy.ask(&ada.api, 1).await);
    }

    async fn sync_copy_equals_the_list_despite_concurrent_writes(server: &Server) {
        for seed in 0..3 {
            let ada = server.sign_up(&format!("ada{seed}")).await;
            let writers = join_all((0..4).map(|writer| {
                let ada = &ada;
                async move {
                    let mut rng = fastrand::Rng::with_seed(seed * 10 + writer);
                    for n in 0..12 {
                        make_random_change(ada, &mut rng, n).await;
                    }
                }
            }));
            let (mut copy, mut rng) = (Copy::default(), fastrand::Rng::with_seed(seed));
            let mut writers = std::pin::pin!(writers);
            loop {
                tokio::select! {
                    _ = &mut writers => break,
                    _ = copy.ask(&ada.api, rng.usize(1..5)) => {}
                }
            }
            while copy.ask(&ada.api, rng.usize(1..5)).await {}
            assert_eq!(copy.tasks, all(&ada.api).await, "seed {seed}");
        }
    }
}
