//! A client that follows the changes ends with the tasks of the server, even while deleted tasks are purged.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::*;
use tasklane_core::clock::Clock;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::stores::Stores;
use tasklane_core::task::{
    ChangesError, ExpectedVersion, ReadLimit, StorageQuota, TOMBSTONE_RETENTION, TaskService,
};
use tasklane_core::testing::examples::{at, new_task, new_user};
use tasklane_core::testing::{ManualClock, MemoryDatabase};

/// Space for four small tasks.
const QUOTA: StorageQuota = StorageQuota { max_tasks: 100, max_bytes: 4 * 600 };

struct Account {
    stores: Stores,
    clock: Arc<ManualClock>,
    tasks: TaskService,
    user: UserId,
}

impl Account {
    async fn open() -> Self {
        let stores = MemoryDatabase::stores();
        let user = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
        let clock = Arc::new(ManualClock::starting_at(at(1)));
        let tasks = TaskService::builder(&stores, clock.clone()).quota(QUOTA).build();
        Self { stores, clock, tasks, user }
    }

    /// Creates a task if the quota allows it.
    async fn create(&self) -> Option<TaskId> {
        let created = self.tasks.create(self.user, &new_task("task"), None).await;
        created.ok().map(|created| created.fresh().unwrap().id)
    }

    async fn delete(&self, id: TaskId) {
        self.tasks.delete(self.user, id, &ExpectedVersion::Any).await.unwrap();
    }

    async fn purge_expired(&self) {
        let before = self.clock.now() - TOMBSTONE_RETENTION;
        self.stores.task_retention.purge_deleted(self.user, before, 100).await.unwrap();
    }

    async fn live(&self) -> BTreeSet<TaskId> {
        let all = self.stores.tasks.read_changes(self.user, 0, ReadLimit::of_rows(100)).await.unwrap();
        all.tasks.iter().filter(|record| record.deleted_at.is_none()).map(|record| record.task.id).collect()
    }
}

#[derive(Default)]
struct Client {
    copy: BTreeSet<TaskId>,
    since: i64,
}

impl Client {
    /// Reads one change. Returns whether more changes follow. If the position has expired, starts over.
    async fn step(&mut self, account: &Account) -> bool {
        match account.tasks.changes(account.user, self.since, ReadLimit::of_rows(1)).await {
            Ok(page) => {
                for record in &page.tasks {
                    if record.deleted_at.is_some() {
                        self.copy.remove(&record.task.id);
                    } else {
                        self.copy.insert(record.task.id);
                    }
                }
                self.since = page.next;
                page.has_more
            }
            Err(ChangesError::Expired) => {
                *self = Self::default();
                true
            }
            Err(ChangesError::Store(error)) => panic!("{error}"),
        }
    }

    async fn finish(&mut self, account: &Account) {
        for _ in 0..100 {
            if !self.step(account).await {
                return;
            }
        }
        panic!("the sync does not end");
    }
}

#[tokio::test]
async fn task_that_is_deleted_and_purged_during_an_initial_sync_does_not_stay_in_the_copy() {
    let account = Account::open().await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(account.create().await.unwrap());
    }
    account.delete(ids[0]).await;
    account.create().await.unwrap();
    let mut client = Client::default();
    assert!(client.step(&account).await);
    assert_eq!(client.copy, [ids[1]].into());
    account.delete(ids[1]).await;
    account.create().await.unwrap();
    client.finish(&account).await;
    assert_eq!(client.copy, account.live().await);
}

#[derive(Debug, Clone)]
enum Action {
    Create,
    /// Deletes one of the live tasks.
    Delete(prop::sample::Index),
    Purge {
        after_days: i64,
    },
    Sync,
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        3 => Just(Action::Create),
        3 => any::<prop::sample::Index>().prop_map(Action::Delete),
        1 => (0..40_i64).prop_map(|after_days| Action::Purge { after_days }),
        3 => Just(Action::Sync),
    ]
}

async fn copy_matches_after(actions: Vec<Action>) {
    let account = Account::open().await;
    let mut client = Client::default();
    for action in actions {
        match action {
            Action::Create => drop(account.create().await),
            Action::Delete(index) => {
                let live: Vec<TaskId> = account.live().await.into_iter().collect();
                if !live.is_empty() {
                    account.delete(*index.get(&live)).await;
                }
            }
            Action::Purge { after_days } => {
                account.clock.advance(TimeDelta::days(after_days));
                account.purge_expired().await;
            }
            Action::Sync => drop(client.step(&account).await),
        }
    }
    client.finish(&account).await;
    assert_eq!(client.copy, account.live().await);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn copy_of_a_client_matches_after_any_writes_and_purges(actions in vec(action(), 0..60)) {
        futures_util::FutureExt::now_or_never(copy_matches_after(actions)).unwrap();
    }
}
