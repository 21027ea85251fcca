//! List queries: order, priority, tags, search, due dates and totals.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tasklane_tests::{Client, SignedUp, on_every_database};

const TASKS: &str = "/api/v1/tasks";

/// The parameters of a query.
type Pairs = [(&'static str, &'static str)];

async fn create(user: &SignedUp, task: Value) -> i64 {
    user.api.post(TASKS, &task).await.expect(201)["id"].as_i64().unwrap()
}

async fn titles(api: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let url = reqwest::Url::parse_with_params("http://any.example", query).unwrap();
    let list = api.get(&format!("{TASKS}?{}", url.query().unwrap())).await.expect(200);
    let title = |task: &Value| task["title"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(title).collect()
}

on_every_database! {
    // assures: R513
    async fn sort_orders_work_in_both_directions_with_ties_by_id(server: &Server) {
        let ada = server.sign_up("ada").await;
        for task in [
            json!({"title": "banana", "due_date": "2026-03-01", "priority": "low"}),
            json!({"title": "Apple", "status": "completed", "priority": "high"}),
            json!({"title": "cherry", "due_date": "2026-02-01", "status": "in_progress"}),
            json!({"title": "apple", "status": "completed"}),
        ] {
            create(&ada, task).await;
            server.advance(TimeDelta::seconds(1));
        }
        let first = ada.api.get("/api/v1/tasks?sort=created_at&limit=1").await.expect(200);
        ada.api.patch(&format!("{TASKS}/{}", first[0]["id"]), &json!({"tags": ["seen"]})).await.expect(200);
        let cases = [
            ("created_at", ["banana", "Apple", "cherry", "apple"]),
            ("-created_at", ["apple", "cherry", "Apple", "banana"]),
            ("updated_at", ["Apple", "cherry", "apple", "banana"]),
            ("-updated_at", ["banana", "apple", "cherry", "Apple"]),
            ("title", ["Apple", "apple", "banana", "cherry"]),
            ("-title", ["cherry", "banana", "apple", "Apple"]),
            ("status", ["banana", "cherry", "Apple", "apple"]),
            ("-status", ["apple", "Apple", "cherry", "banana"]),
            ("due_date", ["cherry", "banana", "Apple", "apple"]),
            ("-due_date", ["banana", "cherry", "apple", "Apple"]),
            ("priority", ["cherry", "apple", "banana", "Apple"]),
            ("-priority", ["Apple", "banana", "apple", "cherry"]),
        ];
        for (sort, expected) in cases {
            assert_eq!(titles(&ada.api, &[("sort", sort)]).await, expected, "{sort}");
        }
    }

    async fn filters_are_combined_with_and(server: &Server) {
        let ada = server.sign_up("ada").await;
        for task in [
            json!({"title": "1", "priority": "low", "tags": ["home", "a,b"], "due_date": "2026-02-01"}),
            json!({"title": "2", "priority": "high", "tags": ["home"], "due_date": "2026-02-02"}),
            json!({"title": "3", "tags": ["Home", "work"]}),
            json!({"title": "4", "priority": "high", "tags": ["work", "home"], "due_date": "2026-02-03"}),
        ] {
            create(&ada, task).await;
        }
        let cases: [(&Pairs, &[&str]); 13] = [
            (&[("priority", "high")], &["2", "4"]),
            (&[("priority", "none"), ("priority", "low"), ("priority", "low")], &["1", "3"]),
            (&[("tag", "home")], &["1", "2", "4"]),
            (&[("tag", "home"), ("tag", "work")], &["4"]),
            (&[("tag", "work"), ("tag", "work")], &["3", "4"]),
            (&[("tag", "a,b")], &["1"]),
            (&[("tag", "a")], &[]),
            (&[("tag", "%")], &[]),
            (&[("due_before", "2026-02-02")], &["1"]),
            (&[("due_after", "2026-02-02")], &["4"]),
            (&[("due_after", "2026-02-01"), ("due_before", "2026-02-03")], &["2"]),
            (&[("priority", "high"), ("tag", "home"), ("due_before", "2026-02-03"), ("status", "pending")], &["2"]),
            (&[("due_after", "2026-02-03"), ("due_before", "2026-02-01")], &[]),
        ];
        for (query, expected) in cases {
            let query = [query, &[("sort", "title")]].concat();
            assert_eq!(titles(&ada.api, &query).await, expected, "{query:?}");
        }
    }

    // assures: R114
    async fn search_matches_literally_in_title_and_description_ignoring_case(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        for (title, description) in [
            ("100% sure", ""),
            ("100 percent", ""),
            ("a_b", ""),
            ("aXb", ""),
            (r"C:\temp", ""),
            ("Straße", "Πάτρας ΟΔΟΣ"),
            ("İstanbul", "first line\nsecond 'line'"),
            ("plain", "It says MILK here"),
        ] {
            create(&ada, json!({"title": title, "description": description})).await;
        }
        create(&bob, json!({"title": "milk of bob"})).await;
        let cases: [(&str, &[&str]); 20] = [
            ("%", &["100% sure"]),
            ("100%", &["100% sure"]),
            ("100", &["100 percent", "100% sure"]),
            ("a_b", &["a_b"]),
            ("_", &["a_b"]),
            (r"\", &[r"C:\temp"]),
            (r"c:\TEMP", &[r"C:\temp"]),
            (r"\%", &[]),
            ("axb", &["aXb"]),
            ("STRASSE", &["Straße"]),
            ("straße", &["Straße"]),
            ("οδος", &["Straße"]),
            ("ΠΆΤΡΑΣ", &["Straße"]),
            ("milk", &["plain"]),
            ("  Milk  ", &["plain"]),
            ("'line'", &["İstanbul"]),
            ("line second", &[]),
            ("' OR '1'='1", &[]),
            ("ＰＬＡＩＮ", &["plain"]),
            ("nothing", &[]),
        ];
        for (words, expected) in cases {
            assert_eq!(titles(&ada.api, &[("q", words), ("sort", "title")]).await, expected, "{words}");
        }
    }

    async fn total_is_returned_on_request(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        for n in 0..7 {
            create(&ada, json!({"title": "Task", "priority": if n < 5 { "low" } else { "high" }})).await;
        }
        create(&bob, json!({"title": "Not hers"})).await;
        let gone = create(&ada, json!({"title": "Gone", "priority": "low"})).await;
        ada.api.delete(&format!("{TASKS}/{gone}")).await.expect(204);
        for (query, total) in [
            ("include_total=true", Some("7")),
            ("include_total=true&limit=2&priority=low", Some("5")),
            ("include_total=true&skip=100", Some("7")),
            ("include_total=true&q=nothing", Some("0")),
            ("include_total=false", None),
            ("limit=1", None),
        ] {
            let response = ada.api.get(&format!("{TASKS}?{query}")).await;
            response.expect(200);
            assert_eq!(response.header("x-total-count"), total, "{query}");
        }
        let head = ada.api.send(ada.api.request(reqwest::Method::HEAD, &format!("{TASKS}?include_total=true"))).await;
        assert_eq!((head.status.as_u16(), head.header("x-total-count"), head.text.as_str()), (200, Some("7"), ""));
    }

    // assures: R110, R114
    async fn task_query_reports_all_errors_together(server: &Server) {
        let ada = server.sign_up("ada").await;
        let long = format!("q={}", "x".repeat(101));
        let tags: Vec<String> = (0..21).map(|n| format!("tag={n}")).collect();
        let tags = tags.join("&");
        let cases = [
            ("sort=", "sort"),
            ("sort=id", "sort"),
            ("sort=Title", "sort"),
            ("sort=title,status", "sort"),
            ("sort=title&sort=status", "sort"),
            ("sort=title%20desc", "sort"),
            ("priority=", "priority"),
            ("priority=urgent", "priority"),
            ("tag=", "tag"),
            ("tag=%20", "tag"),
            (&tags, "tag"),
            ("q=", "q"),
            ("q=%20", "q"),
            ("q=a&q=b", "q"),
            ("q=a%0ab", "q"),
            (&long, "q"),
            ("due_before=", "due_before"),
            ("due_before=tomorrow", "due_before"),
            ("due_after=2026-02-30", "due_after"),
            ("due_after=2026-02-01T00:00:00Z", "due_after"),
            ("due_after=2026-02-01&due_after=2026-02-01", "due_after"),
            ("include_total=1", "include_total"),
            ("include_total=", "include_total"),
            ("cursor=", "cursor"),
            ("cursor=x", "cursor"),
        ];
        for (query, name) in cases {
            let response = ada.api.get(&format!("{TASKS}?{query}")).await;
            assert_eq!(response.error_locations(), [format!("query.{name}")], "{query}");
        }
        let all = "sort=x&priority=x&tag=&q=&due_before=x&due_after=x&include_total=x&limit=0&skip=x&status=x";
        let mut faults = ada.api.get(&format!("{TASKS}?{all}")).await.error_locations();
        faults.sort_unstable();
        let names =
            ["due_after", "due_before", "include_total", "limit", "priority", "q", "skip", "sort", "status", "tag"];
        assert_eq!(faults, names.map(|name| format!("query.{name}")));
    }
}
