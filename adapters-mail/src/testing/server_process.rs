//! The Python process that runs the SMTP servers of all tests in this test process. Starting Python for each server
//! would take longer than the tests.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use serde_json::{Value, json};

/// A generous bound that only a defect exceeds.
pub(super) const TIMEOUT: Duration = Duration::from_mins(1);

/// The port of a started server, and its events.
type Started = (u16, Receiver<Value>);

pub(super) struct ServerProcess {
    _process: Child,
    /// The Python process ends when this end of the pipe is closed, at the latest when the test process ends.
    stdin: ChildStdin,
    started: Receiver<Started>,
}

static SHARED: LazyLock<Mutex<ServerProcess>> = LazyLock::new(|| Mutex::new(ServerProcess::spawn()));

impl ServerProcess {
    pub(super) fn shared() -> MutexGuard<'static, Self> {
        SHARED.lock()
    }

    fn spawn() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the path of a program is not a setting")]
        let python = std::env::var_os("SMTP_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(&python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smtp_server.py"));
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process =
            spawned.unwrap_or_else(|error| panic!("cannot start {}: {error}", python.display()));
        let (stdin, stdout) = process.stdin.take().zip(process.stdout.take()).unwrap();
        let (sender, started) = channel();
        std::thread::spawn(move || dispatch(stdout, &sender));
        Self { _process: process, stdin, started }
    }

    pub(super) fn start(&mut self, options: &Value) -> Started {
        self.send(&json!({ "start": options }));
        self.started.recv_timeout(TIMEOUT).unwrap_or_else(|_end| {
            panic!("the SMTP server did not start: scripts/with-smtp.sh installs what it needs")
        })
    }

    /// Sends a command. Ignores a failure, because the caller then fails while it waits for the result.
    pub(super) fn send(&mut self, command: &Value) {
        drop(writeln!(self.stdin, "{command}"));
    }
}

/// Passes each event to its server.
fn dispatch(stdout: ChildStdout, started: &Sender<Started>) {
    let mut servers = HashMap::new();
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let event: Value = serde_json::from_str(&line).unwrap();
        let port =
            event.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok()).unwrap();
        match event.get("event").and_then(Value::as_str) {
            Some("started") => {
                let (sender, events) = channel();
                servers.insert(port, sender);
                drop(started.send((port, events)));
            }
            Some("stopped") => drop(servers.remove(&port)),
            _ => drop(servers.get(&port).map(|server| server.send(event))),
        }
    }
}
