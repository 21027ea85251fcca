//! Concurrent writes by several servers. The changes of these writes depend on locked rows.

use std::slice;
use std::sync::Arc;

use futures_util::future::{join, join_all};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::stores::Stores;
use tasklane_core::task::{
    ExpectedVersion, IdempotencyKey, IdempotencyKeyError, IdempotentRequest, LockScope, LockedWrite,
    OperationResult, Outcome, Page, PlanRules, RequestDigest, StoredResponse, TaskOperation, TaskQuery,
    Version, Workflow, WriteTasksError, plan,
};
use tasklane_core::testing::examples::{AMPLE_QUOTA, at, new_task, new_user, password_hash, quota_of};
use tasklane_core::testing::task_service;
use tasklane_postgres::open;
use tasklane_postgres::testing::TestDatabase;

type WriteOutcome = Result<Outcome<Vec<OperationResult>>, WriteTasksError>;

async fn add_user(stores: &Stores) -> UserId {
    stores.users.create(&new_user("ada"), at(0)).await.unwrap().id
}

fn request_with_key(key: &str) -> IdempotentRequest {
    IdempotentRequest {
        key: IdempotencyKey::parse(key).unwrap(),
        digest: RequestDigest([7; 32]),
        render: Arc::new(|_| StoredResponse { status: 201, body: b"stored".to_vec() }),
    }
}

async fn write(
    stores: &Stores,
    owner: UserId,
    operation: TaskOperation,
    quota: u32,
    idempotency: Option<IdempotentRequest>,
) -> WriteOutcome {
    let rules = PlanRules { workflow: Arc::new(Workflow::open()), quota: quota_of(quota), now: at(5) };
    let scope = LockScope::Ids(operation.task().into_iter().collect());
    let decide = Arc::new(move |locked: &_| plan(slice::from_ref(&operation), locked, &rules));
    stores
        .tasks
        .write(owner, &LockedWrite { scope, decide, idempotency, quota: AMPLE_QUOTA, at: at(5) })
        .await
}

async fn create(stores: &Stores, owner: UserId, quota: u32, idempotency: IdempotentRequest) -> WriteOutcome {
    write(stores, owner, TaskOperation::Create(new_task("task")), quota, Some(idempotency)).await
}

async fn toggle(stores: &Stores, owner: UserId, id: TaskId) {
    write(stores, owner, TaskOperation::Toggle { id, expected: ExpectedVersion::Any }, 9, None)
        .await
        .unwrap();
}

async fn count_tasks(stores: &Stores, owner: UserId) -> usize {
    stores.tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap().tasks.len()
}

fn is_replayed(outcome: &WriteOutcome) -> bool {
    matches!(outcome, Ok(Outcome::Replayed(response)) if response.body == b"stored")
}

#[tokio::test]
async fn one_of_sixteen_requests_with_the_same_key_writes() {
    let database = TestDatabase::create().await;
    let servers = [open(&database.config(), 8), open(&database.config(), 8)];
    let owner = add_user(&servers[0]).await;
    for round in 0..5 {
        let key = round.to_string();
        let writes = (0..16).map(|n| create(&servers[n % 2], owner, 99, request_with_key(&key)));
        let outcomes = join_all(writes).await;
        let written = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Fresh(_)))).count();
        assert_eq!(written, 1, "{outcomes:?}");
        for outcome in &outcomes {
            let in_use = matches!(outcome, Err(WriteTasksError::Key(IdempotencyKeyError::InUse)));
            assert!(
                matches!(outcome, Ok(Outcome::Fresh(_))) || is_replayed(outcome) || in_use,
                "{outcome:?}"
            );
        }
        assert!(is_replayed(&create(&servers[1], owner, 99, request_with_key(&key)).await));
        assert_eq!(count_tasks(&servers[0], owner).await, round + 1);
    }
}

#[tokio::test]
async fn concurrent_toggles_of_two_servers_are_all_applied() {
    let database = TestDatabase::create().await;
    let servers = [open(&database.config(), 8), open(&database.config(), 8)];
    let owner = add_user(&servers[0]).await;
    let task = servers[0].tasks.create(owner, &new_task("task"), at(0), quota_of(9)).await.unwrap().id;
    let decided = join_all((0..15).map(|n| toggle(&servers[n % 2], owner, task)));
    let services = servers.each_ref().map(task_service);
    let single = join_all((0..16).map(|n| services[n % 2].toggle(owner, task, &ExpectedVersion::Any, None)));
    let (_, toggled) = join(decided, single).await;
    assert!(toggled.iter().all(|toggled| matches!(toggled, Ok(Outcome::Fresh(_)))));
    let stored = servers[0].tasks.find(owner, task).await.unwrap().unwrap();
    assert_eq!((Some(stored.version), stored.change_seq), (Version::new(32), 32));
    assert!(stored.progress.is_completed());
}

#[tokio::test]
async fn account_deletion_during_writes_with_keys_leaves_no_rows() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 8);
    let client = database.client().await;
    for n in 0..5 {
        let owner = stores.users.create(&new_user(&format!("ada{n}")), at(0)).await.unwrap().id;
        create(&stores, owner, 99, request_with_key("first")).await.unwrap();
        let keys: Vec<String> = (0..12).map(|n| n.to_string()).collect();
        let writes = join_all(keys.iter().map(|key| create(&stores, owner, 99, request_with_key(key))));
        let hash = password_hash();
        let (written, deleted) = join(writes, stores.users.delete(owner, &hash, at(20))).await;
        deleted.unwrap();
        for outcome in written {
            assert!(
                matches!(outcome, Ok(Outcome::Fresh(_)) | Err(WriteTasksError::OwnerDeleted)),
                "{outcome:?}"
            );
        }
        let left = "SELECT 1 FROM users UNION ALL SELECT 1 FROM tasks UNION ALL SELECT 1 FROM task_counters \
                    UNION ALL SELECT 1 FROM idempotency_keys";
        assert!(client.query(left, &[]).await.unwrap().is_empty());
    }
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(client.query_one(deadlocks, &[]).await.unwrap().get::<_, i64>(0), 0);
}

/// Returns the statements of a first request with a key, without the commit. The statements lock the counter, count a
/// task and store the key. They acquire no advisory lock, as if the request ran on another node of a Citus cluster.
fn uncommitted_write(owner: UserId) -> String {
    format!(
        "BEGIN; UPDATE task_counters SET seq = seq + 1, live_tasks = live_tasks + 1 WHERE owner_id = {owner}; \
         INSERT INTO idempotency_keys (user_id, key, fingerprint, status, body, created_at) \
         VALUES ({owner}, 'key', decode(repeat('07', 32), 'hex'), 201, 'stored', '2026-01-01Z')"
    )
}

/// Covers a second request that would also write, and a second request that exceeds the quota because of the first write.
#[tokio::test]
async fn second_of_two_concurrent_requests_gets_the_response_of_the_first() {
    for quota in [99, 2] {
        let database = TestDatabase::create().await;
        let stores = open(&database.config(), 1);
        let owner = add_user(&stores).await;
        stores.tasks.create(owner, &new_task("before"), at(0), quota_of(99)).await.unwrap();
        let client = database.client().await;
        client.batch_execute(&uncommitted_write(owner)).await.unwrap();
        let commit = async {
            database.wait_until_a_lock_is_awaited().await;
            client.batch_execute("COMMIT").await.unwrap();
        };
        let (outcome, ()) = join(create(&stores, owner, quota, request_with_key("key")), commit).await;
        assert!(is_replayed(&outcome), "{outcome:?}");
        assert_eq!(count_tasks(&stores, owner).await, 1);
        assert_eq!(stores.tasks.sequence(owner).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn request_fails_immediately_while_its_key_is_in_use() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let owner = add_user(&stores).await;
    let client = database.client().await;
    let lock = format!("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('key', {owner}))");
    client.batch_execute(&lock).await.unwrap();
    let outcome = create(&stores, owner, 99, request_with_key("key")).await;
    assert!(matches!(outcome, Err(WriteTasksError::Key(IdempotencyKeyError::InUse))), "{outcome:?}");
    assert!(matches!(create(&stores, owner, 99, request_with_key("another")).await, Ok(Outcome::Fresh(_))));
    client.batch_execute("ROLLBACK").await.unwrap();
    assert!(matches!(create(&stores, owner, 99, request_with_key("key")).await, Ok(Outcome::Fresh(_))));
}

/// A rejected write is rolled back, and its connection stays open without locks.
#[tokio::test]
async fn rejected_write_returns_its_connection_to_the_pool() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let owner = add_user(&stores).await;
    let connections = "SELECT pid FROM pg_stat_activity WHERE application_name = 'tasklane' AND datname = current_database()";
    let client = database.client().await;
    stores.tasks.sequence(owner).await.unwrap();
    let before: i32 = client.query_one(connections, &[]).await.unwrap().get(0);
    create(&stores, owner, 0, request_with_key("key")).await.unwrap_err();
    assert_eq!(stores.tasks.sequence(owner).await.unwrap(), 0);
    assert_eq!(client.query_one(connections, &[]).await.unwrap().get::<_, i32>(0), before);
    assert!(client.query("SELECT FROM task_counters", &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn import_dry_run_waits_for_no_lock() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let owner = add_user(&stores).await;
    stores.tasks.create(owner, &new_task("stored"), at(0), quota_of(9)).await.unwrap();
    let client = database.client().await;
    client
        .batch_execute("BEGIN; SELECT FROM tasks FOR UPDATE; SELECT FROM task_counters FOR UPDATE")
        .await
        .unwrap();
    let file = ["stored", "new"].map(new_task).to_vec();
    assert_eq!(task_service(&stores).try_import(owner, file).await.unwrap(), [false, true]);
}
