//! Deleted tasks, idempotency keys and leases in memory.

use std::collections::BTreeSet;

use async_trait::async_trait;
use uuid::Uuid;

use super::MemoryDatabase;
use super::database::Rows;
use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::lease::Leases;
use crate::store_error::StoreError;
use crate::task::{
    IdempotencyKey, IdempotencyRecord, OverQuota, Purged, TaskRecord, TaskRetention, key_bytes,
};

#[async_trait]
impl TaskRetention for MemoryDatabase {
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let rows = self.rows();
        let deleted = rows.tasks.iter().filter(|record| record.deleted_at.is_some_and(|at| at < before));
        Ok(users(deleted.map(|record| record.task.owner_id), after, limit))
    }

    async fn purge_deleted(&self, owner: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let mut selected = rows.deleted_of(owner);
        selected.retain(|record| record.deleted_at.unwrap() < before);
        selected.truncate(usize::try_from(limit).unwrap());
        Ok(rows.purge(owner, &selected).rows)
    }

    async fn purge_oldest_deleted(
        &self,
        owner: UserId,
        bytes: i64,
        spare: &[TaskId],
        limit: u32,
    ) -> Result<Purged, StoreError> {
        let mut rows = self.rows();
        let (mut selected, mut before) = (Vec::new(), 0);
        for record in rows.deleted_of(owner) {
            if before < bytes
                && !spare.contains(&record.task.id)
                && selected.len() < usize::try_from(limit).unwrap()
            {
                before += record.task.content.stored_bytes();
                selected.push(record);
            }
        }
        Ok(rows.purge(owner, &selected))
    }

    async fn deleted_bytes(&self, owner: UserId, limit: u32) -> Result<i64, StoreError> {
        let deleted = self.rows().deleted_of(owner);
        let oldest = deleted.iter().take(usize::try_from(limit).unwrap());
        Ok(oldest.map(|record| record.task.content.stored_bytes()).sum())
    }

    async fn find_over_quota(
        &self,
        max_bytes: i64,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<OverQuota>, StoreError> {
        let rows = self.rows();
        let over = |owner: &UserId| rows.counter(*owner).stored_bytes - max_bytes;
        let owners = rows.counters.keys().copied().filter(|owner| over(owner) > 0);
        let owners = users(owners, after, limit).into_iter();
        Ok(owners.map(|owner| OverQuota { owner, excess: over(&owner) }).collect())
    }

    async fn find_due_for_recount(&self, before: Timestamp, limit: u32) -> Result<Vec<UserId>, StoreError> {
        let rows = self.rows();
        let old = rows.counters.iter().filter(|(_, counter)| counter.counted_at.is_none_or(|at| at < before));
        let mut old: Vec<_> = old.map(|(user, counter)| (counter.counted_at, *user)).collect();
        old.sort_unstable();
        Ok(old.into_iter().map(|(_, user)| user).take(usize::try_from(limit).unwrap()).collect())
    }

    async fn recount(&self, user: UserId, at: Timestamp) -> Result<i64, StoreError> {
        let mut rows = self.rows();
        let tasks = rows.tasks.iter().filter(|record| record.task.owner_id == user);
        let tasks: i64 = tasks.map(|record| record.task.content.stored_bytes()).sum();
        let keys = rows.keys.iter().filter(|(of, _)| *of == user);
        let keys: i64 = keys.map(|(_, record)| key_bytes(&record.key, &record.response.body)).sum();
        let Some(counter) = rows.counters.get_mut(&user) else { return Ok(0) };
        let wrong_by = tasks + keys - counter.counter.stored_bytes;
        counter.counter.stored_bytes += wrong_by;
        counter.counted_at = Some(at);
        Ok(wrong_by)
    }

    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let rows = self.rows();
        let old = rows.keys.iter().filter(|(_, record)| record.created_at < before);
        Ok(users(old.map(|(user, _)| *user), after, limit))
    }

    async fn purge_keys(&self, user: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let mut left = limit;
        Ok(self.rows().purge_keys(user, |record| {
            let forget = record.created_at < before && left > 0;
            left -= u32::from(forget);
            forget
        }))
    }

    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        limit: u32,
    ) -> Result<Vec<IdempotencyRecord>, StoreError> {
        let rows = self.rows();
        let own = rows.keys.iter().filter(|(of, _)| *of == user).map(|(_, record)| record);
        let mut keys: Vec<IdempotencyRecord> = own
            .filter(|record| after.is_none_or(|after| record.key.as_str() > after.as_str()))
            .cloned()
            .collect();
        keys.sort_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
        keys.truncate(usize::try_from(limit).unwrap());
        Ok(keys)
    }
}

fn users(all: impl Iterator<Item = UserId>, after: Option<UserId>, limit: u32) -> Vec<UserId> {
    let behind: BTreeSet<UserId> = all.filter(|user| after.is_none_or(|after| *user > after)).collect();
    behind.into_iter().take(usize::try_from(limit).unwrap()).collect()
}

impl Rows {
    /// Returns the owner's deleted tasks in order of deletion.
    fn deleted_of(&self, owner: UserId) -> Vec<TaskRecord> {
        let own =
            self.tasks.iter().filter(|record| record.task.owner_id == owner && record.deleted_at.is_some());
        let mut deleted: Vec<TaskRecord> = own.cloned().collect();
        deleted.sort_by_key(|record| (record.deleted_at, record.task.id));
        deleted
    }

    fn purge(&mut self, owner: UserId, selected: &[TaskRecord]) -> Purged {
        self.tasks.retain(|record| !selected.iter().any(|purged| purged.task.id == record.task.id));
        let bytes = selected.iter().map(|record| record.task.content.stored_bytes()).sum();
        let counter = self.counters.entry(owner).or_default();
        counter.counter.stored_bytes -= bytes;
        let sequence_numbers = selected.iter().map(|record| record.task.change_seq);
        counter.purged_seq = sequence_numbers.fold(counter.purged_seq, i64::max);
        Purged { rows: selected.len(), bytes }
    }

    /// Removes the keys for which `forget` returns true, and returns their number.
    pub(super) fn purge_keys(
        &mut self,
        user: UserId,
        mut forget: impl FnMut(&IdempotencyRecord) -> bool,
    ) -> usize {
        let (mut rows, mut bytes) = (0, 0);
        self.keys.retain(|(of, record)| {
            let gone = *of == user && forget(record);
            if gone {
                rows += 1;
                bytes += key_bytes(&record.key, &record.response.body);
            }
            !gone
        });
        self.counters.entry(user).or_default().counter.stored_bytes -= bytes;
        rows
    }
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
