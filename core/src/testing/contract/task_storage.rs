//! The contract of the storage quota: the bytes of stored rows are counted and limited, and subtracted after a purge.

use std::sync::Arc;

use futures_util::future::join_all;

use super::planning::{WriteOutcome, add, create, done, locked_write, rejection, rename, rules};
use super::suite::{HIGH_TASK_QUOTA, add_user};
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::{
    CreateTaskError, Description, ExpectedVersion, IdempotencyKey, IdempotentRequest, KEY_LIFETIME, NewTask,
    Outcome, OverQuota, PlanRules, Purged, QuotaExceeded, ROW_BYTES, ReadLimit, RequestDigest, StorageQuota,
    StoredResponse, Tags, Task, TaskChange, TaskContent, TaskError, TaskOperation, WriteTasksError,
};
use crate::testing::examples::{AMPLE_QUOTA, MAX_BYTES, at, content, described_content, new_task, toggled};

contract!($ task_storage(Stores) as __task_storage_contract:
    all_text_counts_towards_the_quota,
    quota_limits_growth_but_not_shrinking,
    key_and_response_count_towards_the_quota,
    write_is_rejected_if_its_key_exceeds_the_quota,
    oldest_deleted_tasks_are_purged_first,
    recount_corrects_a_wrong_count,
    users_over_their_quota_are_found_in_parts,
    count_is_exact_after_concurrent_writes,
);

pub(super) fn bytes_of(max_bytes: i64) -> StorageQuota {
    StorageQuota { max_bytes, ..HIGH_TASK_QUOTA }
}

/// Returns the counted bytes. Panics if a recount gives another number.
pub(super) async fn count_stored_bytes(stores: &Stores, user: UserId) -> i64 {
    assert_eq!(
        stores.task_retention.recount(user, at(0)).await.unwrap(),
        0,
        "the stored count must equal the recount"
    );
    let counted = stores.task_retention.find_over_quota(-1, None, 1000).await.unwrap();
    counted.into_iter().find(|over| over.owner == user).map_or(0, |over| over.excess - 1)
}

pub(super) fn with_text(task: &Task, bytes: usize) -> TaskChange {
    let description = (bytes > 0).then(|| Description::parse(&"x".repeat(bytes)).unwrap());
    TaskChange::new(
        task,
        Task {
            content: TaskContent { description, ..task.content.clone() },
            version: task.version.next(),
            ..task.clone()
        },
    )
}

pub(super) fn request_with_key(key: &str, body: usize) -> IdempotentRequest {
    IdempotentRequest {
        key: IdempotencyKey::parse(key).unwrap(),
        digest: RequestDigest([7; 32]),
        render: Arc::new(move |_| StoredResponse { status: 200, body: vec![b'x'; body] }),
    }
}

async fn write_within(
    stores: &Stores,
    owner: UserId,
    operations: Vec<TaskOperation>,
    max_bytes: i64,
    idempotency: Option<IdempotentRequest>,
) -> WriteOutcome {
    let rules = PlanRules { quota: bytes_of(max_bytes), ..rules(at(1)) };
    stores.tasks.write(owner, &locked_write(operations, rules, idempotency)).await
}

async fn all_text_counts_towards_the_quota(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let new = NewTask::pending(TaskContent {
        tags: Tags::parse(["a\"b", "{c,d}", "é\\", "NULL"].map(ToOwned::to_owned).to_vec()).unwrap(),
        ..described_content("Größe \u{1F600}", "漢字\n'\"\\ \u{FDFA}")
    });
    let task = stores.tasks.create(owner, &new, at(0), HIGH_TASK_QUOTA).await.unwrap();
    assert_eq!(count_stored_bytes(stores, owner).await, new.content.stored_bytes());
    let longer = stores.tasks.save(&with_text(&task, 300), AMPLE_QUOTA).await.unwrap();
    assert_eq!(count_stored_bytes(stores, owner).await, longer.content.stored_bytes());
    let shorter = stores.tasks.save(&with_text(&longer, 0), AMPLE_QUOTA).await.unwrap();
    assert_eq!(count_stored_bytes(stores, owner).await, shorter.content.stored_bytes());
    stores.tasks.save(&toggled(&shorter, at(1)), bytes_of(0)).await.unwrap();
    assert!(stores.tasks.delete(owner, task.id, None, at(2)).await.unwrap());
    assert_eq!(
        count_stored_bytes(stores, owner).await,
        shorter.content.stored_bytes(),
        "the bytes of a deleted task must still be counted"
    );
    done(write_within(stores, owner, vec![TaskOperation::Restore { id: task.id }], MAX_BYTES, None).await);
    assert_eq!(count_stored_bytes(stores, owner).await, shorter.content.stored_bytes());
    done(write_within(stores, owner, vec![create("one"), create("two")], MAX_BYTES, None).await);
    assert_eq!(count_stored_bytes(stores, owner).await, shorter.content.stored_bytes() + 2 * (ROW_BYTES + 6));
}

async fn quota_limits_growth_but_not_shrinking(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let max_bytes = 3 * (ROW_BYTES + 10);
    let quota = bytes_of(max_bytes);
    let too_large = stores.tasks.create(owner, &new_task("first"), at(0), bytes_of(ROW_BYTES + 9)).await;
    assert!(
        matches!(too_large, Err(CreateTaskError::Quota(QuotaExceeded::Bytes { excess: 1 }))),
        "{too_large:?}"
    );
    let mut task = stores.tasks.create(owner, &new_task("first"), at(0), quota).await.unwrap();
    stores.tasks.create(owner, &new_task("other"), at(0), quota).await.unwrap();
    let third = stores.tasks.create(owner, &new_task("third"), at(0), quota).await.unwrap();
    let over = stores.tasks.create(owner, &new_task("over"), at(0), quota).await;
    let excess = ROW_BYTES + 8;
    assert!(
        matches!(over, Err(CreateTaskError::Quota(QuotaExceeded::Bytes { excess: reported })) if reported == excess),
        "{over:?}"
    );
    let grown = stores.tasks.save(&with_text(&task, 1), quota).await;
    assert!(matches!(grown, Err(StoreError::Conflict)), "{grown:?}");
    let edit = vec![rename(task.id, "longer", ExpectedVersion::Any)];
    let error = rejection(write_within(stores, owner, edit, max_bytes, None).await);
    assert_eq!((error.index, error.error), (0, TaskError::Quota(QuotaExceeded::Bytes { excess: 2 })));
    // The quota applies to all operations together: the second operation frees the bytes that the first operation needs.
    let both =
        vec![rename(task.id, "longer", ExpectedVersion::Any), rename(third.id, "thi", ExpectedVersion::Any)];
    done(write_within(stores, owner, both, max_bytes, None).await);
    assert_eq!(count_stored_bytes(stores, owner).await, max_bytes - 2);
    // Tasks of a user who is already over the quota can still shrink.
    task = stores.tasks.find(owner, task.id).await.unwrap().unwrap();
    let shorter = Task { content: content("f"), version: task.version.next(), ..task.clone() };
    stores.tasks.save(&TaskChange::new(&task, shorter), bytes_of(0)).await.unwrap();
    let shorten = vec![rename(third.id, "t", ExpectedVersion::Any)];
    done(write_within(stores, owner, shorten, 0, None).await);
    assert!(stores.tasks.delete(owner, third.id, None, at(2)).await.unwrap());
    let restore = vec![TaskOperation::Restore { id: third.id }];
    let back = rejection(write_within(stores, owner, restore, 0, None).await);
    assert!(matches!(back.error, TaskError::Quota(QuotaExceeded::Bytes { .. })), "{back:?}");
    count_stored_bytes(stores, owner).await;
}

async fn key_and_response_count_towards_the_quota(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let keyed = async |idempotency: IdempotentRequest, time| {
        stores.tasks.write(owner, &locked_write(vec![create("task")], rules(time), Some(idempotency))).await
    };
    done(keyed(request_with_key("key", 1000), at(0)).await);
    let task = ROW_BYTES + 8;
    assert_eq!(count_stored_bytes(stores, owner).await, task + ROW_BYTES + 3 + 1000);
    // A new request with the same key replaces the expired key.
    done(keyed(request_with_key("key", 10), at(0) + KEY_LIFETIME).await);
    assert_eq!(count_stored_bytes(stores, owner).await, 2 * task + ROW_BYTES + 3 + 10);
    assert!(matches!(
        keyed(request_with_key("key", 10), at(1) + KEY_LIFETIME).await,
        Ok(Outcome::Replayed(_))
    ));
    assert_eq!(count_stored_bytes(stores, owner).await, 2 * task + ROW_BYTES + 3 + 10);
    let later = at(9) + KEY_LIFETIME;
    assert_eq!(stores.task_retention.purge_keys(owner, later, 9).await.unwrap(), 1);
    assert_eq!(count_stored_bytes(stores, owner).await, 2 * task);
}

async fn write_is_rejected_if_its_key_exceeds_the_quota(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let task = add(stores, owner, "first").await;
    let max_bytes = 2 * task.content.stored_bytes() + ROW_BYTES;
    let both = vec![rename(task.id, "FIRST", ExpectedVersion::Any), create("other")];
    let over = write_within(stores, owner, both.clone(), max_bytes, Some(request_with_key("key", 20))).await;
    let over = rejection(over);
    assert_eq!((over.index, over.error), (1, TaskError::Quota(QuotaExceeded::Bytes { excess: 23 })));
    assert_eq!(stores.tasks.find(owner, task.id).await.unwrap(), Some(task.clone()));
    assert_eq!(
        (stores.tasks.sequence(owner).await.unwrap(), count_stored_bytes(stores, owner).await),
        (1, 522)
    );
    done(write_within(stores, owner, both, max_bytes + 23, Some(request_with_key("key", 20))).await);
    assert_eq!(count_stored_bytes(stores, owner).await, max_bytes + 23);
    // The key of a write that changes nothing counts too.
    let nothing = vec![rename(task.id, "FIRST", ExpectedVersion::Any)];
    let over = write_within(stores, owner, nothing, max_bytes + 23, Some(request_with_key("more", 0))).await;
    assert!(matches!(over, Err(WriteTasksError::Operation(_))), "{over:?}");
}

async fn oldest_deleted_tasks_are_purged_first(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let [one, two, six, ten] = [
        add(stores, owner, "one").await.id,
        add(stores, owner, "two").await.id,
        add(stores, owner, "six").await.id,
        add(stores, owner, "ten").await.id,
    ];
    let live = add(stores, owner, "live").await;
    for (id, time) in [(six, 5), (one, 6), (ten, 7), (two, 8)] {
        assert!(stores.tasks.delete(owner, id, None, at(time)).await.unwrap());
    }
    let each = ROW_BYTES + 6;
    let retention = &stores.task_retention;
    let purge = async |bytes, spare: &[TaskId], limit| {
        retention.purge_oldest_deleted(owner, bytes, spare, limit).await.unwrap()
    };
    assert_eq!(retention.deleted_bytes(owner, 9).await.unwrap(), 4 * each);
    assert_eq!(retention.deleted_bytes(owner, 3).await.unwrap(), 3 * each);
    assert_eq!(purge(0, &[], 9).await, Purged::default());
    // The oldest deleted task is spared, so the second oldest is purged.
    assert_eq!(purge(1, &[six], 9).await, Purged { rows: 1, bytes: each });
    let read = stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(9)).await.unwrap();
    assert_eq!((read.purged_seq, read.seq), (7, 9));
    assert_eq!(count_stored_bytes(stores, owner).await, 3 * each + live.content.stored_bytes());
    assert_eq!(purge(each + 1, &[], 9).await, Purged { rows: 2, bytes: 2 * each });
    assert_eq!(purge(MAX_BYTES, &[], 0).await, Purged::default());
    let left = stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(9)).await.unwrap();
    let left: Vec<TaskId> = left.tasks.iter().map(|record| record.task.id).collect();
    assert_eq!(left, [live.id, two]);
    assert_eq!(purge(MAX_BYTES, &[], 9).await, Purged { rows: 1, bytes: each });
    assert_eq!(purge(MAX_BYTES, &[], 9).await, Purged::default());
    assert_eq!(count_stored_bytes(stores, owner).await, live.content.stored_bytes());
}

/// Servers of an older release write without counting.
async fn recount_corrects_a_wrong_count(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let task = add(stores, ada, "task").await;
    let mut uncounted = locked_write(vec![create("more")], rules(at(1)), None);
    let decide = uncounted.decide.clone();
    uncounted.decide = Arc::new(move |locked| {
        let mut plan = decide(locked)?;
        plan.counter.stored_bytes = 0;
        Ok(plan)
    });
    done(stores.tasks.write(ada, &uncounted).await);
    let retention = &stores.task_retention;
    // A purge of a task that was never counted succeeds, and the count may become negative.
    stores.tasks.delete(ada, task.id, None, at(2)).await.unwrap();
    assert_eq!(retention.purge_deleted(ada, at(3), 9).await.unwrap(), 1);
    add(stores, bob, "task").await;
    assert_eq!(retention.find_due_for_recount(at(5), 9).await.unwrap(), [ada, bob]);
    assert_eq!(retention.find_due_for_recount(at(5), 1).await.unwrap(), [ada]);
    assert_eq!(retention.recount(ada, at(5)).await.unwrap(), 2 * (ROW_BYTES + 8));
    assert_eq!(retention.find_due_for_recount(at(5), 9).await.unwrap(), [bob]);
    assert_eq!(retention.recount(bob, at(4)).await.unwrap(), 0);
    assert_eq!(retention.find_due_for_recount(at(6), 9).await.unwrap(), [bob, ada]);
    assert_eq!(count_stored_bytes(stores, ada).await, ROW_BYTES + 8);
    let missing_user = UserId::new(4711).unwrap();
    assert_eq!(retention.recount(missing_user, at(5)).await.unwrap(), 0);
}

async fn users_over_their_quota_are_found_in_parts(stores: &Stores) {
    let [ada, bob, cyd] =
        [add_user(stores, "ada").await, add_user(stores, "bob").await, add_user(stores, "cyd").await];
    for owner in [ada, ada, bob, cyd, cyd, cyd] {
        add(stores, owner, "task").await;
    }
    let each = ROW_BYTES + 8;
    let find = async |after, limit| stores.task_retention.find_over_quota(each, after, limit).await.unwrap();
    let [ada, cyd] = [OverQuota { owner: ada, excess: each }, OverQuota { owner: cyd, excess: 2 * each }];
    assert_eq!(find(None, 9).await, [ada, cyd]);
    assert_eq!(find(None, 1).await, [ada]);
    assert_eq!(find(Some(ada.owner), 9).await, [cyd]);
    assert_eq!(find(Some(cyd.owner), 9).await, []);
}

async fn count_is_exact_after_concurrent_writes(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let max_bytes = 30 * (ROW_BYTES + 20);
    let mut tasks = Vec::new();
    for _ in 0..8 {
        tasks.push(add(stores, owner, "task").await);
    }
    let all = join_all((0..64).zip(tasks.iter().cycle()).map(|(n, task): (i64, &Task)| async move {
        match n % 8 {
            0 => drop(stores.tasks.create(owner, &new_task("new"), at(n), bytes_of(max_bytes)).await),
            1 | 2 => drop(stores.tasks.save(&with_text(task, 9), bytes_of(max_bytes)).await),
            3 => drop(stores.tasks.delete(owner, task.id, None, at(n)).await),
            4 => {
                let keyed = Some(request_with_key(&format!("key {}", n % 3), 30));
                drop(write_within(stores, owner, vec![create("keyed")], max_bytes, keyed).await);
            }
            5 => {
                let restore = TaskOperation::Restore { id: task.id };
                drop(write_within(stores, owner, vec![restore, create("x")], max_bytes, None).await);
            }
            6 => drop(stores.task_retention.purge_oldest_deleted(owner, 1, &[], 1).await),
            _ => {
                drop(stores.task_retention.purge_keys(owner, at(2), 1).await);
                drop(stores.task_retention.recount(owner, at(n)).await);
            }
        }
    }));
    all.await;
    assert!(count_stored_bytes(stores, owner).await <= max_bytes);
}
