//! Starts a PostgreSQL server and its standby for one test.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use tasklane_postgres::PostgresConfig;
use tempfile::TempDir;
use tokio::process::Child;
use tokio_postgres::{Client, NoTls};

use super::unprivileged_process::{folder, free_port, postgres_folder, quit, run, start, unprivileged};

/// The last byte of the next server's loopback address.
static HOST: AtomicU8 = AtomicU8::new(1);
/// A generous bound that only a defect exceeds.
const TIMEOUT: Duration = Duration::from_mins(1);

pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !holds().await {
        assert!(Instant::now() < deadline, "timed out after {TIMEOUT:?} waiting until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) struct Node {
    /// `None` while the server is stopped.
    process: Option<Child>,
    programs: PathBuf,
    folder: PathBuf,
    address: Ipv4Addr,
    port: u16,
    options: Vec<String>,
}

impl Node {
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@{}:{}/postgres", self.address, self.port)
    }

    pub(crate) fn config(&self) -> PostgresConfig {
        PostgresConfig::parse(&self.url().into()).unwrap()
    }

    pub(crate) async fn client(&self) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    pub(crate) async fn start(&mut self) {
        let mut command = unprivileged(self.programs.join("postgres"));
        command.arg("-D").arg(&self.folder).args(["-p", &self.port.to_string()]);
        command.arg(format!("-clisten_addresses={}", self.address)).arg("-cunix_socket_directories=");
        command.args(["-cfsync=off", "-cfull_page_writes=off"]).args(&self.options);
        self.process = Some(start(command, &self.folder.with_extension("log")));
        let is_up = async || tokio_postgres::connect(&self.url(), NoTls).await.is_ok();
        eventually("PostgreSQL accepts connections", is_up).await;
    }

    /// Shuts the server down immediately, without a checkpoint.
    pub(crate) async fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        quit(&process);
        // A restart fails while a process of the old server is running.
        process.wait().await.unwrap();
    }
}

impl Drop for Node {
    /// Stops the server and waits, because its directory is deleted next. The server frees its shared memory only if it exits
    /// by itself.
    fn drop(&mut self) {
        let Some(process) = &mut self.process else { return };
        quit(process);
        let deadline = Instant::now() + Duration::from_secs(10);
        while matches!(process.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A primary and a streaming standby.
pub(crate) struct Cluster {
    pub(crate) primary: Node,
    pub(crate) standby: Node,
    _folder: TempDir,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let (folder, programs) = (folder(), postgres_folder());
        let [.., high, low] = std::process::id().to_be_bytes();
        let node = |name: &str, options: Vec<String>| {
            // A loopback address that no other test uses.
            let address = Ipv4Addr::new(127, high, low, HOST.fetch_add(1, Ordering::Relaxed));
            let (folder, port) = (folder.path().join(name), free_port(address));
            Node { process: None, programs: programs.clone(), folder, address, port, options }
        };
        let mut primary = node("primary", Vec::new());
        let follow =
            format!("-cprimary_conninfo=host={} port={} user=postgres", primary.address, primary.port);
        let mut standby = node("standby", vec![follow, "-chot_standby=on".to_owned()]);
        let mut init = unprivileged(programs.join("initdb"));
        init.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]);
        init.arg(&primary.folder);
        run(init);
        // The server has never run, so a copy of its files is a consistent backup.
        let mut copy = unprivileged("cp");
        copy.arg("-a").arg(&primary.folder).arg(&standby.folder);
        run(copy);
        std::fs::write(standby.folder.join("standby.signal"), "").unwrap();
        primary.start().await;
        standby.start().await;
        Self { primary, standby, _folder: folder }
    }
}
