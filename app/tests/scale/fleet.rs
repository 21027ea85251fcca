//! The replicas and their shared services.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

use rustix::process::Signal;
use serde_json::json;
use tasklane_redis::testing::TestRedis;
use tasklane_tests::Client;

use crate::haproxy::HaProxy;
use crate::support::{PASSWORD, Sandbox, Server, eventually};

pub(crate) const REPLICAS: usize = 3;

pub(crate) struct Fleet {
    pub(crate) replicas: Vec<Server>,
    pub(crate) proxy: HaProxy,
    sandbox: Sandbox,
    addresses: Vec<SocketAddr>,
    _redis: TestRedis,
}

impl Fleet {
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        Self::start_on(Sandbox::on_postgres().await, settings).await
    }

    /// Starts the replicas on the database of a sandbox.
    pub(crate) async fn start_on(sandbox: Sandbox, settings: &[(&str, &str)]) -> Self {
        let redis = TestRedis::start();
        let sandbox = sandbox.with("TRUSTED_PROXIES", "127.0.0.1");
        let sandbox = sandbox.with("REDIS_URL", &redis.url()).with("REDIS_TIMEOUT_MS", "1000");
        let sandbox = settings.iter().fold(sandbox, |sandbox, (name, value)| sandbox.with(name, value));
        sandbox.run(&["migrate"]).await.expect(0);
        let [proxy, addresses @ ..] = addresses();
        let mut replicas = Vec::new();
        for address in addresses {
            replicas.push(start(&sandbox, address).await);
        }
        let proxy = HaProxy::start(&sandbox, proxy, &addresses).await;
        Self { replicas, proxy, sandbox, addresses: addresses.to_vec(), _redis: redis }
    }

    /// Returns a client of the proxy.
    pub(crate) fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.proxy.address()))
    }

    /// Returns a client of the proxy that is signed in as a new user.
    pub(crate) async fn sign_up(&self, username: &str) -> Client {
        let account =
            json!({"email": format!("{username}@example.org"), "username": username, "password": PASSWORD});
        self.client().post("/api/v1/auth/register", &account).await.expect(201);
        let (access, _) = self.client().log_in(username, PASSWORD).await.tokens();
        self.client().with_token(&access)
    }

    /// Stops all replicas and the proxy. Returns the sandbox, whose database remains.
    pub(crate) async fn stop(self) -> Sandbox {
        for replica in self.replicas {
            replica.stop().await.expect(0);
        }
        self.sandbox
    }

    /// Restarts a replica like a rollout, and waits until the proxy uses it again.
    pub(crate) async fn restart(&mut self, replica: usize) {
        let ups = self.proxy.times(replica + 1, "is UP");
        let old = self.replicas.remove(replica);
        old.signal(Signal::TERM);
        old.ended().await.expect(0);
        self.replicas.insert(replica, start(&self.sandbox, self.addresses[replica]).await);
        let again = async || self.proxy.times(replica + 1, "is UP") > ups;
        eventually("the replica is in use again", again).await;
    }
}

async fn start(sandbox: &Sandbox, address: SocketAddr) -> Server {
    let mut command = sandbox.command(&[]);
    let server = Sandbox::start_by(command.env("BIND_ADDR", address.to_string())).await;
    eventually("the replica is ready", async || server.is_ready().await).await;
    server
}

/// Returns addresses that stay free during restarts. Each run uses its own loopback network, and a port below the
/// ephemeral range. A port is skipped if another program listens on it on all addresses.
fn addresses() -> [SocketAddr; 1 + REPLICAS] {
    static PORT: AtomicU16 = AtomicU16::new(20_000);
    let [.., high, low] = std::process::id().to_be_bytes();
    loop {
        let port = PORT.fetch_add(1, Ordering::Relaxed);
        let addresses =
            [1, 2, 3, 4].map(|host| SocketAddr::from((Ipv4Addr::new(127, high, low, host), port)));
        if addresses.iter().all(|address| TcpListener::bind(address).is_ok()) {
            return addresses;
        }
        assert!(port < 32_000, "a port must be free");
    }
}
