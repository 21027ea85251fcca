//! Memory usage of imports for different files, and the limit on concurrent imports.

use std::net::SocketAddr;

use futures_util::future::join_all;
use tasklane_tests::Client;

use crate::support::{RawConnection, Sandbox, Server, eventually, log_in, request, sign_up};

const IMPORT: &str = "/api/v1/tasks/import";
const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const MAX_IMPORT_BYTES: usize = 8 * 1024 * 1024;
/// Allowance for the usual variation of the server's memory, in bytes.
const TOLERANCE_BYTES: u64 = 24 * 1024 * 1024;
/// The memory that a task with tags takes in addition to its text.
const TAGGED_TASK: usize = 1024;

/// Returns a file of almost the maximum size: `item` is repeated between `begin` and `end`.
fn largest_file(begin: &str, item: &str, end: &str) -> String {
    let room = MAX_IMPORT_BYTES - begin.len() - end.len();
    format!("{begin}{}{end}", item.repeat(room / item.len()))
}

/// A file with its media type and the expected status.
type ImportFile = (&'static str, String, u16);

/// Files that the server rejects, or that contain no task. No database is involved.
fn files_without_tasks() -> Vec<ImportFile> {
    vec![
        (JSON, largest_file(r#"[{"title":"a","tags":["#, r#"{"":0},"#, "0]}]"), 422),
        (JSON, largest_file("[", "0,", "0]"), 422),
        (JSON, largest_file("[", "[],", "0]"), 422),
        (JSON, largest_file("{", r#""a":0,"#, r#""tasks":[]}"#), 200),
        (JSON, largest_file("[", r#"{"title":""},"#, "{}]"), 422),
        (CSV, largest_file("title\n", ",x", ""), 422),
        (CSV, largest_file("title\n\"", "a\n", ""), 422),
        (CSV, largest_file("title", ",a", ""), 422),
        (CSV, largest_file("title\n", "\n", "a"), 200),
    ]
}

/// Files with tasks to store.
fn files_with_tasks() -> Vec<ImportFile> {
    // About 1000 tasks with much text, so that storing them takes little time.
    let text = "\u{1F600}".repeat(1900);
    let task = format!(r#"{{"title":"a","description":"{text}","tags":["one","two"]}},"#);
    let tags: Vec<String> = (0..20).map(|n| format!("\"t{n}\"")).collect();
    let tagged = format!(r#"{{"title":"b","tags":[{}]}},"#, tags.join(","));
    let document = |task: &str| {
        format!("[{}{{\"title\":\"z\"}}]", task.repeat((MAX_IMPORT_BYTES / task.len() - 1).min(9_999)))
    };
    vec![
        (JSON, document(&tagged), 200),
        (JSON, document(&task), 200),
        // The users already have these tasks, so this import skips them.
        (JSON, document(&task), 200),
    ]
}

async fn import(api: &Client, media_type: &str, file: &str) -> u16 {
    let request = api.request(reqwest::Method::POST, IMPORT).header("content-type", media_type);
    api.send(request.body(file.to_owned())).await.status.as_u16()
}

async fn check_memory_of_imports(sandbox: &Sandbox, files: Vec<ImportFile>) {
    let running = sandbox.start_ready().await;
    let server = &running;
    let apis = [sign_up(server, "ada").await, sign_up(server, "bob").await];
    // The first imports make the one-time allocations: of connections, statements and threads.
    let first =
        format!("[{}{{\"title\":\"last\"}}]", r#"{"title":"first","tags":["one","two"]},"#.repeat(2000));
    let responses = join_all(apis.iter().map(|api| import(api, JSON, &first))).await;
    assert_eq!(responses, [200; 2]);
    for (media_type, file, status) in files {
        let before = server.memory();
        server.reset_peak_memory();
        let responses = join_all(apis.iter().map(|api| import(api, media_type, &file))).await;
        assert_eq!(responses, [status; 2], "{file:.40}");
        let added = server.peak_memory().saturating_sub(before);
        let tagged = file.matches(r#""tags":[""#).count();
        let of_file = 3 * file.len() + tagged * TAGGED_TASK;
        let max = 2 * u64::try_from(of_file).unwrap() + TOLERANCE_BYTES;
        assert!(added <= max, "{added} bytes must be at most {max}: {file:.40}");
    }
    running.stop().await.expect(0);
}

// assures: R712
#[tokio::test]
async fn two_imports_take_no_more_memory_than_six_times_their_file() {
    let sandbox = Sandbox::on_sqlite().with("MAX_TASKS_PER_USER", "100000");
    check_memory_of_imports(&sandbox, [files_without_tasks(), files_with_tasks()].concat()).await;
}

#[tokio::test]
async fn two_imports_take_no_more_memory_than_six_times_their_file_on_postgres() {
    let sandbox = Sandbox::on_postgres().await.with("MAX_TASKS_PER_USER", "100000");
    check_memory_of_imports(&sandbox, files_with_tasks()).await;
}

/// Sends the file, and disconnects before the response.
async fn send_and_disconnect(server: SocketAddr, token: &str, file: &str) {
    let headers = ["Content-Type: application/json", &format!("Authorization: Bearer {token}")];
    let mut connection = RawConnection::open(server).await;
    connection.send(&request(&format!("POST {IMPORT}"), &headers, file)).await;
    connection.reset();
}

// assures: R712
#[tokio::test]
async fn imports_of_disconnected_clients_are_bounded() {
    let sandbox = Sandbox::on_sqlite();
    let server: Server = sandbox.start_ready().await;
    let api = sign_up(&server, "ada").await;
    let token = log_in(&server, "ada").await["access_token"].as_str().unwrap().to_owned();
    let file = largest_file(r#"[{"title":"a","tags":["#, r#"{"":0},"#, "0]}]");
    let before = server.memory();
    server.reset_peak_memory();
    for _ in 0..10 {
        send_and_disconnect(server.address(), &token, &file).await;
    }
    eventually("an import is accepted again", async || import(&api, JSON, "[]").await == 200).await;
    let added = server.peak_memory().saturating_sub(before);
    assert!(added <= 10 * u64::try_from(MAX_IMPORT_BYTES).unwrap() + TOLERANCE_BYTES, "{added}");
    server.stop().await.expect(0);
}
