//! An import creates each missing task once. If the file has errors, the import creates no task and reports up to 100
//! errors.

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{
    Client, Response, Server, each_member, full_task, on_every_database, other_task, titled_task, with,
};

const IMPORT: &str = "/api/v1/tasks/import";
const TASKS: &str = "/api/v1/tasks";
const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8";

async fn send(api: &Client, path: &str, content_type: &str, file: impl Into<reqwest::Body>) -> Response {
    api.send(api.request(Method::POST, path).header("content-type", content_type).body(file)).await
}

async fn titles(api: &Client) -> Vec<String> {
    let tasks = api.get("/api/v1/tasks?limit=1000&sort=created_at").await.expect(200);
    tasks.as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

fn import_result(created: usize, unchanged: usize) -> Value {
    json!({"created": created, "unchanged": unchanged, "ignored_columns": [], "dry_run": false})
}

on_every_database! {
    async fn import_adds_only_missing_tasks(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        bob.create_task("a").await;
        let file = "title,tags\r\na,\r\nb,\"x, y\"\r\na,\r\n";
        let trial = send(&ada.api, &format!("{IMPORT}?dry_run=true"), CSV, file).await.expect(200);
        assert_eq!(trial, json!({"created": 3, "unchanged": 0, "ignored_columns": [], "dry_run": true}));
        assert!(titles(&ada.api).await.is_empty());
        assert_eq!(send(&ada.api, IMPORT, CSV, file).await.expect(200), import_result(3, 0), "both equal tasks must be created");
        assert_eq!(send(&ada.api, IMPORT, CSV, file).await.expect(200), import_result(0, 3));
        let trial = send(&ada.api, &format!("{IMPORT}?dry_run=true"), CSV, format!("{file}c,\n")).await.expect(200);
        assert_eq!(trial, json!({"created": 1, "unchanged": 3, "ignored_columns": [], "dry_run": true}));
        let document = json!({"tasks": [{"title": "b", "tags": ["x", "y"]}, {"title": "b"}]});
        assert_eq!(ada.api.post(IMPORT, &document).await.expect(200), import_result(1, 1));
        assert_eq!(titles(&ada.api).await, ["a", "b", "a", "b"]);
        assert_eq!(titles(&bob.api).await, ["a"]);
        assert_eq!(ada.api.post(IMPORT, &json!([])).await.expect(200), import_result(0, 0));
    }

    async fn import_adds_a_task_that_differs_in_any_member(server: &Server) {
        let ada = server.sign_up("ada").await;
        let import = async |task: &Value| ada.api.post(IMPORT, &json!([task])).await.expect(200);
        assert_eq!(import(&full_task()).await, import_result(1, 0));
        for change in [each_member(&other_task()), each_member(&titled_task("Other"))].concat() {
            let other = with(full_task(), change);
            assert_eq!(import(&other).await, import_result(1, 0), "{other}");
            assert_eq!(import(&other).await, import_result(0, 1), "{other}");
        }
        assert_eq!(import(&full_task()).await, import_result(0, 1));
    }

    async fn import_ignores_members_set_by_the_server(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let theirs = bob.create_task("Another's").await;
        let task = json!({"id": theirs, "owner_id": bob.id, "title": "Mine", "status": "completed", "is_completed": false,
            "created_at": "2001-01-01T00:00:00Z", "updated_at": "2001-01-01T00:00:00Z", "version": 9,
            "completed_at": "2001-01-01T00:00:00Z"});
        assert_eq!(ada.api.post(IMPORT, &json!({"format": "tasklane-tasks", "version": 1, "tasks": [task]})).await.expect(200),
            json!({"created": 1, "unchanged": 0, "dry_run": false, "ignored_columns":
                ["completed_at", "created_at", "id", "is_completed", "owner_id", "updated_at", "version"]}));
        let mine = &ada.api.get(TASKS).await.expect(200)[0];
        assert_ne!(mine["id"], theirs);
        let now = "2026-01-01T12:00:00.000000Z";
        let expected = json!([ada.id, 1, now, null, now, "completed"]);
        let members = ["owner_id", "version", "created_at", "updated_at", "completed_at", "status"];
        assert_eq!(Value::from_iter(members.map(|member| mine[member].clone())), expected);
        assert_eq!(titles(&bob.api).await, ["Another's"]);
    }

    async fn spreadsheet_dialects_are_imported(server: &Server) {
        let files: [(&str, Vec<u8>, Value); 7] = [
            ("other names", b"Title,Due Date,Notes,Project\nBuy milk,2026-02-28,Two,Home\n".to_vec(), json!(["Project"])),
            ("German Excel", "\u{feff}Titel;Name;Due;Notes;Done\r\n;Buy milk;28.02.2026;Two;FALSCH\r\n".into(), json!(["Titel"])),
            ("French Excel", "\u{feff}task;date;details;completed\r\nBuy milk;28/02/2026;Two;FAUX\r\n".into(), json!([])),
            ("US Excel", b"Task,Deadline,Description,\r\nBuy milk,2/28/2026,Two,\r\n".to_vec(), json!([])),
            ("a separator line", b"sep=|\r\ncontent|due|notes|\r\nBuy milk|2026-02-28|Two|x\r\n".to_vec(), json!(["(column 4)"])),
            ("tabs", b"Subject\tNotes\tDUE_DATE\tStatus\nBuy milk\tTwo\t2026-02-28\tPending\n".to_vec(), json!([])),
            ("UTF-16", "\u{feff}summary\tnote\tdue-date\r\nBuy milk\tTwo\t28.2.2026\r\n".encode_utf16()
                .flat_map(u16::to_le_bytes).collect(), json!([])),
        ];
        for (name, file, ignored) in files {
            let person = server.sign_up(&name.replace(' ', "_").to_lowercase()).await;
            for (path, dry_run) in [(format!("{IMPORT}?dry_run=true"), true), (IMPORT.to_owned(), false)] {
                let expected = json!({"created": 1, "unchanged": 0, "ignored_columns": ignored, "dry_run": dry_run});
                let response = send(&person.api, &path, CSV, file.clone()).await;
                assert_eq!(response.expect(200), expected, "{name}");
            }
            let task = person.api.get(TASKS).await.expect(200)[0].clone();
            let found = ["title", "description", "due_date", "status"].map(|member| task[member].clone());
            assert_eq!(json!(found), json!(["Buy milk", "Two", "2026-02-28", "pending"]), "{name}");
        }
    }

    async fn ambiguous_file_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (file, place, detail) in [
            ("Betreff;Notiz\na;b", "body.1.title",
                "[1].title: is required: the first line must name the columns, one of them \"title\"; found: Betreff, Notiz"),
            ("title,due\na,3/4/2026", "body.2.due_date",
                "[2].due_date: is ambiguous: write the year, month and day, such as 2026-12-31"),
            ("title,done\na,perhaps", "body.2.status",
                "[2].status: must be yes or no in the column that marks completed tasks"),
        ] {
            let response = send(&ada.api, IMPORT, CSV, file).await;
            assert_eq!((response.error_locations(), response.json()["detail"].as_str()), (vec![place.to_owned()], Some(detail)), "{file}");
        }
        let latin = send(&ada.api, IMPORT, CSV, &b"title\nM\xfcll\n"[..]).await;
        assert_eq!(latin.json()["detail"], "[2].title: must be UTF-8: save the file as \"CSV UTF-8\"");
        assert!(titles(&ada.api).await.is_empty());
    }

    async fn import_reports_up_to_100_errors_and_writes_nothing(server: &Server) {
        let ada = server.sign_up("ada").await;
        let csv = "title,status,tags\ngood,pending,\n\"two\nlines\",done,\nshort\n,,\"[\"\"a\"\",1]\"\n";
        let path = format!("{IMPORT}?dry_run=maybe");
        let request = ada.api.request(Method::POST, &path).header("content-type", CSV).header("idempotency-key", "é");
        let response = ada.api.send(request.body(csv)).await;
        assert_eq!(response.error_locations(), [
            "query.dry_run", "header.Idempotency-Key", "body.3.title", "body.3.status", "body.5.columns",
            "body.6.title", "body.6.tags.1",
        ]);
        let tasks = json!([{"title": "good"}, {"title": ""}, 7, {"due_date": "never", "title": null}]);
        for body in [tasks.clone(), json!({"tasks": tasks})] {
            let faults = ["body.1.title", "body.2.task", "body.3.title", "body.3.due_date"];
            assert_eq!(ada.api.post(IMPORT, &body).await.error_locations(), faults);
        }
        for (body, faults) in [
            (json!({}), vec!["body.tasks"]),
            (json!({"tasks": 1}), vec!["body.tasks"]),
            (json!({"format": "x", "version": 2, "tasks": [{}]}), vec!["body.format", "body.version", "body.0.title"]),
        ] {
            assert_eq!(ada.api.post(IMPORT, &body).await.error_locations(), faults);
        }
        let many = format!("title\n{}", "\t\n".repeat(150));
        let response = send(&ada.api, IMPORT, CSV, many).await;
        assert_eq!(response.error_locations().len(), 100);
        assert!(response.json()["detail"].as_str().unwrap().ends_with("; and 140 more"), "{}", response.text);
        assert!(titles(&ada.api).await.is_empty());
    }

    async fn unreadable_or_oversized_file_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        for content_type in ["", "text/plain", "text/calendar", "text/csv; charset=latin1", "application/x-www-form-urlencoded"] {
            let response = send(&ada.api, IMPORT, content_type, "title\na").await;
            assert_eq!(response.problem(415), "unsupported-media-type", "{content_type}");
        }
        let deep = format!("[{}1{}]", "[".repeat(200), "]".repeat(200));
        for malformed in ["", "7", "\"x\"", "null", "[{]", "{\"tasks\":[{}}", "[{\"title\":\"\\ud800\"}]", &deep] {
            assert_eq!(send(&ada.api, IMPORT, JSON, malformed.to_owned()).await.problem(422), "malformed-json", "{malformed}");
        }
        let zero = send(&ada.api, IMPORT, JSON, &b"[{\"title\":\"\xff\"}]"[..]).await;
        assert_eq!(zero.problem(422), "malformed-json");
        let tasks = |count: usize| format!("title\n{}", "a\n".repeat(count));
        let response = send(&ada.api, IMPORT, CSV, tasks(10_001)).await;
        assert_eq!(response.error_locations(), ["body.tasks"]);
        let response = send(&ada.api, IMPORT, JSON, format!("[{}0]", "{\"title\":\"a\"},".repeat(10_000))).await;
        assert_eq!(response.error_locations(), ["body.tasks"]);
        let large = "title\n".to_owned() + &" ".repeat(8 * 1024 * 1024);
        assert_eq!(send(&ada.api, IMPORT, CSV, large[..8 * 1024 * 1024].to_owned()).await.error_locations(), ["body.2.task"]);
        assert_eq!(send(&ada.api, IMPORT, CSV, large).await.problem(413), "payload-too-large");
        assert!(titles(&ada.api).await.is_empty());
    }

    async fn oversized_task_is_reported_by_its_position(server: &Server) {
        let ada = server.sign_up("ada").await;
        let tags = r#"{"":0},"#.repeat(10_000);
        let file = format!(r#"[{{"title":"a"}},{{"title":"b","tags":[{tags}0]}},{{"title":""}}]"#);
        assert_eq!(send(&ada.api, IMPORT, JSON, file).await.error_locations(), ["body.1.task", "body.2.title"]);
        let cell = "x".repeat(65_537);
        let response = send(&ada.api, IMPORT, CSV, format!("title\na\n\"{cell}\"\nb\n")).await;
        assert_eq!(response.error_locations(), ["body.3.task"]);
        assert_eq!(response.json()["detail"], "[3].task: must have at most 65536 bytes");
        // The largest task that `POST /tasks` accepts.
        let largest = format!(r#"{{"title":"a","x":"{}"}}"#, "x".repeat(65_516));
        assert_eq!(largest.len(), 65_536);
        assert_eq!(send(&ada.api, IMPORT, JSON, format!("[{largest}]")).await.expect(200)["created"], 1);
        let request = ada.api.request(Method::POST, "/api/v1/tasks").header("content-type", JSON);
        ada.api.send(request.body(largest)).await.expect(201);
        let operation = format!(r#"{{"op":"create","task":{{"title":"b","tags":[{tags}0]}}}}"#);
        let batch = format!(r#"{{"operations":[{{"op":"create","task":{{"title":"c"}}}},{operation}]}}"#);
        let response = send(&ada.api, "/api/v1/tasks/batch", JSON, batch).await;
        assert_eq!(response.error_locations(), ["body.operations.1"]);
        assert_eq!(titles(&ada.api).await, ["a", "a"]);
    }

    async fn ten_thousand_tasks_can_be_imported(server: &Server) {
        let ada = server.sign_up("ada").await;
        let row = |n: usize| format!("Task {n},\"Some words about it, and {n}\",2026-02-28,high,\"home, shop\"\r\n");
        let file = (0..10_000).fold("title,description,due_date,priority,tags\r\n".to_owned(), |file, n| file + &row(n));
        assert_eq!(send(&ada.api, IMPORT, CSV, file.clone()).await.expect(200), import_result(10_000, 0));
        assert_eq!(send(&ada.api, IMPORT, CSV, file).await.expect(200), import_result(0, 10_000));
        let response = send(&ada.api, IMPORT, CSV, "title\nOne more\n").await;
        assert_eq!(response.problem(409), "task-quota-exceeded");
        assert_eq!(response.json()["errors"], json!(null));
        let trial = send(&ada.api, &format!("{IMPORT}?dry_run=true"), CSV, "title\nOne more\n").await;
        assert_eq!(trial.problem(409), "task-quota-exceeded");
        let export = ada.api.get("/api/v1/tasks/export").await.expect(200);
        assert_eq!(export["tasks"].as_array().unwrap().len(), 10_000);
    }

    async fn import_with_a_key_runs_once(server: &Server) {
        let ada = server.sign_up("ada").await;
        let keyed = async |path: &str, file: &'static str| {
            let request = ada.api.request(Method::POST, path).header("content-type", CSV);
            ada.api.send(request.header("idempotency-key", "k").body(file)).await
        };
        let trial = keyed(&format!("{IMPORT}?dry_run=true"), "title\na\n").await;
        assert_eq!((trial.expect(200)["created"].as_i64(), trial.header("idempotency-replayed")), (Some(1), None));
        assert_eq!(keyed(IMPORT, "title\na\n").await.expect(200), import_result(1, 0));
        let again = keyed(IMPORT, "title\na\n").await;
        assert_eq!((again.expect(200), again.header("idempotency-replayed")), (import_result(1, 0), Some("true")));
        assert_eq!(keyed(IMPORT, "title\nb\n").await.problem(422), "idempotency-key-reused");
        assert_eq!(titles(&ada.api).await, ["a"]);
    }
}

#[tokio::test]
async fn file_above_the_quota_imports_nothing() {
    let server = Server::on_memory(&[("MAX_TASKS_PER_USER", "2")]).await;
    let ada = server.sign_up("ada").await;
    ada.create_task("a").await;
    assert_eq!(send(&ada.api, IMPORT, CSV, "title\nb\nc\n").await.problem(409), "task-quota-exceeded");
    assert_eq!(titles(&ada.api).await, ["a"]);
    assert_eq!(send(&ada.api, IMPORT, CSV, "title\na\nb\n").await.expect(200), import_result(1, 1));
}
