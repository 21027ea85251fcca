//! The outbox and links in memory.

use async_trait::async_trait;

use super::MemoryDatabase;
use super::database::Rows;
use crate::clock::Timestamp;
use crate::handle::HandleId;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::user::mail::{LinkPurpose, LinkRecord, LinkStore, MailId, MailOutbox, OutboxStatus, QueuedMail};

#[async_trait]
impl MailOutbox for MemoryDatabase {
    async fn queue(&self, mail: &QueuedMail, max_waiting: u32) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let is_same =
            |other: &QueuedMail| other.user_id == mail.user_id && other.content.kind() == mail.content.kind();
        let waiting = rows.outbox.iter().filter(|(other, _)| is_same(other)).count();
        if !rows.has_user(mail.user_id) || waiting >= usize::try_from(max_waiting).unwrap() {
            return Ok(false);
        }
        rows.queue(Some(mail.clone()));
        Ok(true)
    }

    async fn take_due(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<QueuedMail>, StoreError> {
        let mut rows = self.rows();
        rows.outbox.sort_by_key(|(mail, due_at)| (*due_at, mail.id));
        let due = rows.outbox.iter_mut().filter(|(_, due_at)| *due_at <= now);
        let take = |(mail, due_at): &mut (QueuedMail, Timestamp)| {
            mail.attempts += 1;
            *due_at = until;
            mail.clone()
        };
        Ok(due.take(usize::try_from(limit).unwrap()).map(take).collect())
    }

    async fn postpone(&self, id: MailId, due_at: Timestamp) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if let Some((_, due)) = rows.outbox.iter_mut().find(|(mail, _)| mail.id == id) {
            *due = due_at;
        }
        Ok(())
    }

    async fn remove(&self, id: MailId) -> Result<(), StoreError> {
        self.rows().outbox.retain(|(mail, _)| mail.id != id);
        Ok(())
    }

    async fn status(&self) -> Result<OutboxStatus, StoreError> {
        let rows = self.rows();
        let oldest = rows.outbox.iter().map(|(mail, _)| mail.queued_at).min();
        Ok(OutboxStatus { waiting: rows.outbox.len().try_into().unwrap(), oldest })
    }
}

#[async_trait]
impl LinkStore for MemoryDatabase {
    async fn add(&self, link: &LinkRecord) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if !rows.has_user(link.user_id) {
            return Err(StoreError::Conflict);
        }
        rows.links.push(link.clone());
        Ok(())
    }

    async fn find(&self, user: UserId, id: HandleId) -> Result<Option<LinkRecord>, StoreError> {
        Ok(self.rows().links.iter().find(|link| link.user_id == user && link.id == id).cloned())
    }

    async fn remove(&self, user: UserId, id: HandleId) -> Result<(), StoreError> {
        self.rows().remove_links(user, |link| link.id == id);
        Ok(())
    }

    async fn count_since(
        &self,
        user: UserId,
        purpose: LinkPurpose,
        since: Timestamp,
    ) -> Result<usize, StoreError> {
        let rows = self.rows();
        let counts =
            |link: &&LinkRecord| link.user_id == user && link.purpose == purpose && link.created_at > since;
        Ok(rows.links.iter().filter(counts).count())
    }

    async fn purge(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let all = rows.links.len();
        let mut left = limit;
        rows.links.retain(|link| {
            let is_purged = link.expires_at < before && left > 0;
            left -= u32::from(is_purged);
            !is_purged
        });
        Ok(all - rows.links.len())
    }
}

impl Rows {
    pub(super) fn queue(&mut self, mail: Option<QueuedMail>) {
        self.outbox.extend(mail.map(|mail| (mail.clone(), mail.queued_at)));
    }

    /// Makes the links with this purpose invalid. They stay stored, because the limit of links per hour counts them.
    pub(super) fn expire_links(&mut self, user: UserId, purpose: LinkPurpose, at: Timestamp) {
        for link in self.links.iter_mut().filter(|link| link.user_id == user && link.purpose == purpose) {
            link.expires_at = link.expires_at.min(at);
        }
    }

    pub(super) fn remove_links(&mut self, user: UserId, is_removed: impl Fn(&LinkRecord) -> bool) {
        self.links.retain(|link| link.user_id != user || !is_removed(link));
    }
}
