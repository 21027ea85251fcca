//! A rolling restart under load.

use crate::fleet::{Fleet, REPLICAS};
use crate::load::Load;

// assures: R306, R812
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rolling_restart_fails_no_request_and_loses_no_write() {
    let mut fleet = Fleet::start(&[("DRAIN_DELAY", "4")]).await;
    let mut clients = Vec::new();
    for name in ["ada", "bob", "cleo", "dan"] {
        clients.push(fleet.sign_up(name).await);
    }
    let load = Load::of(clients.clone());
    for replica in 0..REPLICAS {
        fleet.restart(replica).await;
    }
    for (client, made) in clients.iter().zip(load.end().await) {
        let tasks = client.get("/api/v1/tasks?limit=1&include_total=true").await;
        assert_eq!(tasks.header("x-total-count"), Some(&*made.to_string()));
        assert!(made > 0);
    }
    for replica in 1..=REPLICAS {
        assert_ne!(fleet.proxy.times(replica, "is DOWN"), 0);
    }
}
