//! Compares the count of stored bytes with a recount after random writes.

use super::planning::{create, locked_write, rename, rules};
use super::suite::add_user;
use super::task_storage::{bytes_of, count_stored_bytes, request_with_key, with_text};
use crate::ids::{TaskId, UserId};
use crate::stores::Stores;
use crate::task::{ExpectedVersion, PlanRules, ROW_BYTES, ReadLimit, TaskOperation};
use crate::testing::examples::{at, new_task, toggled};

/// A quota for about 15 tasks, so that many writes are rejected.
const BYTES: i64 = 15 * (ROW_BYTES + 100);
const STEPS: i64 = 60;

contract!($ task_storage_random(Stores) as __task_storage_random_contract:
    count_is_exact_after_random_writes,
);

async fn count_is_exact_after_random_writes(stores: &Stores) {
    for seed in 1..=6 {
        let owner = add_user(stores, &format!("ada{seed}")).await;
        Walk { stores, owner, state: seed }.run(seed).await;
    }
}

struct Walk<'a> {
    stores: &'a Stores,
    owner: UserId,
    state: u64,
}

impl Walk<'_> {
    async fn run(mut self, seed: u64) {
        for step in 0..STEPS {
            let kind = self.below(9);
            self.take_step(kind, step).await;
            let now = count_stored_bytes(self.stores, self.owner).await;
            assert!(now <= BYTES, "seed {seed}, step {step}, kind {kind}: {now}");
        }
    }

    /// Returns a pseudorandom number below `end`, from a linear congruential generator with Knuth's parameters for MMIX.
    fn below(&mut self, end: u64) -> u64 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % end
    }

    async fn any_task(&mut self) -> TaskId {
        let records = self.stores.tasks.scan(self.owner, None, ReadLimit::of_rows(100)).await.unwrap();
        let place = self.below(u64::try_from(records.len()).unwrap().max(1));
        records.get(usize::try_from(place).unwrap()).map_or(TaskId::new(1).unwrap(), |record| record.task.id)
    }

    async fn take_step(&mut self, kind: u64, step: i64) {
        let (tasks, retention, owner) = (&self.stores.tasks, &self.stores.task_retention, self.owner);
        let (id, size) = (self.any_task().await, usize::try_from(self.below(400)).unwrap());
        match kind {
            0 | 1 => drop(tasks.create(owner, &new_task("new"), at(step), bytes_of(BYTES)).await),
            2 => {
                if let Some(task) = tasks.find(owner, id).await.unwrap() {
                    drop(tasks.save(&with_text(&task, size), bytes_of(BYTES)).await);
                }
            }
            3 => {
                if let Some(task) = tasks.find(owner, id).await.unwrap() {
                    drop(tasks.save(&toggled(&task, at(step)), bytes_of(BYTES)).await);
                }
            }
            4 => drop(tasks.delete(owner, id, None, at(step)).await),
            5 => drop(retention.purge_oldest_deleted(owner, 600, &[id], 2).await),
            6 => drop(retention.purge_keys(owner, at(step), 2).await),
            _ => {
                let mut operations =
                    vec![create("batch"), rename(id, &"t".repeat(size % 200 + 1), ExpectedVersion::Any)];
                if size % 3 == 0 {
                    operations = vec![TaskOperation::Restore { id }, create("back")];
                }
                let idempotency = (kind == 8).then(|| request_with_key(&format!("key {}", size % 4), size));
                let rules = PlanRules { quota: bytes_of(BYTES), ..rules(at(step)) };
                drop(tasks.write(owner, &locked_write(operations, rules, idempotency)).await);
            }
        }
    }
}
