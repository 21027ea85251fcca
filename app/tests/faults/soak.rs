//! Nine PostgreSQL faults in turn, for `SOAK_MINUTES`: no write is lost, and no resource is leaked.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::time::sleep;
use tokio_postgres::Client;

use crate::harness::{
    Cluster, Load, Mode, ProbeLoop, Proxy, RestartableServer, expect_consistent_counters, sessions,
};

const DEFAULT_MINUTES: u64 = 1;
const POOL: u64 = 16;
/// The duration of a fault. `RECOVERY_DURATION` is the duration of the recovery after each fault.
const FAULT_DURATION: Duration = Duration::from_secs(4);
const RECOVERY_DURATION: Duration = Duration::from_secs(6);
/// Memory may grow by 10 % plus this number of bytes. The allocator needs about an hour to reach a steady state.
const MAX_GROWTH_BYTES: u64 = 16 * 1024 * 1024;
/// Allowed growth of the number of open files, which varies with the clients.
const FEW_FILES: usize = 8;

#[derive(Debug, Clone, Copy)]
struct Measure {
    memory: u64,
    files: usize,
    sessions: u64,
}

fn minutes() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the duration of a test is not a setting")]
    let given = std::env::var("SOAK_MINUTES");
    given.map_or(DEFAULT_MINUTES, |minutes| minutes.parse().unwrap())
}

struct Scene {
    cluster: Cluster,
    proxy: Proxy,
    restartable: RestartableServer,
}

impl Scene {
    async fn open() -> Self {
        let cluster = Cluster::start().await;
        let proxy = Proxy::to(&cluster.address().to_string()).await;
        // Log lines of requests would take most of the memory of the test.
        let sandbox = Cluster::sandbox_with_database_at(proxy.address())
            .with("LOG_LEVEL", "warn,tasklane::commands=info");
        Self { cluster, proxy, restartable: RestartableServer::open(sandbox).await }
    }

    async fn measure(&self) -> Measure {
        let server = self.restartable.server();
        let sessions = sessions(&self.cluster.client().await).await;
        Measure { memory: server.memory(), files: server.open_files(), sessions }
    }

    /// Causes the next fault, and returns after it has ended.
    async fn cause_fault(&mut self, number: usize) {
        let client = self.cluster.client().await;
        match number % 9 {
            0 => {
                let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tasklane'";
                client.query(kick, &[]).await.unwrap();
            }
            1 => self.run_in_mode(Mode::DropsResponses { one_in: 20 }).await,
            2 => self.run_in_mode(Mode::Closed).await,
            3 => self.run_in_mode(Mode::BlackHole).await,
            4 => {
                self.cluster.freeze();
                sleep(FAULT_DURATION).await;
                self.cluster.thaw();
            }
            5 => self.restart(Signal::INT).await,
            6 => self.restart(Signal::QUIT).await,
            7 => hold_lock(&client, "LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE").await,
            _ => {
                hold_lock(&client, "SELECT FROM task_counters FOR UPDATE; SELECT FROM users FOR UPDATE").await
            }
        }
    }

    async fn run_in_mode(&self, mode: Mode) {
        self.proxy.set(mode);
        sleep(FAULT_DURATION).await;
        self.proxy.set(Mode::Open);
    }

    async fn restart(&mut self, how: Signal) {
        self.cluster.stop(how);
        sleep(FAULT_DURATION).await;
        self.cluster.run().await;
    }
}

async fn hold_lock(client: &Client, lock: &str) {
    client.batch_execute(&format!("BEGIN; {lock}")).await.unwrap();
    sleep(FAULT_DURATION).await;
    client.batch_execute("ROLLBACK").await.unwrap();
}

// assures: R808, R822
#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow: run by `make soak` and `make faults`"]
async fn soak_loses_no_write_and_leaks_no_resource() {
    let mut scene = Scene::open().await;
    let (probes, load) = (ProbeLoop::on(&scene.restartable), Load::on(&scene.restartable).await);
    let (begin, total) = (Instant::now(), Duration::from_secs(60 * minutes()));
    // The comparison ignores the first twelfth of the time.
    let warm = total / 12;
    let (mut first, mut number) = (None, 0);
    while begin.elapsed() < total || number < 9 {
        scene.cause_fault(number).await;
        load.wait_for_acknowledged_writes(100).await;
        sleep(RECOVERY_DURATION).await;
        number += 1;
        let measure = scene.measure().await;
        println!("{:?}: {measure:?}", begin.elapsed());
        if begin.elapsed() > warm {
            first.get_or_insert(measure);
        }
    }
    let (first, last) = (first.unwrap(), scene.measure().await);
    let check = load.stop().await;
    probes.end().await;
    println!("{number} faults in {:?}, from {first:?} to {last:?}", begin.elapsed());
    assert!(last.memory <= first.memory + first.memory / 10 + MAX_GROWTH_BYTES, "{first:?}, {last:?}");
    assert!(last.files <= first.files + FEW_FILES && last.sessions <= POOL + 2, "{first:?}, {last:?}");
    check.expect_consistent("soak").await;
    expect_consistent_counters(&scene.cluster.client().await).await;
    scene.restartable.stop().await;
}
