//! Concurrent callers, cancelled calls, and other processes on the same file.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::FutureExt;
use futures_util::future::join_all;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::Stores;
use tasklane_core::task::{Page, TaskQuery};
use tasklane_core::testing::examples::{at, new_task, new_user, password_hash, quota_of, session};
use tasklane_core::user::{LoginName, PasswordChange, PasswordHash};
use tasklane_sqlite::{open, testing::TestDatabase};

const MAX_TASKS: u32 = 100_000;

async fn sequence(stores: &Stores, owner: UserId) -> Vec<i64> {
    let tasks = stores.tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap().tasks;
    let mut sequence: Vec<i64> = tasks.iter().map(|task| task.change_seq).collect();
    sequence.sort_unstable();
    sequence
}

// assures: R817
#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_writers_of_two_processes_all_succeed() {
    let database = TestDatabase::create();
    let processes = [open(&database.config()).unwrap(), open(&database.config()).unwrap()];
    let owner = processes[0].users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let writers = (0..32).map(|number| {
        let stores = processes[number % 2].clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                stores.tasks.create(owner, &new_task("task"), at(0), quota_of(MAX_TASKS)).await.unwrap();
            }
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    for stores in &processes {
        assert_eq!(sequence(stores, owner).await, (1..=640).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn password_change_of_another_process_revokes_sessions_of_concurrent_logins() {
    let database = TestDatabase::create();
    let processes = [open(&database.config()).unwrap(), open(&database.config()).unwrap()];
    let user = processes[0].users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let logins = (1..=24).map(|number| {
        let (stores, session) = (processes[usize::from(number % 2)].clone(), session(user, number));
        tokio::spawn(async move {
            (stores.sessions.create(&session, &password_hash(), 50, None).await, session.id)
        })
    });
    let logins: Vec<_> = logins.collect();
    let to = PasswordHash::new("a newer hash".to_owned());
    let change = PasswordChange {
        user_id: user,
        old_hash: password_hash(),
        new_hash: to,
        kept_session: None,
        mail: None,
        at: at(7),
    };
    processes[1].users.change_password(&change).await.unwrap();
    for login in join_all(logins).await {
        let (opened, id) = login.unwrap();
        assert!(matches!(opened, Ok(_) | Err(StoreError::Conflict)), "{opened:?}");
        assert!(!processes[0].sessions.is_live(user, id, at(8)).await.unwrap());
    }
}

// assures: R807
#[tokio::test(flavor = "multi_thread")]
async fn cancelled_call_does_not_affect_other_calls() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let owner = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let new = new_task("task");
    for _ in 0..100 {
        // Polls once and drops the future, like a web server whose client has disconnected.
        drop(stores.tasks.create(owner, &new, at(0), quota_of(MAX_TASKS)).now_or_never());
        drop(stores.tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).now_or_never());
    }
    stores.tasks.create(owner, &new, at(0), quota_of(MAX_TASKS)).await.unwrap();
    assert_eq!(sequence(&stores, owner).await, (1..=101).collect::<Vec<_>>());
}

// assures: R817
#[tokio::test]
async fn readers_do_not_wait_for_a_writer() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let owner = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let mut other = SqliteConnection::establish(database.config().path().to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE; UPDATE users SET name = 'Eve'").unwrap();
    let seen = stores.users.find(owner).await.unwrap().unwrap();
    assert_eq!(seen.name, None, "a change that is not committed must not be visible");
    other.batch_execute("COMMIT").unwrap();
    let seen = stores.users.find(owner).await.unwrap().unwrap();
    assert_eq!(seen.name.unwrap().as_str(), "Eve");
}

#[tokio::test]
async fn invalid_user_row_is_reported_as_corrupt() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let owner = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let mut other = SqliteConnection::establish(database.config().path().to_str().unwrap()).unwrap();
    other.batch_execute("UPDATE users SET email = 'nonsense'").unwrap();
    let found = stores.users.find(owner).await;
    assert!(matches!(found, Err(StoreError::Corrupt { table: "users", column: "email" })), "{found:?}");
    let found = stores.users.find_credentials(&LoginName::parse("ada").unwrap()).await;
    assert!(matches!(found, Err(StoreError::Corrupt { .. })));
}
