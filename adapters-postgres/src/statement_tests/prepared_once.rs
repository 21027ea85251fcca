//! Checks that each statement is prepared only once per connection, because preparing is slow.

use std::sync::Arc;

use diesel::dsl::sql;
use diesel::sql_types::Text;
use tasklane_core::ids::UserId;
use tasklane_core::lease::Leases;
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::session::{RefreshChange, SessionStore};
use tasklane_core::task::{
    AddedTask, DueDate, FailedOperation, IdempotencyKey, IdempotentRequest, LockScope, LockedRows,
    LockedWrite, Page, Plan, PlannedStep, Position, ReadLimit, RequestDigest, SearchText, Sort, SortKey,
    SortValue, Status, StoredResponse, TaskChange, TaskCounters, TaskError, TaskFilter, TaskQuery,
    TaskRetention, TaskStore,
};
use tasklane_core::testing::examples::{
    AMPLE_QUOTA, at, new_task, new_user, password_hash, quota_of, session,
};
use tasklane_core::user::{
    KnownNetworks, LoginName, NAME_RESERVATION, NewUser, PasswordChange, ProfileChange, SaveUserError,
    UserStore,
};
use uuid::Uuid;

use super::mail_statements;
use crate::database::Database;
use crate::leases::PostgresLeases;
use crate::sessions::store::PostgresSessionStore;
use crate::tasks::retention::PostgresTaskRetention;
use crate::tasks::store::PostgresTaskStore;
use crate::testing::TestDatabase;
use crate::users::known_networks::PostgresKnownNetworks;
use crate::users::store::PostgresUserStore;

/// The number of different statements. Most statements are lists. The twelve orders have 26 start positions in total. Each
/// start position has three statements: without a filter, with a filter, and with a text search. Short lists have four more.
const STATEMENTS: usize = 193;

/// Runs every statement of the stores at least once.
async fn use_all(test: &TestDatabase, database: &Database, username: &str) {
    let users = PostgresUserStore::new(database.clone());
    let tasks = PostgresTaskStore::new(database.clone());
    let sessions = PostgresSessionStore::new(database.clone());
    let new = new_user(username);
    let user = users.create(&new, at(0)).await.unwrap().id;
    use_names(test, &users, username).await;
    mail_statements::use_all(database, username).await;
    users.find(user).await.unwrap().unwrap();
    users.list(None, 9).await.unwrap();
    users.find_credentials_of(user).await.unwrap().unwrap();
    for name in [username, new.email.as_str()] {
        users.find_credentials(&LoginName::parse(name).unwrap()).await.unwrap().unwrap();
    }
    let name = LoginName::parse(username).unwrap();
    users.find_for_login(&name, NetworkBlock::UNSPECIFIED, at(0)).await.unwrap().unwrap();
    assert!(users.unlock(user, at(0)).await.unwrap());
    assert!(users.replace_hash(user, &new.password_hash, &new.password_hash).await.unwrap());
    assert!(users.set_active(user, true, at(0)).await.unwrap());
    let task = tasks.create(user, &new_task("task"), at(0), quota_of(10)).await.unwrap();
    tasks.find(user, task.id).await.unwrap().unwrap();
    list_with_every_query(&tasks, user).await;
    tasks.summarize(user, DueDate::parse("2026-01-01").unwrap()).await.unwrap();
    assert_eq!(tasks.sequence(user).await.unwrap(), 1);
    assert_eq!(tasks.read_changes(user, 0, ReadLimit::of_rows(9)).await.unwrap().tasks.len(), 1);
    tasks.save(&TaskChange::new(&task, task.clone()), AMPLE_QUOTA).await.unwrap();
    assert!(tasks.delete(user, task.id, None, at(0)).await.unwrap());
    run_locked_writes(database, user).await;
    let session = session(user, 1);
    sessions.create(&session, &new.password_hash, 50, None).await.unwrap();
    let networks = PostgresKnownNetworks::new(database.clone());
    assert_eq!(networks.list(user).await.unwrap().len(), 1);
    networks.find_users_of_old(at(1), None, 9).await.unwrap();
    assert_eq!(networks.purge(user, at(1)).await.unwrap(), 1);
    sessions.find(user, session.id).await.unwrap().unwrap();
    let (from_tip, refresh) = (session.refresh.tip.handle, session.refresh);
    let change = RefreshChange {
        user_id: user,
        id: session.id,
        from_tip,
        from_confirmed_at: None,
        refresh,
        last_used_at: at(0),
        last_client: session.client.clone(),
    };
    sessions.save_refresh(&change).await.unwrap();
    assert!(sessions.confirm(user, session.id, 0, at(0)).await.unwrap());
    assert!(sessions.is_live(user, session.id, at(0)).await.unwrap());
    assert_eq!(sessions.list_live(user, at(0)).await.unwrap().len(), 1);
    assert!(sessions.revoke(user, session.id, at(0), None).await.unwrap());
    sessions.revoke_all(user, None, at(0)).await.unwrap();
    sessions.find_live(None, at(0), 9).await.unwrap();
    sessions.find_revoked_since(at(0), at(0), 9).await.unwrap();
    assert_eq!(tasks.scan(user, None, ReadLimit::of_rows(9)).await.unwrap().len(), 2);
    for after in [None, Some(session.id)] {
        sessions.scan(user, after, 9).await.unwrap();
    }
    let hash = new.password_hash;
    let own = ProfileChange { email: Some(new.email), ..ProfileChange::empty(user, at(0)) };
    users.change_profile(&own).await.unwrap();
    let change = PasswordChange {
        user_id: user,
        old_hash: hash.clone(),
        new_hash: hash.clone(),
        kept_session: None,
        mail: None,
        at: at(0),
    };
    users.change_password(&change).await.unwrap();
    sessions.find_ended(None, at(0), 9).await.unwrap();
    sessions.purge(user, &[session.id], at(0)).await.unwrap();
    users.delete(user, &hash, at(0)).await.unwrap();
    users.purge_deleted_users(at(1), 1).await.unwrap();
    assert_eq!(users.purge_released_names(at(0) + NAME_RESERVATION, 9).await.unwrap(), 2);
}

/// Changes the names of a user, and takes over names that the previous release has released.
async fn use_names(test: &TestDatabase, users: &PostgresUserStore, username: &str) {
    let named = |suffix: &str| new_user(&format!("{username}{suffix}"));
    let owner = users.create(&named("-owner"), at(0)).await.unwrap().id;
    let renamed = ProfileChange {
        email: Some(named("-other").email),
        username: Some(named("-other").username),
        verified_hash: Some(password_hash()),
        ..ProfileChange::empty(owner, at(0))
    };
    users.change_profile(&renamed).await.unwrap();
    let displayed = ProfileChange { email: None, username: None, name: Some(None), ..renamed };
    users.change_profile(&displayed).await.unwrap();
    let reserved = NewUser { username: named("-owner").username, ..named("-new") };
    assert!(matches!(users.create(&reserved, at(0)).await, Err(SaveUserError::UsernameTaken)));
    let release = format!(
        "UPDATE users SET email_canonical = 'free' || id, username_canonical = 'free' || id WHERE id = {owner}"
    );
    test.client().await.batch_execute(&release).await.unwrap();
    users.create(&named("-other"), at(0)).await.unwrap();
    assert_eq!(users.purge_released_names(at(0) + NAME_RESERVATION, 9).await.unwrap(), 2);
}

async fn list_with_every_query(tasks: &PostgresTaskStore, owner: UserId) {
    let words = TaskFilter { text: SearchText::parse("k").ok(), ..TaskFilter::default() };
    let pending = TaskFilter { statuses: vec![Status::Pending], ..TaskFilter::default() };
    for filter in [TaskFilter::default(), pending, words] {
        assert_eq!(tasks.count(owner, &filter).await.unwrap(), 1);
        for (key, descending) in SortKey::ALL.into_iter().flat_map(|key| [(key, true), (key, false)]) {
            for page in [Page::ALL, Page::new(0, Some(9)).unwrap()] {
                let sort = Sort { key, descending };
                let first = TaskQuery { filter: filter.clone(), sort, after: None, page };
                let found = tasks.list(owner, &first).await.unwrap().tasks;
                for after in places(sort, sort.position_of(found.first().unwrap())) {
                    tasks.list(owner, &TaskQuery { after: Some(after), ..first.clone() }).await.unwrap();
                }
            }
        }
    }
}

fn places(sort: Sort, last: Position) -> Vec<Position> {
    let day = SortValue::Day(DueDate::parse("2026-01-01").ok());
    let with_a_day = (sort.key == SortKey::DueDate).then(|| Position { value: day, ..last.clone() });
    [last].into_iter().chain(with_a_day).collect()
}

/// Runs the writes that depend on locked rows, and the retention statements.
async fn run_locked_writes(database: &Database, owner: UserId) {
    let tasks = PostgresTaskStore::new(database.clone());
    let retention = PostgresTaskRetention::new(database.clone());
    let leases = PostgresLeases::new(database.clone());
    let records = tasks.scan(owner, None, ReadLimit::of_rows(9)).await.unwrap();
    let new = new_task("another");
    let decide = Arc::new(move |locked: &LockedRows| {
        let (new, change_seq) = (new.clone(), locked.counter.seq + 1);
        let added = AddedTask { new: new.into(), change_seq, created_at: at(0), completed_at: None };
        let TaskCounters { seq, live_tasks, stored_bytes } = locked.counter;
        let stored_bytes = stored_bytes + added.new.content.stored_bytes();
        let counter = TaskCounters { seq: seq + 1, live_tasks: live_tasks + 1, stored_bytes };
        let (changed, steps) = (locked.tasks.clone(), vec![PlannedStep::Insert]);
        Ok(Plan { changed, added: vec![added], counter, steps })
    });
    let ids = records.iter().map(|record| record.task.id).collect();
    let another: Arc<[_]> = [Arc::new(new_task("another"))].into();
    tasks.read_with_same_content(owner, &another).await.unwrap();
    let titled = || LockScope::SameContent(another.clone());
    let request_with_key = |key| IdempotentRequest {
        key: IdempotencyKey::parse(key).unwrap(),
        digest: RequestDigest([1; 32]),
        render: Arc::new(|_| StoredResponse { status: 201, body: Vec::new() }),
    };
    for (scope, idempotency) in [(LockScope::Ids(ids), None), (titled(), Some(request_with_key("key")))] {
        tasks
            .write(
                owner,
                &LockedWrite { scope, decide: decide.clone(), idempotency, quota: AMPLE_QUOTA, at: at(0) },
            )
            .await
            .unwrap();
    }
    let reject = Arc::new(|_: &LockedRows| Err(FailedOperation { index: 0, error: TaskError::NotFound }));
    let rejected = LockedWrite {
        scope: titled(),
        decide: reject,
        idempotency: Some(request_with_key("free")),
        quota: AMPLE_QUOTA,
        at: at(0),
    };
    tasks.write(owner, &rejected).await.unwrap_err();
    assert_eq!(retention.list_keys(owner, None, 9).await.unwrap().len(), 1);
    assert_eq!(retention.find_owners_of_deleted(at(1), None, 9).await.unwrap(), [owner]);
    assert_eq!(retention.find_users_of_keys(at(1), None, 9).await.unwrap(), [owner]);
    assert_eq!(retention.recount(owner, at(1)).await.unwrap(), 0);
    assert_eq!(retention.find_due_for_recount(at(2), 9).await.unwrap(), [owner]);
    assert_eq!(retention.find_over_quota(0, None, 9).await.unwrap().len(), 1);
    assert!(retention.deleted_bytes(owner, 9).await.unwrap() > 0);
    assert_eq!(retention.purge_oldest_deleted(owner, 0, &[], 9).await.unwrap().rows, 0);
    assert_eq!(retention.purge_deleted(owner, at(1), 9).await.unwrap(), 1);
    assert_eq!(retention.purge_keys(owner, at(1), 9).await.unwrap(), 1);
    assert!(leases.acquire("work", Uuid::from_u128(1), at(0), at(1)).await.unwrap());
    leases.release("work", Uuid::from_u128(1)).await.unwrap();
}

#[tokio::test]
async fn no_statement_is_prepared_twice() {
    let test = TestDatabase::create().await;
    let database = Database::new(&test.config(), 1);
    // A statement that is not cached is closed after use and gets another name the next time.
    let prepared = "name FROM pg_prepared_statements WHERE statement NOT LIKE '%pg_prepared%' ORDER BY name";
    let prepared = || diesel::select(sql::<Text>(prepared));
    use_all(&test, &database, "ada").await;
    let first: Vec<String> = database.read(prepared).await.unwrap();
    use_all(&test, &database, "bob").await;
    let second: Vec<String> = database.read(prepared).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(first.len(), STATEMENTS);
}
