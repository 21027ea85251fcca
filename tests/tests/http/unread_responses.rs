//! Clients that ask for much and read nothing: they hold little of the server's memory, and nobody else waits for them.

use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::task::{Description, NewTask, Priority, Status, Tags, Title};
use tasklane_core::testing::examples::quota_of;
use tasklane_http::UnsentBounds;
use tasklane_tests::{Server, SignedUp, on_every_database};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const EXPORT: &str = "/api/v1/tasks/export";
const IMPORT: &str = "/api/v1/tasks/import";
const ACCOUNT_EXPORT: &str = "/api/v1/auth/export";
const MIB: usize = 1024 * 1024;
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Tasks as large as they can be: 120 of them are more than the system buffers for a connection.
async fn fill(server: &Server, user: &SignedUp, count: usize) -> Vec<i64> {
    let owner = UserId::new(user.id).unwrap();
    let mut ids = Vec::new();
    for number in 0..count {
        let new = NewTask {
            title: Title::parse(&format!("Task {number}")).unwrap(),
            description: Some(Description::parse(&"🐟".repeat(10_000)).unwrap()),
            status: Status::Pending,
            due_date: None,
            priority: Priority::default(),
            tags: Tags::default(),
        };
        let task = server.stores.tasks.create(owner, &new, server.now(), quota_of(10_000)).await.unwrap();
        ids.push(task.id.get());
    }
    ids
}

async fn filled(server: &Server, name: &str) -> SignedUp {
    let user = server.sign_up(name).await;
    fill(server, &user, 120).await;
    user
}

/// A response of which only the head is read.
struct Unread {
    head: String,
    connection: TcpStream,
}

impl Unread {
    async fn begin(server: &Server, user: &SignedUp, target: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(1024).unwrap();
        let mut connection = socket.connect(server.address()).await.unwrap();
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: tasklane\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
            user.access_token
        );
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(connection.read_u8().await.unwrap());
        }
        Self { head: String::from_utf8(head).unwrap(), connection }
    }

    async fn begin_well(server: &Server, user: &SignedUp, target: &str) -> Self {
        let unread = Self::begin(server, user, target).await;
        assert!(unread.head.starts_with("HTTP/1.1 200 "), "{target}: {}", unread.head);
        unread
    }

    /// Everything that still comes; whether it came to its end.
    async fn rest(mut self) -> (usize, bool) {
        let mut rest = Vec::new();
        let read = tokio::time::timeout(PATIENCE, self.connection.read_to_end(&mut rest)).await.unwrap();
        (rest.len(), read.is_ok() && rest.ends_with(b"0\r\n\r\n"))
    }
}

/// Asks until the answer is the one that is waited for.
async fn until<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "it never happens");
    }
}

fn bounded(total: usize, per_user: usize) -> impl FnOnce(&mut tasklane::settings::Settings) {
    move |settings| settings.http.bounds.unsent = UnsentBounds { total, per_user }
}

#[tokio::test]
async fn unread_exports_of_eight_users_block_nobody() {
    let server = Server::on_memory(&[]).await;
    let (mut users, mut unread) = (Vec::new(), Vec::new());
    for number in 0..8 {
        let user = filled(&server, &format!("mallory-{number}")).await;
        for target in [EXPORT, ACCOUNT_EXPORT] {
            unread.push(Unread::begin_well(&server, &user, target).await);
        }
        users.push(user);
    }
    let ada = server.sign_up("ada").await;
    for api in [&ada.api, &users[0].api] {
        assert_eq!(api.post(IMPORT, &json!([{"title": "Imported"}])).await.expect(200)["created"], 1);
        let export = api.get(EXPORT).await.expect(200);
        assert!(export["tasks"].to_string().contains("Imported"));
        api.get(ACCOUNT_EXPORT).await.expect(200);
    }
    for unread in unread {
        let (length, is_whole) = unread.rest().await;
        assert!(length > 4 * MIB && is_whole, "{length}");
    }
}

on_every_database! {
    async fn large_export_is_whole_and_the_same_each_time(server: &Server) {
        let ada = server.sign_up("ada").await;
        let ids = fill(server, &ada, 30).await;
        let bob = server.sign_up("bob").await;
        bob.create_task("Another's").await;
        for format in ["json", "csv", "ics"] {
            let target = format!("{EXPORT}?format={format}");
            let first = ada.api.get(&target).await;
            assert_eq!(first.status, StatusCode::OK);
            assert_eq!(first.header("transfer-encoding"), Some("chunked"));
            assert_eq!(first.header("cache-control"), Some("private, no-cache"));
            assert_eq!(first.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(first.text, ada.api.get(&target).await.text, "{format}");
            assert_eq!(first.text.matches("Task 29").count(), 1, "{format}");
            // What fits in one part has a length.
            let small = bob.api.get(&target).await;
            assert_eq!(small.header("content-length"), Some(&*small.text.len().to_string()), "{format}");
        }
        let export = ada.api.get(EXPORT).await.expect(200);
        let exported: Vec<i64> =
            export["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect();
        assert_eq!(exported, ids);
        let head = ada.api.send(ada.api.request(Method::HEAD, EXPORT)).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    }

    async fn export_ends_with_its_session(server: &Server) {
        let ada = filled(server, "ada").await;
        let unread = Unread::begin_well(server, &ada, EXPORT).await;
        ada.api.post("/api/v1/auth/logout", &json!({})).await.expect(204);
        let (length, is_whole) = unread.rest().await;
        assert!(!is_whole && length < 5 * MIB, "{length}");
    }
}

/// What a list would be without parts: every task by itself, in the order of its pages.
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
    async fn list_in_parts_is_the_list_byte_for_byte(server: &Server) {
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

    async fn page_by_cursor_has_a_length_and_an_end(server: &Server) {
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

    async fn todo_list_is_whole_however_long(server: &Server) {
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
        // While tasks come and go, each that is there all the while is in the list once.
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

#[tokio::test]
async fn user_with_too_many_unread_bytes_is_refused_before_the_work_and_others_are_served() {
    let server = Server::on_memory_with(bounded(64 * MIB, MIB)).await;
    let (ada, bob) = (server.sign_up("ada").await, filled(&server, "bob").await);
    let ids = fill(&server, &ada, 120).await;
    let unread = Unread::begin_well(&server, &ada, EXPORT).await;
    let operations: Vec<Value> = ids
        .iter()
        .take(100)
        .map(|id| json!({"op": "update", "id": id, "patch": {"status": "completed"}}))
        .collect();
    let batch = json!({"operations": operations});
    for refused in [ada.api.get(EXPORT).await, ada.api.post("/api/v1/tasks/batch", &batch).await] {
        assert_eq!(refused.problem(429), "rate-limited");
        assert_eq!(refused.header("retry-after"), Some("5"));
        assert_eq!(refused.header("ratelimit-policy"), Some(r#""unsent";q=1048576;qu="content-bytes""#));
        assert_eq!(refused.header("ratelimit"), Some(r#""unsent";r=0;t=5"#));
    }
    let task = ada.api.get(&format!("/api/v1/tasks/{}", ids[0])).await.expect(200);
    assert_eq!(task["version"], 1, "nothing of the batch was done");
    bob.api.get(EXPORT).await.expect(200);
    assert!(unread.rest().await.1);
    let done = ada.api.post("/api/v1/tasks/batch", &batch).await;
    let results = done.expect(200)["results"].as_array().unwrap().clone();
    assert_eq!(results.len(), 100);
    assert!(results.iter().all(|result| result["task"]["description"].as_str().unwrap().len() == 40_000));
    assert_eq!(done.header("content-length"), Some(&*done.text.len().to_string()));
}

#[tokio::test]
async fn unread_response_gives_way_when_the_server_has_no_memory_left() {
    let server = Server::on_memory_with(bounded(MIB, MIB)).await;
    let (ada, bob) = (filled(&server, "ada").await, filled(&server, "bob").await);
    let unread = Unread::begin_well(&server, &ada, EXPORT).await;
    // The system buffers some of the one that is not read, while the first of these goes on.
    for _ in 0..3 {
        bob.api.get(EXPORT).await.expect(200);
    }
    let (_, is_whole) = unread.rest().await;
    assert!(!is_whole);
}

#[tokio::test]
async fn stream_that_is_not_read_counts_as_well() {
    let server = Server::on_memory_with(bounded(64 * MIB, 64 * 1024)).await;
    let ada = server.sign_up("ada").await;
    let unread = Unread::begin_well(&server, &ada, "/api/v1/tasks/stream").await;
    fill(&server, &ada, 120).await;
    // A write through the server wakes the stream.
    ada.create_task("Wake up").await;
    let changes = async || ada.api.get("/api/v1/tasks/changes?limit=100").await.status;
    until(async || (changes().await == StatusCode::TOO_MANY_REQUESTS).then_some(())).await;
    ada.api.get("/api/v1/tasks?limit=1").await.expect(200);
    drop(unread);
    until(async || (changes().await == StatusCode::OK).then_some(())).await;
}

#[tokio::test]
async fn at_most_100_faults_are_listed() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let task = json!({"title": "", "tags": vec![""; 20]});
    let operations = vec![json!({"op": "create", "task": task}); 100];
    let refused = ada.api.post("/api/v1/tasks/batch", &json!({"operations": operations})).await;
    assert_eq!(refused.faults().len(), 100);
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.ends_with("; and 2090 more"), "{detail}");
    let many = "tag=%20&".repeat(900);
    assert_eq!(ada.api.get(&format!("/api/v1/tasks?{many}")).await.faults().len(), 100);
}
