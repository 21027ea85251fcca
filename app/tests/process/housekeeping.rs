//! Expired rows are removed while the server runs.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use rustix::process::Signal;
use serde_json::Value;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::session::Session;
use tasklane_core::stores::Stores;
use tasklane_core::task::{
    IdempotencyKey, IdempotentRequest, LockScope, LockedRows, LockedWrite, NewTask, OperationResult, Outcome,
    Plan, PlanRules, ROW_BYTES, ReadLimit, RequestDigest, StoredResponse, TaskOperation, Workflow, plan,
};
use tasklane_core::testing::examples::{
    AMPLE_QUOTA, described_content, new_task, new_user, password_hash, quota_of, session,
};
use tasklane_sqlite::SqliteConfig;

use crate::support::{Sandbox, Server, eventually};

/// Stores an idempotency key with a write that has no other effect.
async fn store_key(stores: &Stores, user: UserId, key: &str, at: Timestamp) {
    let nothing = |locked: &LockedRows| {
        Ok(Plan { changed: vec![], added: vec![], counter: locked.counter, steps: vec![] })
    };
    let idempotency = IdempotentRequest {
        key: IdempotencyKey::parse(key).unwrap(),
        digest: RequestDigest([7; 32]),
        render: Arc::new(|_| StoredResponse { status: 200, body: Vec::new() }),
    };
    let work = LockedWrite {
        scope: LockScope::Ids(vec![]),
        decide: Arc::new(nothing),
        idempotency: Some(idempotency),
        quota: AMPLE_QUOTA,
        at,
    };
    stores.tasks.write(user, &work).await.unwrap();
}

async fn check(sandbox: &Sandbox, stores: Stores) {
    #[expect(clippy::disallowed_methods, reason = "the program under test uses the real clock")]
    let now = Utc::now();
    let user = stores.users.create(&new_user("ada"), now).await.unwrap().id;
    let ended = |number, hours| {
        let at = now - TimeDelta::hours(hours);
        Session { created_at: at, last_used_at: at, expires_at: at, ..session(user, number) }
    };
    let [long_ago, lately] = [ended(1, 26), ended(2, 24)].map(|session| {
        let mut session = session;
        session.refresh.tip.expires_at = session.expires_at;
        session
    });
    for session in [&long_ago, &lately] {
        stores.sessions.create(session, &password_hash(), 50, None).await.unwrap();
    }
    let deleted =
        stores.tasks.create(user, &new_task("Deleted long ago"), now, quota_of(9)).await.unwrap().id;
    let long_before = now - TimeDelta::days(400);
    assert!(stores.tasks.delete(user, deleted, None, long_before).await.unwrap());
    let [old, young] = [25, 23].map(|hours| now - TimeDelta::hours(hours));
    for (key, at) in [("old", old), ("young", young)] {
        store_key(&stores, user, key, at).await;
    }
    for (name, at) in [("bob", long_before), ("cid", now)] {
        let deleted = stores.users.create(&new_user(name), at).await.unwrap().id;
        stores.users.delete(deleted, &password_hash(), at).await.unwrap();
    }
    let server = sandbox.start_ready().await;
    let find = async |session: &Session| stores.sessions.find(user, session.id).await.unwrap();
    eventually("the old session is removed", async || find(&long_ago).await.is_none()).await;
    assert!(find(&lately).await.is_some());
    let records = async || stores.tasks.scan(user, None, ReadLimit::of_rows(9)).await.unwrap();
    eventually("the deleted task is removed", async || records().await.is_empty()).await;
    let keys = async || -> Vec<String> {
        let keys = stores.task_retention.list_keys(user, None, 9).await.unwrap();
        keys.iter().map(|record| record.key.as_str().to_owned()).collect()
    };
    eventually("the old key is removed", async || keys().await == ["young"]).await;
    let removed = |line: &Value| line["message"] == "removed expired rows" && line["names"] == 2;
    eventually("the released names are removed", async || server.log().iter().any(removed)).await;
    drop(stores);
    server.stop().await.expect(0);
}

// assures: R410
#[tokio::test]
async fn expired_rows_are_removed_on_sqlite() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    let url = format!("sqlite://{}", sandbox.path("tasklane.db").display());
    let stores = tasklane_sqlite::open(&SqliteConfig::parse(&url).unwrap()).unwrap();
    check(&sandbox, stores).await;
}

// assures: R410
#[tokio::test]
async fn expired_rows_are_removed_on_postgres() {
    let sandbox = Sandbox::on_postgres().await;
    sandbox.run(&["migrate"]).await.expect(0);
    let stores = tasklane_postgres::open(&sandbox.database().unwrap().config(), 1);
    check(&sandbox, stores).await;
}

/// Covers a user whose stored bytes exceed the quota and are not counted yet, as after an upgrade.
async fn check_counting(sandbox: Sandbox, stores: Stores) {
    let sandbox = sandbox.with("MAX_BYTES_PER_USER", "1048576").with("LOG_LEVEL", "info,tasklane=debug");
    #[expect(clippy::disallowed_methods, reason = "the program under test uses the real clock")]
    let now = Utc::now();
    let user = stores.users.create(&new_user("ada"), now).await.unwrap().id;
    let new_task = |title: &str| NewTask::pending(described_content(title, &"x".repeat(10_000)));
    let mut ids = Vec::new();
    for title in ["first", "second", "third"] {
        ids.push(stores.tasks.create(user, &new_task(title), now, quota_of(9)).await.unwrap().id);
    }
    let live = 3 * (ROW_BYTES + 20_000);
    let many = (0..60).map(|n| TaskOperation::Create(new_task(&format!("deleted {n}"))));
    let rules = PlanRules { workflow: Arc::new(Workflow::open()), quota: quota_of(99), now };
    let operations: Vec<TaskOperation> = many.collect();
    let decide = Arc::new(move |locked: &LockedRows| {
        // A server of an older release does not count stored bytes.
        let mut plan = plan(&operations, locked, &rules)?;
        plan.counter.stored_bytes = 0;
        Ok(plan)
    });
    let work =
        LockedWrite { scope: LockScope::Ids(vec![]), decide, idempotency: None, quota: AMPLE_QUOTA, at: now };
    let Outcome::Fresh(written) = stores.tasks.write(user, &work).await.unwrap() else {
        panic!("the write must not be a replay")
    };
    for task in written.iter().filter_map(OperationResult::task) {
        assert!(stores.tasks.delete(user, task.id, None, now).await.unwrap());
    }
    let server = sandbox.start_ready().await;
    server.wait_until_logged("corrected the count of stored bytes").await;
    let over = async |bytes| !stores.task_retention.find_over_quota(bytes, None, 9).await.unwrap().is_empty();
    eventually("deleted tasks are purged before their retention ends", async || !over(1_048_576).await).await;
    let left = stores.tasks.scan(user, None, ReadLimit::of_rows(100)).await.unwrap();
    assert!(left.len() < 63 && ids.iter().all(|id| left.iter().any(|record| record.task.id == *id)));
    assert!(over(live).await && !over(1_048_576).await, "the purge must stop when the quota is met");
    assert!(stores.tasks.read_changes(user, 0, ReadLimit::of_rows(1)).await.unwrap().purged_seq > 63);
    drop(stores);
    server.stop().await.expect(0);
}

#[tokio::test]
async fn stored_bytes_are_counted_and_purged_above_the_quota_on_sqlite() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    let url = format!("sqlite://{}", sandbox.path("tasklane.db").display());
    let stores = tasklane_sqlite::open(&SqliteConfig::parse(&url).unwrap()).unwrap();
    check_counting(sandbox, stores).await;
}

#[tokio::test]
async fn stored_bytes_are_counted_and_purged_above_the_quota_on_postgres() {
    let sandbox = Sandbox::on_postgres().await;
    sandbox.run(&["migrate"]).await.expect(0);
    let stores = tasklane_postgres::open(&sandbox.database().unwrap().config(), 1);
    check_counting(sandbox, stores).await;
}

const IS_LEADER: &str = "acquired the lease";
const IS_FOLLOWER: &str = "another process holds the housekeeping lease";

async fn wait_until_one_is_the_leader(servers: &[Server; 2]) -> usize {
    let of = |server: &Server, what: &str| server.log().iter().any(|line| line["message"] == what);
    let mut leader = None;
    eventually("exactly one server holds the lease", async || {
        leader = servers.iter().position(|server| of(server, IS_LEADER));
        leader.is_some() && servers.iter().any(|server| of(server, IS_FOLLOWER))
    })
    .await;
    let leader = leader.unwrap();
    assert!(!of(&servers[leader], IS_FOLLOWER) && !of(&servers[1 - leader], IS_LEADER));
    leader
}

async fn two_replicas() -> (Sandbox, [Server; 2]) {
    let sandbox = Sandbox::on_postgres().await.with("LOG_LEVEL", "info,tasklane=debug");
    sandbox.run(&["migrate"]).await.expect(0);
    let servers = [sandbox.start_ready().await, sandbox.start_ready().await];
    (sandbox, servers)
}

#[tokio::test]
async fn other_replica_acquires_the_lease_when_the_leader_stops() {
    let (_sandbox, mut servers) = two_replicas().await;
    let leader = wait_until_one_is_the_leader(&servers).await;
    servers.swap(0, leader);
    let [leader, other] = servers;
    leader.stop().await.expect(0);
    other.wait_until_logged(IS_LEADER).await;
    other.stop().await.expect(0);
}

#[tokio::test]
async fn other_replica_acquires_the_lease_after_the_leader_was_killed() {
    let (sandbox, mut servers) = two_replicas().await;
    let leader = wait_until_one_is_the_leader(&servers).await;
    servers.swap(0, leader);
    let [leader, other] = servers;
    leader.signal(Signal::KILL);
    leader.ended().await;
    // Expire the lease in the database instead of waiting for its end.
    let client = sandbox.database().unwrap().client().await;
    client.batch_execute("UPDATE leases SET ends_at = ends_at - interval '1 h'").await.unwrap();
    other.wait_until_logged(IS_LEADER).await;
    other.stop().await.expect(0);
}
