//! Logins and task writes that run at the same time as a password change, a deactivation or a deletion.

use futures_util::future::{join, join_all};
use tasklane_core::ids::UserId;
use tasklane_core::session::Session;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::Stores;
use tasklane_core::task::{ChangeTaskError, CreateTaskError, ExpectedVersion, TaskError};
use tasklane_core::testing::examples::{at, new_task, new_user, password_hash, quota_of, session};
use tasklane_core::testing::task_service;
use tasklane_core::user::{PasswordChange, PasswordHash};
use tasklane_postgres::open;
use tasklane_postgres::testing::TestDatabase;

fn another_password(user_id: UserId) -> PasswordChange {
    let to = PasswordHash::new("a newer hash".to_owned());
    PasswordChange { user_id, old_hash: password_hash(), new_hash: to, kept_session: None, at: at(7) }
}

async fn add_user(stores: &Stores) -> UserId {
    stores.users.create(&new_user("ada"), at(0)).await.unwrap().id
}

/// Returns the statements of a login before its commit: they lock the user, and insert the session.
fn partial_login_sql(session: &Session) -> String {
    format!(
        "SELECT FROM users WHERE id = {user} FOR SHARE; \
         INSERT INTO sessions (user_id, id, refresh_tip, refresh_tip_issued_at, refresh_tip_expires_at, created_at, \
         last_used_at, expires_at) VALUES ({user}, '{id}', decode(repeat('00', 16), 'hex'), '2026-01-01Z', \
         '2026-01-02Z', '2026-01-01Z', '2026-01-01Z', '2026-01-02Z')",
        user = session.user_id,
        id = session.id
    )
}

/// Runs `work` while `statements` are not committed. Commits them as soon as `work` waits for their locks.
async fn run_while_locked<T>(database: &TestDatabase, statements: &str, work: impl Future<Output = T>) -> T {
    let client = database.client().await;
    client.batch_execute(&format!("BEGIN; {statements}")).await.unwrap();
    let commit = async {
        database.wait_until_a_lock_is_awaited().await;
        client.batch_execute("COMMIT").await.unwrap();
    };
    join(work, commit).await.0
}

#[tokio::test]
async fn login_does_not_wait_for_another_login_and_does_not_write_the_user() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let client = database.client().await;
    let version = async || client.query_one("SELECT ctid::text FROM users", &[]).await.unwrap();
    let before: String = version().await.get(0);
    client.batch_execute(&format!("BEGIN; {}", partial_login_sql(&session(user, 1)))).await.unwrap();
    assert_eq!(stores.sessions.create(&session(user, 2), &password_hash(), 50).await.unwrap(), []);
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(version().await.get::<_, String>(0), before);
}

#[tokio::test]
async fn login_waits_for_a_concurrent_change_of_the_user_and_fails() {
    for change in [
        "UPDATE users SET hashed_password = 'a newer hash'",
        "UPDATE users SET is_active = false",
        "DELETE FROM users",
    ] {
        let database = TestDatabase::create().await;
        let stores = open(&database.config(), 1);
        let login = session(add_user(&stores).await, 1);
        let hash = password_hash();
        let opened = run_while_locked(&database, change, stores.sessions.create(&login, &hash, 50)).await;
        assert!(matches!(opened, Err(StoreError::Conflict)), "{change}: {opened:?}");
    }
}

// assures: R212
#[tokio::test]
async fn password_change_waits_for_a_concurrent_login_and_revokes_its_session() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let login = session(user, 1);
    let change = another_password(user);
    let ended =
        run_while_locked(&database, &partial_login_sql(&login), stores.users.change_password(&change)).await;
    assert_eq!(ended.unwrap(), [login.id]);
    assert!(!stores.sessions.is_live(user, login.id, at(8)).await.unwrap());
}

#[tokio::test]
async fn deactivation_waits_for_a_concurrent_login_and_revokes_its_session() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let login = session(user, 1);
    let done =
        run_while_locked(&database, &partial_login_sql(&login), stores.users.set_active(user, false, at(7)))
            .await;
    assert!(done.unwrap());
    stores.users.set_active(user, true, at(8)).await.unwrap();
    assert!(!stores.sessions.is_live(user, login.id, at(9)).await.unwrap());
}

#[tokio::test]
async fn deletion_waits_for_a_concurrent_login_and_deletes_its_session() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let (login, hash) = (session(user, 1), password_hash());
    let delete = stores.users.delete(user, &hash, at(7));
    run_while_locked(&database, &partial_login_sql(&login), delete).await.unwrap();
    let client = database.client().await;
    assert!(client.query("SELECT FROM sessions", &[]).await.unwrap().is_empty());
    assert_eq!(stores.sessions.find_revoked_since(at(7), at(0), 50).await.unwrap().users, [user]);
}

// assures: R511
/// The locks of these statements follow the order of `tasks/statements.rs`, so there is no deadlock and no retry. The
/// test edits no task that is created during the deletion, because that edit can deadlock (`users/statements.rs`).
#[tokio::test]
async fn deletion_does_not_deadlock_with_task_writes() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 8);
    let client = database.client().await;
    for n in 0..5 {
        let owner = stores.users.create(&new_user(&format!("ada{n}")), at(0)).await.unwrap().id;
        let new = new_task("task");
        let task = stores.tasks.create(owner, &new, at(0), quota_of(100)).await.unwrap().id;
        let creates = join_all((1..12).map(|n| stores.tasks.create(owner, &new, at(n), quota_of(100))));
        let service = task_service(&stores);
        let toggles = join_all((1..6).map(|_| service.toggle(owner, task, &ExpectedVersion::Any, None)));
        let hash = password_hash();
        let delete = stores.users.delete(owner, &hash, at(20));
        let ((created, toggled), deleted) = join(join(creates, toggles), delete).await;
        deleted.unwrap();
        for created in created {
            assert!(matches!(created, Ok(_) | Err(CreateTaskError::OwnerDeleted)), "{created:?}");
        }
        for toggled in toggled {
            let is_gone = matches!(
                toggled,
                Err(ChangeTaskError::OwnerDeleted | ChangeTaskError::Task(TaskError::NotFound))
            );
            assert!(is_gone || toggled.is_ok(), "{toggled:?}");
        }
        for table in ["users", "tasks", "task_counters"] {
            let left = client.query(&format!("SELECT FROM {table}"), &[]).await.unwrap();
            assert!(left.is_empty(), "{table}");
        }
    }
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    let row = client.query_one(deadlocks, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

/// A cancelled transaction releases its locks.
#[tokio::test]
async fn cancelled_password_change_is_rolled_back() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let client = database.client().await;
    stores.sessions.create(&session(user, 1), &password_hash(), 50).await.unwrap();
    client
        .batch_execute(&format!("BEGIN; SELECT FROM sessions WHERE user_id = {user} FOR UPDATE"))
        .await
        .unwrap();
    let change = another_password(user);
    tokio::select! {
        changed = stores.users.change_password(&change) => panic!("{changed:?}"),
        () = database.wait_until_a_lock_is_awaited() => {}
    }
    client.batch_execute("COMMIT").await.unwrap();
    // This runs on a new connection: the connection of the cancelled call was closed, which rolled back its transaction.
    assert_eq!(stores.users.change_password(&change).await.unwrap().len(), 1);
}
