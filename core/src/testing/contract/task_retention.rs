//! The contract of [`TaskRetention`](crate::task::TaskRetention).

use std::sync::Arc;

use super::suite::{HIGH_TASK_QUOTA, add_user};
use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::{
    IdempotencyKey, IdempotencyRecord, IdempotentRequest, LockScope, LockedRows, LockedWrite, Outcome, Plan,
    ReadLimit, RequestDigest, StoredResponse,
};
use crate::testing::examples::{AMPLE_QUOTA, at, new_task};

contract!($ task_retention(Stores) as __task_retention_contract:
    purge_of_deleted_tasks_records_their_highest_number,
    owners_of_expired_deletions_are_found_in_parts,
    expired_keys_are_purged,
    keys_are_listed_in_parts,
);

/// Creates a task and deletes it at `time`.
async fn add_deleted(stores: &Stores, owner: UserId, time: i64) {
    let task = stores.tasks.create(owner, &new_task("gone"), at(0), HIGH_TASK_QUOTA).await.unwrap();
    assert!(stores.tasks.delete(owner, task.id, None, at(time)).await.unwrap());
}

async fn purge_of_deleted_tasks_records_their_highest_number(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    for time in [5, 6, 7] {
        add_deleted(stores, owner, time).await;
    }
    add_deleted(stores, other, 5).await;
    stores.tasks.create(owner, &new_task("live"), at(0), HIGH_TASK_QUOTA).await.unwrap();
    let retention = &stores.task_retention;
    assert_eq!(retention.purge_deleted(owner, at(5), 9).await.unwrap(), 0);
    assert_eq!(stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(9)).await.unwrap().purged_seq, 0);
    let first = retention.purge_deleted(owner, at(7), 1).await.unwrap();
    let second = retention.purge_deleted(owner, at(7), 9).await.unwrap();
    assert_eq!((first, second), (1, 1));
    let read = stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(9)).await.unwrap();
    let left: Vec<i64> = read.tasks.iter().map(|record| record.task.change_seq).collect();
    // The deletion of the second purged task has number 4.
    assert_eq!((read.seq, read.purged_seq, left), (7, 4, vec![6, 7]));
    assert_eq!(retention.purge_deleted(owner, at(7), 9).await.unwrap(), 0);
    assert_eq!(stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(9)).await.unwrap().purged_seq, 4);
    assert_eq!(stores.tasks.read_changes(other, 0, ReadLimit::of_rows(9)).await.unwrap().tasks.len(), 1);
}

async fn owners_of_expired_deletions_are_found_in_parts(stores: &Stores) {
    let mut owners = Vec::new();
    for name in ["ada", "bob", "cyd", "dan"] {
        owners.push(add_user(stores, name).await);
    }
    let [ada, bob, cyd, dan] = owners.try_into().unwrap();
    for (owner, time) in [(dan, 1), (ada, 1), (ada, 2), (bob, 9), (cyd, 3)] {
        add_deleted(stores, owner, time).await;
    }
    let find =
        async |after, limit| stores.task_retention.find_owners_of_deleted(at(5), after, limit).await.unwrap();
    assert_eq!(find(None, 9).await, [ada, cyd, dan]);
    assert_eq!(find(None, 2).await, [ada, cyd]);
    assert_eq!(find(Some(cyd), 2).await, [dan]);
    assert_eq!(find(Some(dan), 2).await, []);
}

/// Stores a key with a write that changes no task.
async fn add_key(stores: &Stores, user: UserId, key: &str, time: i64) {
    let nothing = |locked: &LockedRows| {
        Ok(Plan { changed: vec![], added: vec![], counter: locked.counter, steps: vec![] })
    };
    let idempotency = IdempotentRequest {
        key: IdempotencyKey::parse(key).unwrap(),
        digest: RequestDigest([7; 32]),
        render: Arc::new(|_| StoredResponse { status: 200, body: b"\0\xff".to_vec() }),
    };
    let work = LockedWrite {
        scope: LockScope::Ids(vec![]),
        decide: Arc::new(nothing),
        idempotency: Some(idempotency),
        quota: AMPLE_QUOTA,
        at: at(time),
    };
    assert_eq!(stores.tasks.write(user, &work).await.unwrap(), Outcome::Fresh(vec![]));
}

async fn expired_keys_are_purged(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let bob = add_user(stores, "bob").await;
    for (user, key, time) in [(ada, "a", 1), (ada, "b", 2), (ada, "c", 3), (bob, "a", 2), (bob, "z", 9)] {
        add_key(stores, user, key, time).await;
    }
    let retention = &stores.task_retention;
    assert_eq!(retention.find_users_of_keys(at(3), None, 9).await.unwrap(), [ada, bob]);
    assert_eq!(retention.find_users_of_keys(at(3), Some(ada), 9).await.unwrap(), [bob]);
    assert_eq!(retention.find_users_of_keys(at(3), None, 1).await.unwrap(), [ada]);
    assert_eq!(retention.purge_keys(ada, at(3), 1).await.unwrap(), 1);
    assert_eq!(retention.purge_keys(ada, at(3), 9).await.unwrap(), 1);
    assert_eq!(retention.purge_keys(ada, at(3), 9).await.unwrap(), 0);
    assert_eq!(retention.find_users_of_keys(at(3), None, 9).await.unwrap(), [bob]);
    assert_eq!(retention.list_keys(ada, None, 9).await.unwrap().len(), 1);
    assert_eq!(retention.list_keys(bob, None, 9).await.unwrap().len(), 2);
}

async fn keys_are_listed_in_parts(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    for (key, time) in [("b", 1), ("B", 2), ("a", 3), ("~", 4)] {
        add_key(stores, user, key, time).await;
    }
    let all = stores.task_retention.list_keys(user, None, 9).await.unwrap();
    let names: Vec<&str> = all.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(names, ["B", "a", "b", "~"]);
    let response = StoredResponse { status: 200, body: b"\0\xff".to_vec() };
    let key = IdempotencyKey::parse("B").unwrap();
    let first =
        IdempotencyRecord { key: key.clone(), digest: RequestDigest([7; 32]), response, created_at: at(2) };
    assert_eq!(all.first(), Some(&first));
    let next = stores.task_retention.list_keys(user, Some(&key), 2).await.unwrap();
    let names: Vec<&str> = next.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
}
