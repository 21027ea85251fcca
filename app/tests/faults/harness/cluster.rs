//! A PostgreSQL cluster for one test. The test can stop, freeze and restart the cluster. Its writes are synced to disk.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tokio::net::TcpSocket;
use tokio_postgres::{Client, NoTls};

use crate::support::{SECRET_KEY, Sandbox, eventually};

/// The maximum number of connections of a cluster.
const CONNECTIONS: &str = "60";

pub(crate) struct Cluster {
    directory: PathBuf,
    process: Option<Child>,
    /// This socket never listens. It reserves the port while the cluster is stopped.
    port: TcpSocket,
}

impl Cluster {
    /// Creates and starts a cluster.
    pub(crate) async fn start() -> Self {
        let made = script("init-postgres.sh").stderr(Stdio::inherit()).output().unwrap();
        assert!(made.status.success(), "scripts/init-postgres.sh must succeed");
        let directory = PathBuf::from(String::from_utf8(made.stdout).unwrap().trim());
        let port = TcpSocket::new_v4().unwrap();
        port.set_reuseaddr(true).unwrap();
        port.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let mut cluster = Self { directory, process: None, port };
        cluster.run().await;
        cluster
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.port.local_addr().unwrap()
    }

    /// Returns a sandbox whose server connects to the database at `address`.
    pub(crate) fn sandbox_with_database_at(address: SocketAddr) -> Sandbox {
        let url = format!("postgres://postgres@{address}/postgres");
        Sandbox::on_sqlite().with("SECRET_KEY", SECRET_KEY).with("DATABASE_URL", &url)
    }

    pub(crate) fn sandbox(&self) -> Sandbox {
        Self::sandbox_with_database_at(self.address())
    }

    fn url(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.address())
    }

    pub(crate) async fn client(&self) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    /// Starts the cluster again after [`stop`](Self::stop), and waits until it accepts connections.
    pub(crate) async fn run(&mut self) {
        let port = self.address().port().to_string();
        let mut command = script("run-postgres.sh");
        command.arg(&self.directory).arg(self.directory.join("bin/postgres"));
        command.arg("-D").arg(self.directory.join("data")).args(["-p", &port]);
        for option in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "log_min_messages=fatal"] {
            command.args(["-c", option]);
        }
        command.args(["-c", &format!("max_connections={CONNECTIONS}")]);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        self.process = Some(process);
        let url = self.url();
        eventually("PostgreSQL accepts connections", async || {
            assert!(
                self.process.as_mut().unwrap().try_wait().unwrap().is_none(),
                "PostgreSQL exited during its start"
            );
            tokio_postgres::connect(&url, NoTls).await.is_ok()
        })
        .await;
    }

    /// Stops the cluster. `INT` closes all connections with an error message. `QUIT` stops immediately, without a
    /// checkpoint.
    pub(crate) fn stop(&mut self, how: Signal) {
        let mut process = self.process.take().unwrap();
        send(process.id(), how);
        process.wait().unwrap();
    }

    /// Freezes all processes of the cluster. Its connections stay open.
    pub(crate) fn freeze(&self) {
        let postmaster = self.process.as_ref().unwrap().id();
        // Freeze the parent first, because it could otherwise start new processes.
        send(postmaster, Signal::STOP);
        for child in children_of(postmaster) {
            send(child, Signal::STOP);
        }
    }

    pub(crate) fn thaw(&self) {
        let postmaster = self.process.as_ref().unwrap().id();
        for child in children_of(postmaster) {
            send(child, Signal::CONT);
        }
        send(postmaster, Signal::CONT);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.thaw();
            self.stop(Signal::QUIT);
        }
        drop(fs::remove_dir_all(&self.directory));
    }
}

fn script(name: &str) -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts").join(name))
}

fn children_of(process: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap();
    children.split_whitespace().map(|id| id.parse().unwrap()).collect()
}

/// Sends a signal to a process that may have ended.
fn send(process: u32, signal: Signal) {
    let id = i32::try_from(process).ok().and_then(Pid::from_raw);
    let _ = kill_process(id.unwrap(), signal);
}
