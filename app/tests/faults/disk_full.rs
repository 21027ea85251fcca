//! SQLite has no space to write. A file-size limit of the process simulates a full disk. Setting this limit needs no
//! privileges.

use reqwest::Method;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::json;

use crate::harness::{Load, RestartableServer};
use crate::support::{Sandbox, Server, sign_up};

/// Ignores the signal that would end the process when a file exceeds the limit.
const IGNORES_THE_SIGNAL: &str = "trap '' XFSZ; exec \"$0\"";

fn set_max_file_size(server: &Server, bytes: Option<u64>) {
    let id = i32::try_from(server.id()).ok().and_then(Pid::from_raw);
    prlimit(id, Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

// assures: R818
#[tokio::test(flavor = "multi_thread")]
async fn full_disk_rejects_only_writes_until_there_is_space() {
    let mut restartable = RestartableServer::closed(Sandbox::on_sqlite());
    restartable.start_by(IGNORES_THE_SIGNAL).await;
    let ada = sign_up(restartable.server(), "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": "Kept"})).await.expect(201);
    let path = format!("/api/v1/tasks/{}", task["id"]);
    let load = Load::on(&restartable).await;

    for _ in 0..3 {
        set_max_file_size(restartable.server(), Some(0));
        load.wait_for_failures(50).await;
        assert_eq!(ada.get(&path).await.expect(200), task);
        for (method, body) in [(Method::PATCH, json!({"title": "Changed"})), (Method::DELETE, json!(null))] {
            assert_eq!(ada.send_json(&method, &path, &body).await.problem(503), "unavailable");
        }
        restartable.server().get("/health/ready").await.expect(200);
        set_max_file_size(restartable.server(), None);
        load.wait_for_acknowledged_writes(100).await;
    }
    let check = load.stop().await;
    assert_eq!(check.seen.count_of(504), 0, "a rejected write must be reported as not stored");
    check.expect_consistent("disk full").await;
    ada.delete(&path).await.expect(204);
    restartable.stop().await;
    assert_eq!(tasklane_sqlite::testing::integrity_of(&restartable.sandbox().path("tasklane.db")), "ok");
}
