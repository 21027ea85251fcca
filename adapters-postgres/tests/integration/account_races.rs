//! Logins and task writes that run at the same time as a password change, a deactivation or a deletion.

use futures_util::future::{join, join_all};
use tasklane_core::ids::UserId;
use tasklane_core::session::Session;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::Stores;
use tasklane_core::task::{ChangeTaskError, CreateTaskError, ExpectedVersion, TaskError};
use tasklane_core::testing::examples::{
    at, link, mail, new_task, new_user, password_hash, presented, quota_of, session,
};
use tasklane_core::testing::task_service;
use tasklane_core::user::mail::{LinkPurpose, MailContent, QueuedMail};
use tasklane_core::user::{PasswordChange, PasswordHash, PasswordReset};
use tasklane_postgres::open;
use tasklane_postgres::testing::TestDatabase;

fn another_password(user_id: UserId) -> PasswordChange {
    let to = PasswordHash::new("a newer hash".to_owned());
    PasswordChange {
        user_id,
        old_hash: password_hash(),
        new_hash: to,
        kept_session: None,
        mail: None,
        at: at(7),
    }
}

async fn add_user(stores: &Stores) -> UserId {
    stores.users.create(&new_user("ada"), at(0)).await.unwrap().id
}

/// Adds a link to set a new password. Returns the reset with this link.
async fn password_reset(stores: &Stores, user: UserId) -> PasswordReset {
    let link = link(user, 1, LinkPurpose::ResetPassword, "ada@example.org");
    stores.links.add(&link).await.unwrap();
    let new_hash = PasswordHash::new("a newer hash".to_owned());
    let notice = mail(user, 1, MailContent::PasswordChanged);
    PasswordReset { link: presented(&link), new_hash, mail: Some(notice), at: at(7) }
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
    assert_eq!(stores.sessions.create(&session(user, 2), &password_hash(), 50, None).await.unwrap(), []);
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
        let opened =
            run_while_locked(&database, change, stores.sessions.create(&login, &hash, 50, None)).await;
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

// assures: R212
#[tokio::test]
async fn password_reset_waits_for_a_concurrent_login_and_revokes_its_session() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let (login, reset) = (session(user, 1), password_reset(&stores, user).await);
    let done =
        run_while_locked(&database, &partial_login_sql(&login), stores.users.reset_password(&reset)).await;
    assert_eq!(done.unwrap(), Some(vec![login.id]));
    assert!(!stores.sessions.is_live(user, login.id, at(8)).await.unwrap());
}

#[tokio::test]
async fn password_reset_waits_for_a_concurrent_use_of_its_link_and_is_rejected() {
    for used in [
        "DELETE FROM one_time_links",
        "UPDATE users SET is_active = false",
        "UPDATE users SET email_canonical = 'ada@new.example'",
    ] {
        let database = TestDatabase::create().await;
        let stores = open(&database.config(), 1);
        let reset = password_reset(&stores, add_user(&stores).await).await;
        let done = run_while_locked(&database, used, stores.users.reset_password(&reset)).await;
        assert_eq!(done.unwrap(), None, "{used}");
        assert_eq!(stores.outbox.status().await.unwrap().waiting, 0, "{used}");
    }
}

#[tokio::test]
async fn purge_waits_for_a_concurrent_login_and_does_not_delete_the_user() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let due = "UPDATE users SET verification_due_at = '2026-01-01Z'";
    database.client().await.batch_execute(due).await.unwrap();
    let purge = stores.users.purge_unverified(at(7), 9);
    let purged = run_while_locked(&database, &partial_login_sql(&session(user, 1)), purge).await;
    assert_eq!(purged.unwrap(), 0);
    assert!(stores.users.find(user).await.unwrap().is_some());
}

#[tokio::test]
async fn revocation_with_a_notice_waits_for_a_concurrent_deletion_and_writes_nothing() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    let id = session(user, 1).id;
    stores.sessions.create(&session(user, 1), &password_hash(), 50, None).await.unwrap();
    let notice = mail(user, 1, MailContent::RefreshTokenReused);
    let revoke = stores.sessions.revoke(user, id, at(7), Some(&notice));
    assert!(!run_while_locked(&database, "DELETE FROM users", revoke).await.unwrap());
}

/// Another process takes the first mail at the same time.
#[tokio::test]
async fn mail_that_another_process_takes_is_skipped() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let user = add_user(&stores).await;
    for number in [1, 2] {
        let mail = mail(user, number, MailContent::PasswordChanged);
        assert!(stores.outbox.queue(&mail, 9).await.unwrap());
    }
    let take = "UPDATE mail_outbox SET due_at = '2026-01-02Z', attempts = attempts + 1 \
                WHERE id = '01010101-0101-0101-0101-010101010101'";
    let taken = run_while_locked(&database, take, stores.outbox.take_due(at(1), at(2), 1)).await.unwrap();
    let expected = QueuedMail { attempts: 1, ..mail(user, 2, MailContent::PasswordChanged) };
    assert_eq!(taken, [expected]);
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
    stores.sessions.create(&session(user, 1), &password_hash(), 50, None).await.unwrap();
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
