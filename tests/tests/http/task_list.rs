//! The task list: order, pages, filters and invalid queries.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tasklane_tests::{Response, SignedUp, on_every_database};

fn ids(list: &Value) -> Vec<i64> {
    list.as_array()
        .expect("the list must be a JSON array")
        .iter()
        .map(|task| task["id"].as_i64().unwrap())
        .collect()
}

/// The target of the link to the next page.
fn next(response: &Response) -> Option<String> {
    assert!(response.header("link")?.ends_with(">; rel=\"next\""));
    response.own_path("link")
}

async fn create_many(user: &SignedUp, count: usize, status: &str) -> Vec<i64> {
    let mut ids = Vec::new();
    for n in 0..count {
        let task = json!({"title": format!("Task {n}"), "status": status});
        ids.push(user.api.post("/api/v1/tasks", &task).await.expect(201)["id"].as_i64().unwrap());
    }
    ids
}

on_every_database! {
    // assures: R513
    async fn list_is_an_array_of_own_tasks_newest_first(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let empty = ada.api.get("/api/v1/tasks").await;
        assert_eq!(empty.expect(200), json!([]));
        assert_eq!(empty.header("link"), None);
        // The first two tasks are created at the same time, so they are ordered by id.
        let first = ada.create_task("First").await;
        let second = ada.create_task("Second").await;
        bob.create_task("Not hers").await;
        server.advance(TimeDelta::seconds(1));
        let third = ada.create_task("Third").await;
        ada.api.patch(&format!("/api/v1/tasks/{first}"), &json!({"title": "Changed"})).await.expect(200);
        let list = ada.api.get("/api/v1/tasks").await.expect(200);
        assert_eq!(ids(&list), [third, second, first]);
        for task in list.as_array().unwrap() {
            assert_eq!(ada.api.get(&format!("/api/v1/tasks/{}", task["id"])).await.expect(200), *task);
        }
    }

    async fn list_page_has_20_tasks_by_default(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut newest_first = create_many(&ada, 21, "pending").await;
        newest_first.reverse();
        let cases = [
            ("", 0..20),
            ("?skip=0&limit=20", 0..20),
            ("?limit=21", 0..21),
            ("?limit=1000", 0..21),
            ("?skip=5", 5..21),
            ("?skip=5&limit=3", 5..8),
            ("?limit=1", 0..1),
            ("?skip=20", 20..21),
            ("?skip=007&limit=01", 7..8),
            ("?limit=3&_=1&_=2", 0..3),
        ];
        for (query, expected) in cases {
            let response = ada.api.get(&format!("/api/v1/tasks{query}")).await;
            let has_more = expected.end < newest_first.len();
            assert_eq!(ids(&response.expect(200)), newest_first[expected], "{query}");
            assert_eq!(next(&response).is_some(), has_more, "{query}");
        }
    }

    // assures: R110
    async fn page_past_the_end_is_empty(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.create_task("Only").await;
        for skip in ["1", "2", "1000000", "2147483648", "9223372036854775807"] {
            let response = ada.api.get(&format!("/api/v1/tasks?skip={skip}&limit=1000")).await;
            assert_eq!(response.expect(200), json!([]), "{skip}");
            assert_eq!(response.header("link"), None);
        }
    }

    // assures: R513
    async fn next_links_show_each_matching_task_once(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut expected = create_many(&ada, 4, "pending").await;
        create_many(&ada, 3, "completed").await;
        expected.extend(create_many(&ada, 3, "in_progress").await);
        expected.reverse();
        for (limit, from) in (1..=8).flat_map(|limit| ["", "&skip=0"].map(|from| (limit, from))) {
            let filters = "status=pending&status=in_progress&is_completed=false&_note=a%26b%3D%C3%A9";
            let mut path = Some(format!("/api/v1/tasks?{filters}&limit={limit}{from}"));
            let (mut seen, mut pages) = (Vec::new(), 0);
            while let Some(page) = path {
                let response = ada.api.get(&page).await;
                seen.extend(ids(&response.expect(200)));
                path = next(&response);
                pages += 1;
                assert!(path.iter().all(|path| !path.contains("note")), "the link must not contain ignored parameters: {path:?}");
            }
            assert_eq!(seen, expected, "limit {limit}");
            assert_eq!(pages, expected.len().div_ceil(limit), "limit {limit}");
        }
    }

    async fn status_and_flag_filter_together(server: &Server) {
        let ada = server.sign_up("ada").await;
        for status in ["pending", "in_progress", "completed"] {
            create_many(&ada, 1, status).await;
        }
        let cases: [(&str, &[&str]); 11] = [
            ("status=pending", &["pending"]),
            ("status=in_progress", &["in_progress"]),
            ("status=completed", &["completed"]),
            ("status=pending&status=completed", &["completed", "pending"]),
            ("status=pending&status=pending", &["pending"]),
            ("status=pending&status=in_progress&status=completed", &["completed", "in_progress", "pending"]),
            ("is_completed=true", &["completed"]),
            ("is_completed=false", &["in_progress", "pending"]),
            ("is_completed=false&status=pending&status=completed", &["pending"]),
            ("is_completed=true&status=pending", &[]),
            ("st%61tus=in_progress", &["in_progress"]),
        ];
        for (query, expected) in cases {
            let list = ada.api.get(&format!("/api/v1/tasks?{query}")).await.expect(200);
            let statuses: Vec<_> =
                list.as_array().unwrap().iter().map(|task| task["status"].clone()).collect();
            assert_eq!(statuses, expected, "{query}");
        }
    }

    // assures: R110
    async fn query_out_of_bounds_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        let integers = [
            "",
            "-1",
            "-0.5",
            "1.0",
            "1.5",
            "1e3",
            "abc",
            "%20",
            "+5",
            "%2B5",
            "5%20",
            "0x10",
            "1_0",
            "%D9%A5",
            "null",
            "9223372036854775808",
            "100000000000000000000",
            "-9223372036854775809",
            "%00",
            "1%00",
        ];
        for value in integers {
            for name in ["skip", "limit"] {
                let response = ada.api.get(&format!("/api/v1/tasks?{name}={value}")).await;
                let faults = response.error_locations();
                assert!(
                    !faults.is_empty() && faults.iter().all(|loc| *loc == format!("query.{name}")),
                    "{value}: {faults:?}"
                );
            }
        }
        let others = [
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("limit=9223372036854775807", "limit"),
            ("skip", "skip"),
            ("skip=1&skip=1", "skip"),
            ("limit=1&limit=2", "limit"),
            ("status=done", "status"),
            ("status=", "status"),
            ("status=Pending", "status"),
            ("status=pending,completed", "status"),
            ("status=pending&status=x", "status"),
            ("is_completed=", "is_completed"),
            ("is_completed=1", "is_completed"),
            ("is_completed=True", "is_completed"),
            ("is_completed=true&is_completed=true", "is_completed"),
            ("q=a%00b", "q"),
        ];
        for (query, name) in others {
            let response = ada.api.get(&format!("/api/v1/tasks?{query}")).await;
            assert_eq!(response.error_locations(), [format!("query.{name}")], "{query}");
        }
    }

    // assures: R110
    async fn query_reports_all_errors(server: &Server) {
        let ada = server.sign_up("ada").await;
        let query = "skip=-1&limit=0&status=x&status=pending&status=y&is_completed=maybe";
        let mut faults = ada.api.get(&format!("/api/v1/tasks?{query}")).await.error_locations();
        faults.sort_unstable();
        assert_eq!(
            faults,
            ["query.is_completed", "query.limit", "query.skip", "query.status", "query.status"]
        );
    }

    async fn page_of_100_tasks_is_complete(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut newest_first = create_many(&ada, 100, "pending").await;
        newest_first.reverse();
        let full = ada.api.get("/api/v1/tasks?limit=100").await;
        assert_eq!(ids(&full.expect(200)), newest_first);
        assert_eq!(next(&full), None);
        let short = ada.api.get("/api/v1/tasks?limit=99&skip=0").await;
        assert_eq!(next(&short).as_deref(), Some("/api/v1/tasks?limit=99&skip=99"));
    }
}
