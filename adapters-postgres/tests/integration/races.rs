//! Cases that the contract of the ports does not cover, because they need access to the database outside the ports.

use futures_util::future::join;
use tasklane_core::task::{CreateTaskError, QuotaExceeded};
use tasklane_core::testing::examples::{at, new_task, new_user, quota_of};
use tasklane_core::user::{NewUser, SaveUserError, Username};
use tasklane_postgres::open;
use tasklane_postgres::testing::TestDatabase;

#[tokio::test]
async fn quota_of_zero_rejects_every_task() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let owner = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let rejected = stores.tasks.create(owner, &new_task("first"), at(1), quota_of(0)).await;
    assert!(matches!(rejected, Err(CreateTaskError::Quota(QuotaExceeded::Tasks))), "{rejected:?}");
    assert_eq!(
        stores.tasks.create(owner, &new_task("first"), at(1), quota_of(1)).await.unwrap().change_seq,
        1
    );
}

// assures: R511
#[tokio::test]
async fn victim_of_a_deadlock_is_retried() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let owner = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let new = new_task("task");
    stores.tasks.create(owner, &new, at(0), quota_of(100)).await.unwrap();
    let client = database.client().await;
    // PostgreSQL aborts the transaction that first detects the deadlock. Because of this timeout, the connection of the
    // test detects the deadlock too late, so PostgreSQL aborts the transaction of the store.
    client.batch_execute("SET deadlock_timeout = '60s'; BEGIN; SELECT FROM users FOR UPDATE").await.unwrap();
    let close_the_circle = async {
        database.wait_until_a_lock_is_awaited().await;
        client.batch_execute("SELECT FROM task_counters FOR UPDATE; COMMIT").await.unwrap();
    };
    let (created, ()) = join(stores.tasks.create(owner, &new, at(1), quota_of(100)), close_the_circle).await;
    assert_eq!(created.unwrap().change_seq, 2);
}

/// The server reports the first violated index, and the order of the indexes can change, for example by REINDEX
/// CONCURRENTLY.
#[tokio::test]
async fn taken_email_is_reported_before_a_taken_username() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    for reorder in [
        "ALTER TABLE users DROP CONSTRAINT users_email_canonical_key",
        "ALTER TABLE users ADD CONSTRAINT users_email_canonical_key UNIQUE (email_canonical)",
    ] {
        database.client().await.batch_execute(reorder).await.unwrap();
    }
    stores.users.create(&new_user("ada"), at(0)).await.unwrap();
    stores.users.create(&new_user("bob"), at(0)).await.unwrap();
    let both = NewUser { username: Username::parse("bob").unwrap(), ..new_user("ada") };
    let taken = stores.users.create(&both, at(0)).await;
    assert!(matches!(taken, Err(SaveUserError::EmailTaken)), "{taken:?}");
    let username = NewUser { username: Username::parse("bob").unwrap(), ..new_user("cid") };
    let taken = stores.users.create(&username, at(0)).await;
    assert!(matches!(taken, Err(SaveUserError::UsernameTaken)), "{taken:?}");
}

#[tokio::test]
async fn test_database_is_dropped_when_its_test_fails() {
    let other_database = TestDatabase::create_empty().await;
    let failing = tokio::spawn(async {
        let database = TestDatabase::create_empty().await;
        let name = database.url().rsplit_once('/').unwrap().1.to_owned();
        let panic: Result<(), _> = tokio::spawn(async move {
            let _connected = database.client().await;
            panic!("the test fails on purpose");
        })
        .await;
        assert!(panic.unwrap_err().is_panic());
        name
    });
    let name = failing.await.unwrap();
    let found =
        other_database.client().await.query("SELECT FROM pg_database WHERE datname = $1", &[&name]).await;
    assert!(found.unwrap().is_empty());
}
