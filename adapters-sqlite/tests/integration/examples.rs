//! The programs in `examples/`, run as processes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// A generous timeout, which expires only because of a defect.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Returns the command of an example, which `cargo test` builds unless `--test` or `--all-targets` is given.
fn example(name: &str, folder: &Path) -> Command {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().unwrap().with_file_name("examples").join(name);
    assert!(
        program.exists(),
        "{} is missing: run `cargo test` without --test, or run `cargo build --examples` first",
        program.display()
    );
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

struct Service {
    process: Child,
    address: String,
}

impl Service {
    fn start(folder: &Path) -> Self {
        let mut process =
            example("axum_service", folder).arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").and_then(|line| line.strip_suffix("/tasks"));
        Self { process, address: address.unwrap().to_owned() }
    }

    /// Returns the status and the body of a response.
    fn call(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let length = body.len();
        let head = "Host: localhost\r\nConnection: close\r\nContent-Type: application/json";
        write!(stream, "{method} {path} HTTP/1.1\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}")
            .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn json(&self, method: &str, path: &str, body: &str) -> Value {
        let (status, body) = self.call(method, path, body);
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn axum_service_creates_lists_and_toggles_tasks() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path());
    let milk = |status: &str| json!({ "id": 1, "title": "Buy milk", "status": status });
    assert_eq!(service.json("GET", "/tasks", ""), json!([]));
    assert_eq!(service.json("POST", "/tasks", r#"{"title":"Buy milk"}"#), milk("pending"));
    assert_eq!(service.json("POST", "/tasks/1/toggle", ""), milk("completed"));
    assert_eq!(service.json("GET", "/tasks", ""), json!([milk("completed")]));
    drop(service);
    let again = Service::start(folder.path());
    assert_eq!(again.json("POST", "/tasks/1/toggle", ""), milk("pending"));
}

#[test]
fn axum_service_maps_errors_to_statuses() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path());
    for (path, body, status, message) in [
        ("/tasks", r#"{"title":" "}"#, 422, "title must not be blank"),
        ("/tasks", "{}", 422, "title must not be blank"),
        ("/tasks/7/toggle", "", 404, "the task does not exist"),
        ("/tasks/0/toggle", "", 404, "the task does not exist"),
    ] {
        assert_eq!(service.call("POST", path, body), (status, message.to_owned()), "{path} {body}");
    }
    assert_eq!(service.call("POST", "/tasks", "{").0, 400);
}

fn tasks(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = example("tasks", folder).args(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn tasks_program_adds_lists_and_toggles_tasks_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| tasks(folder.path(), arguments);
    let printed = |text: &str| (Some(0), text.to_owned(), String::new());
    assert_eq!(run(&["list"]), printed(""));
    assert_eq!(run(&["add", "Buy milk"]), printed("   1 [ ] Buy milk\n"));
    assert_eq!(run(&["add", "Call Ada"]), printed("   2 [ ] Call Ada\n"));
    assert_eq!(run(&["toggle", "1"]), printed("   1 [x] Buy milk\n"));
    assert_eq!(run(&["list"]), printed("   2 [ ] Call Ada\n   1 [x] Buy milk\n"));
}

#[test]
fn tasks_program_reports_failures_and_usage_errors() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, code, message) in [
        (&["add", " "][..], 1, "error: the title must not be blank\n"),
        (&["toggle", "7"], 1, "error: the task does not exist\n"),
        (&["toggle", "-1"], 1, "error: the id must be a positive number\n"),
        (&["remove", "1"], 2, "usage: tasks add TITLE | list | toggle ID\n"),
        (&[], 2, "usage: tasks add TITLE | list | toggle ID\n"),
    ] {
        let expected = (Some(code), String::new(), message.to_owned());
        assert_eq!(tasks(folder.path(), arguments), expected, "{arguments:?}");
    }
}

#[test]
fn readme_shows_the_axum_service_as_it_is() {
    let readme = include_str!("../../README.md");
    let program = include_str!("../../examples/axum_service.rs");
    assert!(readme.contains(&format!("```rust,no_run\n{program}```\n")));
    let lines = program.lines().count();
    assert!(lines <= 60 && readme.contains(&format!("\n## A service in {lines} lines\n")), "{lines} lines");
}
