//! What is kept beside live tasks, and leases, in memory.

use std::collections::BTreeSet;

use async_trait::async_trait;
use uuid::Uuid;

use super::MemoryDatabase;
use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::lease::Leases;
use crate::store_error::StoreError;
use crate::task::{IdempotencyKey, KeptKey, TaskKeeping};

#[async_trait]
impl TaskKeeping for MemoryDatabase {
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let rows = self.rows();
        let deleted = rows.tasks.iter().filter(|kept| kept.deleted_at.is_some_and(|at| at < before));
        Ok(users(deleted.map(|kept| kept.task.owner_id), after, at_most))
    }

    async fn purge_deleted(
        &self,
        owner: UserId,
        before: Timestamp,
        at_most: u32,
    ) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let mut left = at_most;
        let mut forgotten = Vec::new();
        rows.tasks.retain(|kept| {
            let old = kept.task.owner_id == owner && kept.deleted_at.is_some_and(|at| at < before);
            let forget = old && left > 0;
            if forget {
                left -= 1;
                forgotten.push(kept.task.change_seq);
            }
            !forget
        });
        let counter = rows.counters.entry(owner).or_default();
        counter.forgotten_seq = forgotten.iter().copied().fold(counter.forgotten_seq, i64::max);
        Ok(forgotten.len())
    }

    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let rows = self.rows();
        let old = rows.keys.iter().filter(|(_, kept)| kept.created_at < before);
        Ok(users(old.map(|(user, _)| *user), after, at_most))
    }

    async fn purge_keys(&self, user: UserId, before: Timestamp, at_most: u32) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let (all, mut left) = (rows.keys.len(), at_most);
        rows.keys.retain(|(of, kept)| {
            let forget = *of == user && kept.created_at < before && left > 0;
            left -= u32::from(forget);
            !forget
        });
        Ok(all - rows.keys.len())
    }

    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        at_most: u32,
    ) -> Result<Vec<KeptKey>, StoreError> {
        let rows = self.rows();
        let own = rows.keys.iter().filter(|(of, _)| *of == user).map(|(_, kept)| kept);
        let mut keys: Vec<KeptKey> = own
            .filter(|kept| after.is_none_or(|after| kept.key.as_str() > after.as_str()))
            .cloned()
            .collect();
        keys.sort_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
        keys.truncate(usize::try_from(at_most).unwrap());
        Ok(keys)
    }
}

fn users(all: impl Iterator<Item = UserId>, after: Option<UserId>, at_most: u32) -> Vec<UserId> {
    let behind: BTreeSet<UserId> = all.filter(|user| after.is_none_or(|after| *user > after)).collect();
    behind.into_iter().take(usize::try_from(at_most).unwrap()).collect()
}

#[async_trait]
impl Leases for MemoryDatabase {
    async fn acquire(
        &self,
        name: &str,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let taken = rows.leases.get(name).is_some_and(|(other, end)| *other != holder && *end > now);
        if !taken {
            rows.leases.insert(name.to_owned(), (holder, until));
        }
        Ok(!taken)
    }

    async fn release(&self, name: &str, holder: Uuid) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if rows.leases.get(name).is_some_and(|(other, _)| *other == holder) {
            rows.leases.remove(name);
        }
        Ok(())
    }
}
