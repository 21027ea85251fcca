//! Calls each method of each store, to run each statement.

use std::sync::Arc;

use tasklane_core::ids::UserId;
use tasklane_core::lease::Leases;
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::session::{RefreshChange, RefreshState, SessionStore, TokenTransport};
use tasklane_core::stores::DatabaseHealth;
use tasklane_core::task::{
    DueDate, ExpectedVersion, IdempotencyKey, IdempotentRequest, LockScope, LockedRows, LockedWrite, NewTask,
    OperationResult, Page, PlanRules, ReadLimit, RequestDigest, SearchText, Sort, SortKey, StoredResponse,
    Task, TaskChange, TaskFilter, TaskOperation, TaskQuery, TaskRetention, TaskStore, Workflow, plan,
};
use tasklane_core::testing::examples::{
    AMPLE_QUOTA, at, issued, new_task, new_user, quota_of, session, toggled,
};
use tasklane_core::user::{
    Email, KnownNetworks, LoginName, NAME_RESERVATION, NewUser, PasswordChange, PasswordHash, ProfileChange,
    UserStore, Username,
};
use uuid::Uuid;

use super::every_mail_method::call_every_mail_method;
use crate::database::SqliteDatabase;

pub(super) async fn call_every_method(database: &SqliteDatabase) {
    let user = UserStore::create(database, &new_user("ada"), at(0)).await.unwrap().id;
    let [old, new] = ["a hash", "another"].map(|hash| PasswordHash::new(hash.to_owned()));
    assert!(database.replace_hash(user, &old, &new).await.unwrap());
    let task = use_tasks(database, user).await;
    use_lists(database, user, &task).await;
    use_work(database, user, &task).await;
    assert!(TaskStore::delete(database, user, task.id, None, at(2)).await.unwrap());
    use_retention(database, user).await;
    use_sessions(database, user, &new).await;
    use_networks(database, user).await;
    call_every_mail_method(database).await;
    use_users(database, user, &new).await;
    let holder = Uuid::from_bytes([1; 16]);
    assert!(database.acquire("sweep", holder, at(0), at(1)).await.unwrap());
    database.release("sweep", holder).await.unwrap();
    database.check().await.unwrap();
}

async fn use_tasks(tasks: &dyn TaskStore, user: UserId) -> Task {
    let task = tasks.create(user, &new_task("task"), at(0), quota_of(9)).await.unwrap();
    let change = TaskChange::new(&task, task.clone());
    let task = tasks.save(&change, AMPLE_QUOTA).await.unwrap();
    tasks.save(&toggled(&task, at(1)), AMPLE_QUOTA).await.unwrap();
    tasks.find(user, task.id).await.unwrap().unwrap()
}

async fn use_lists(tasks: &dyn TaskStore, user: UserId, task: &Task) {
    let found = TaskFilter { text: SearchText::parse("TASK").ok(), ..TaskFilter::default() };
    for key in SortKey::ALL {
        for descending in [false, true] {
            let sort = Sort { key, descending };
            for filter in [TaskFilter::default(), found.clone()] {
                for after in [None, Some(sort.position_of(task))] {
                    let query = TaskQuery { filter: filter.clone(), sort, after, page: Page::ALL };
                    tasks.list(user, &query).await.unwrap();
                }
            }
        }
    }
    for filter in [TaskFilter::default(), found] {
        assert_eq!(tasks.count(user, &filter).await.unwrap(), 1);
    }
    tasks.summarize(user, DueDate::parse("2026-01-01").unwrap()).await.unwrap();
    tasks.sequence(user).await.unwrap();
    tasks.read_changes(user, 0, ReadLimit::of_rows(9)).await.unwrap();
    assert_eq!(tasks.scan(user, None, ReadLimit::of_rows(9)).await.unwrap().len(), 1);
}

async fn use_work(tasks: &dyn TaskStore, user: UserId, task: &Task) {
    let toggle = TaskOperation::Toggle { id: task.id, expected: ExpectedVersion::Any };
    let operations = [toggle, TaskOperation::Create(new_task("more"))];
    let rules = PlanRules { workflow: Arc::new(Workflow::open()), quota: quota_of(9), now: at(1) };
    let decide = Arc::new(move |locked: &LockedRows| plan(&operations, locked, &rules));
    let response = Arc::new(|_: &[OperationResult]| StoredResponse { status: 200, body: Vec::new() });
    let key = IdempotencyKey::parse("key").unwrap();
    let idempotency = Some(IdempotentRequest { key, digest: RequestDigest([0; 32]), render: response });
    let same_content: Arc<[_]> = [Arc::new(NewTask::titled(task.content.title.clone()))].into();
    assert_eq!(tasks.read_with_same_content(user, &same_content).await.unwrap().counter.live_tasks, 1);
    for (scope, idempotency) in
        [(LockScope::Ids(vec![task.id]), idempotency), (LockScope::SameContent(same_content), None)]
    {
        let decide = decide.clone();
        tasks
            .write(user, &LockedWrite { scope, decide, idempotency, quota: AMPLE_QUOTA, at: at(1) })
            .await
            .unwrap();
    }
}

async fn use_retention(retention: &dyn TaskRetention, user: UserId) {
    assert_eq!(retention.list_keys(user, None, 9).await.unwrap().len(), 1);
    assert_eq!(retention.find_owners_of_deleted(at(9), None, 9).await.unwrap(), [user]);
    assert_eq!(retention.recount(user, at(9)).await.unwrap(), 0);
    assert_eq!(retention.find_due_for_recount(at(10), 9).await.unwrap(), [user]);
    assert_eq!(retention.find_over_quota(0, None, 9).await.unwrap().len(), 1);
    assert!(retention.deleted_bytes(user, 9).await.unwrap() > 0);
    assert_eq!(retention.purge_oldest_deleted(user, 0, &[], 9).await.unwrap().rows, 0);
    assert_eq!(retention.purge_deleted(user, at(9), 9).await.unwrap(), 1);
    assert_eq!(retention.find_users_of_keys(at(9), None, 9).await.unwrap(), [user]);
    assert_eq!(retention.purge_keys(user, at(9), 9).await.unwrap(), 1);
}

async fn use_sessions(sessions: &dyn SessionStore, user: UserId, hash: &PasswordHash) {
    let session = session(user, 1);
    sessions.create(&session, hash, 50, None).await.unwrap();
    sessions.find(user, session.id).await.unwrap();
    let from_tip = session.refresh.tip.handle;
    let refresh = RefreshState {
        used: Some(from_tip),
        ..RefreshState::starting_with(issued(2), TokenTransport::Cookie)
    };
    let change = RefreshChange {
        user_id: user,
        id: session.id,
        from_tip,
        from_confirmed_at: None,
        refresh,
        last_used_at: at(1),
        last_client: session.client.clone(),
    };
    sessions.save_refresh(&change).await.unwrap();
    assert!(sessions.confirm(user, session.id, 0, at(2)).await.unwrap());
    assert!(sessions.is_live(user, session.id, at(2)).await.unwrap());
    sessions.find_revoked_since(at(0), at(0), 9).await.unwrap();
    assert_eq!(sessions.list_live(user, at(2)).await.unwrap().len(), 1);
    assert!(sessions.revoke(user, session.id, at(3), None).await.unwrap());
    sessions.revoke_all(user, None, at(3)).await.unwrap();
    sessions.find_live(None, at(3), 9).await.unwrap();
    sessions.find_ended(None, at(3), 9).await.unwrap();
    sessions.purge(user, &[session.id], at(3)).await.unwrap();
    sessions.scan(user, None, 9).await.unwrap();
}

async fn use_networks(networks: &dyn KnownNetworks, user: UserId) {
    assert_eq!(networks.list(user).await.unwrap().len(), 1);
    networks.find_users_of_old(at(9), None, 9).await.unwrap();
    assert_eq!(networks.purge(user, at(9)).await.unwrap(), 1);
}

async fn use_users(users: &dyn UserStore, user: UserId, hash: &PasswordHash) {
    users.find(user).await.unwrap();
    for name in ["ada", "ada@example.org"] {
        users.find_credentials(&LoginName::parse(name).unwrap()).await.unwrap();
    }
    let name = LoginName::parse("ada").unwrap();
    users.find_for_login(&name, NetworkBlock::UNSPECIFIED, at(0)).await.unwrap().unwrap();
    assert!(users.unlock(user, at(1)).await.unwrap());
    assert!(users.set_active(user, true, at(1)).await.unwrap());
    users.list(None, 9).await.unwrap();
    users.find_credentials_of(user).await.unwrap().unwrap();
    let email = Email::parse("Ada@example.org").ok();
    let profile = ProfileChange { email, ..ProfileChange::empty(user, at(4)) };
    users.change_profile(&profile).await.unwrap();
    let password = PasswordChange {
        user_id: user,
        old_hash: hash.clone(),
        new_hash: hash.clone(),
        kept_session: None,
        mail: None,
        at: at(5),
    };
    users.change_password(&password).await.unwrap();
    let renamed = ProfileChange {
        email: Email::parse("new@example.org").ok(),
        username: Username::parse("new").ok(),
        verified_hash: Some(hash.clone()),
        ..profile
    };
    users.change_profile(&renamed).await.unwrap();
    let reserved = NewUser { email: Email::parse("other@example.org").unwrap(), ..new_user("ada") };
    users.create(&reserved, at(5)).await.unwrap_err();
    for taken in [NewUser { username: Username::parse("new").unwrap(), ..reserved }, new_user("new")] {
        users.create(&taken, at(5)).await.unwrap_err();
    }
    users.delete(user, hash, at(6)).await.unwrap();
    assert_eq!(users.purge_released_names(at(6) + NAME_RESERVATION, 9).await.unwrap(), 4);
}
