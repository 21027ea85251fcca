//! The contract of [`TaskStore::write`](crate::task::TaskStore::write) with an idempotency key.

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;

use super::planning::{WriteOutcome, create, done, locked_write, rejection, rename, rules, stored_tasks};
use super::suite::add_user;
use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::stores::Stores;
use crate::task::{
    ExpectedVersion, IdempotencyKey, IdempotencyKeyError, IdempotentRequest, KEY_LIFETIME, OperationResult,
    Outcome, PlanRules, QuotaExceeded, RequestDigest, StoredResponse, TaskError, WriteTasksError,
};
use crate::testing::examples::{at, quota_of};

contract!($ task_keys(Stores) as __task_keys_contract:
    write_for_a_missing_owner_is_rejected,
    repeated_key_returns_the_stored_response,
    rejected_write_does_not_use_up_its_key,
    expired_key_can_be_reused,
    one_of_many_concurrent_writes_with_a_key_is_carried_out,
);

fn request_with_key(key: &str, digest: u8, body: &'static str) -> IdempotentRequest {
    IdempotentRequest {
        key: IdempotencyKey::parse(key).unwrap(),
        digest: RequestDigest([digest; 32]),
        render: Arc::new(move |written| {
            let titles: Vec<&str> = written
                .iter()
                .filter_map(OperationResult::task)
                .map(|task| task.content.title.as_str())
                .collect();
            StoredResponse { status: 201, body: format!("{body} {}", titles.join(",")).into_bytes() }
        }),
    }
}

async fn with_key(
    stores: &Stores,
    owner: UserId,
    title: &str,
    idempotency: IdempotentRequest,
    time: Timestamp,
) -> WriteOutcome {
    stores.tasks.write(owner, &locked_write(vec![create(title)], rules(time), Some(idempotency))).await
}

fn replayed(outcome: WriteOutcome) -> String {
    match outcome.unwrap() {
        Outcome::Replayed(response) => {
            assert_eq!(response.status, 201);
            String::from_utf8(response.body).unwrap()
        }
        Outcome::Fresh(written) => panic!("not replayed: {written:?}"),
    }
}

async fn repeated_key_returns_the_stored_response(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let key = "~ 'key' \"of\" \\ bytes";
    done(with_key(stores, owner, "first", request_with_key(key, 1, "body"), at(0)).await);
    let again = with_key(stores, owner, "second", request_with_key(key, 1, "never"), at(1)).await;
    assert_eq!(replayed(again), "body first");
    let reused = with_key(stores, owner, "third", request_with_key(key, 2, "never"), at(2)).await;
    assert!(matches!(reused, Err(WriteTasksError::Key(IdempotencyKeyError::Reused))), "{reused:?}");
    done(with_key(stores, other, "another owner", request_with_key(key, 2, "body"), at(3)).await);
    done(
        with_key(stores, owner, "another key", request_with_key(&key.to_uppercase(), 2, "body"), at(4)).await,
    );
    let (tasks, seq) = stored_tasks(stores, owner).await;
    let titles: Vec<&str> = tasks.iter().map(|task| task.content.title.as_str()).collect();
    assert_eq!((titles.as_slice(), seq), (["another key", "first"].as_slice(), 2));
    // A write that changes nothing stores its response too.
    let unchanged = || vec![rename(tasks.last().unwrap().id, "first", ExpectedVersion::Any)];
    let nothing = locked_write(unchanged(), rules(at(5)), Some(request_with_key("nothing", 1, "same")));
    assert!(matches!(
        done(stores.tasks.write(owner, &nothing).await).as_slice(),
        [OperationResult::Unchanged(_)]
    ));
    assert_eq!(replayed(stores.tasks.write(owner, &nothing).await), "same first");
}

async fn rejected_write_does_not_use_up_its_key(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let full = PlanRules { quota: quota_of(0), ..rules(at(0)) };
    let over = locked_write(vec![create("over")], full, Some(request_with_key("key", 1, "never")));
    assert_eq!(
        rejection(stores.tasks.write(owner, &over).await).error,
        TaskError::Quota(QuotaExceeded::Tasks)
    );
    done(with_key(stores, owner, "now", request_with_key("key", 2, "body"), at(1)).await);
}

async fn expired_key_can_be_reused(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    done(with_key(stores, owner, "first", request_with_key("key", 1, "body"), at(0)).await);
    let last_moment = at(0) + KEY_LIFETIME - TimeDelta::microseconds(1);
    assert_eq!(
        replayed(with_key(stores, owner, "second", request_with_key("key", 1, "never"), last_moment).await),
        "body first"
    );
    let later = at(0) + KEY_LIFETIME;
    done(with_key(stores, owner, "third", request_with_key("key", 2, "again"), later).await);
    assert_eq!(
        replayed(with_key(stores, owner, "fourth", request_with_key("key", 2, "never"), later).await),
        "again third"
    );
    assert_eq!(stored_tasks(stores, owner).await.0.len(), 2);
}

async fn one_of_many_concurrent_writes_with_a_key_is_carried_out(stores: &Stores) {
    let owner = add_user(stores, "ada").await;
    let writes =
        join_all((0..16).map(|n| with_key(stores, owner, "task", request_with_key("key", 1, "body"), at(n))))
            .await;
    let mut new = 0;
    for outcome in writes {
        match outcome {
            Ok(Outcome::Fresh(_)) => new += 1,
            Ok(Outcome::Replayed(response)) => assert_eq!(response.body, b"body task"),
            Err(WriteTasksError::Key(IdempotencyKeyError::InUse)) => {}
            other => panic!("{other:?}"),
        }
    }
    let (tasks, seq) = stored_tasks(stores, owner).await;
    assert_eq!((new, tasks.len(), seq), (1, 1, 1));
}

async fn write_for_a_missing_owner_is_rejected(stores: &Stores) {
    let missing_user = UserId::new(4711).unwrap();
    for idempotency in [None, Some(request_with_key("key", 1, "body"))] {
        let outcome = stores
            .tasks
            .write(missing_user, &locked_write(vec![create("orphan")], rules(at(0)), idempotency))
            .await;
        assert!(matches!(outcome, Err(WriteTasksError::OwnerDeleted)), "{outcome:?}");
    }
}
