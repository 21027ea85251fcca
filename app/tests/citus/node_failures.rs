//! Workers that stop, crash or hang under load. After each failure, no acknowledged write is lost, no rejected write is
//! stored, and no response is an internal error (the harness fails on each unexpected response).

use crate::cluster::{Cluster, WorkerControl};
use crate::harness::{Load, RestartableServer, expect_consistent_counters};
use crate::support::{PASSWORD, eventually, log_in, sign_up};

async fn fail_under_load(what: &str, fail: impl Fn(&mut WorkerControl)) {
    let cluster = Cluster::migrated().await;
    let Some(mut worker) = WorkerControl::of(cluster.workers()[0]) else { return };
    let restartable = RestartableServer::open(cluster.sandbox()).await;
    let load = Load::on(&restartable).await;
    fail(&mut worker);
    load.wait_for_failures(5).await;
    worker.restore();
    load.wait_for_acknowledged_writes(200).await;
    let check = load.stop().await;
    check.expect_consistent(what).await;
    expect_consistent_counters(&cluster.client().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restart_of_a_worker_under_load_keeps_acknowledged_writes() {
    fail_under_load("worker stopped", WorkerControl::stop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn crash_of_a_worker_under_load_keeps_acknowledged_writes() {
    fail_under_load("worker killed", WorkerControl::kill).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn freeze_of_a_worker_under_load_keeps_acknowledged_writes() {
    fail_under_load("worker frozen", WorkerControl::freeze).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn login_after_a_worker_restart_gets_no_internal_error() {
    let cluster = Cluster::migrated().await;
    let Some(mut worker) = WorkerControl::of(cluster.workers()[0]) else { return };
    let server = cluster.sandbox().start_ready().await;
    for number in 0..4 {
        sign_up(&server, &format!("user-{number}")).await;
    }
    worker.stop();
    worker.restore();
    for number in 0..4 {
        let login = server.client().log_in(&format!("user-{number}"), PASSWORD).await;
        assert!([200, 503].contains(&login.status.as_u16()), "{}", login.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn server_starts_and_serves_other_users_while_a_worker_is_down() {
    let cluster = Cluster::migrated().await;
    let Some(mut worker) = WorkerControl::of(cluster.workers()[0]) else { return };
    let first = cluster.sandbox().start_ready().await;
    let mut tokens = Vec::new();
    for number in 0..16 {
        let name = format!("user-{number}");
        sign_up(&first, &name).await;
        tokens.push(log_in(&first, &name).await["access_token"].as_str().unwrap().to_owned());
    }
    worker.stop();
    let second = cluster.sandbox().start_ready().await;
    let mut statuses = Vec::new();
    for token in &tokens {
        statuses.push(second.client().with_token(token).get("/api/v1/tasks").await.status.as_u16());
    }
    println!("requests of 16 users while a worker is down: {statuses:?}");
    assert!(statuses.contains(&200), "users on the other workers must be served: {statuses:?}");
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    eventually("the metric shows the worker", async || {
        second.metrics().await.contains("tasklane_database_nodes_unreachable 1")
    })
    .await;
    second.wait_until_logged("nodes of the Citus cluster do not respond").await;
    assert!(second.is_ready().await, "the other workers respond");
}

#[tokio::test(flavor = "multi_thread")]
async fn server_is_not_ready_while_all_workers_are_down() {
    let cluster = Cluster::migrated().await;
    let workers: Option<Vec<_>> = cluster.workers().into_iter().map(WorkerControl::of).collect();
    let Some(mut workers) = workers else { return };
    let server = cluster.sandbox().start_ready().await;
    workers.iter_mut().for_each(WorkerControl::stop);
    eventually("the server is not ready", async || !server.is_ready().await).await;
    workers.iter_mut().for_each(WorkerControl::restore);
    eventually("the server is ready", async || server.is_ready().await).await;
}
