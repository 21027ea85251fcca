//! `PgBouncer` in front of the tests' server.

use std::fmt::Write;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU8, Ordering};

use tasklane_postgres::PostgresConfig;
use tempfile::TempDir;
use tokio::process::Child;
use tokio_postgres::NoTls;
use tokio_postgres::config::Host;

use super::cluster::eventually;
use super::unprivileged_process::{folder, free_port, start, unprivileged};

/// The last byte of the next loopback address. The servers of other tests have smaller last bytes.
static HOST: AtomicU8 = AtomicU8::new(200);

/// A process of `PgBouncer`. Dropping this value stops the process.
pub(crate) struct PgBouncer {
    _process: Child,
    _folder: TempDir,
    address: Ipv4Addr,
    port: u16,
    user: String,
}

impl PgBouncer {
    /// Starts `PgBouncer` in front of the server in the URL `server`. `pool_size` limits the server connections per database.
    pub(crate) async fn start(server: &str, pool_size: usize) -> Self {
        Self::start_with(server, pool_size, "").await
    }

    /// Starts `PgBouncer` with an additional line in its configuration.
    pub(crate) async fn start_with(server: &str, pool_size: usize, option: &str) -> Self {
        let server: tokio_postgres::Config = server.parse().unwrap();
        let [Host::Tcp(host)] = server.get_hosts() else {
            panic!("the tests' server must be reached by TCP")
        };
        let user = server.get_user().unwrap();
        let mut target = format!("* = host={host} port={}", server.get_ports().first().unwrap());
        if let Some(password) = server.get_password() {
            write!(target, " password={}", String::from_utf8_lossy(password)).unwrap();
        }
        let [.., high, low] = std::process::id().to_be_bytes();
        let address = Ipv4Addr::new(127, high, low, HOST.fetch_add(1, Ordering::Relaxed));
        let port = free_port(address);
        let folder = folder();
        std::fs::write(folder.path().join("users"), format!("\"{user}\" \"\"\n")).unwrap();
        let users = folder.path().join("users");
        let configuration = format!(
            "[databases]\n{target}\n[pgbouncer]\nlisten_addr = {address}\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = trust\nauth_file = {}\npool_mode = transaction\ndefault_pool_size = {pool_size}\n{option}\n",
            users.display()
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, configuration).unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "the path of PgBouncer is not a setting of the program"
        )]
        let program = std::env::var_os("PGBOUNCER").unwrap_or_else(|| "/usr/sbin/pgbouncer".into());
        let mut command = unprivileged(program);
        command.arg(file);
        let process = start(command, &folder.path().join("log"));
        let new = Self { _process: process, _folder: folder, address, port, user: user.to_owned() };
        let url = new.url(server.get_dbname().unwrap());
        let responses = async || tokio_postgres::connect(&url, NoTls).await.is_ok();
        eventually("PgBouncer accepts connections", responses).await;
        new
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{}@{}:{}/{database}", self.user, self.address, self.port)
    }

    /// Returns the configuration for the database in `url`, through `PgBouncer`.
    pub(crate) fn config(&self, url: &str) -> PostgresConfig {
        PostgresConfig::parse_behind_pooler(&self.url_of(url).into()).unwrap()
    }

    /// Returns the configuration of an operator who does not know that there is a pooler.
    pub(crate) fn undeclared_config(&self, url: &str) -> PostgresConfig {
        PostgresConfig::parse(&self.url_of(url).into()).unwrap()
    }

    fn url_of(&self, url: &str) -> String {
        let database: tokio_postgres::Config = url.parse().unwrap();
        self.url(database.get_dbname().unwrap())
    }
}
