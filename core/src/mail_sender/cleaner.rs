//! Removes expired links, mails that nobody sends, and accounts whose addresses were not verified in time.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::store_error::StoreError;
use crate::user::UserStore;
use crate::user::mail::{LinkStore, MailOutbox, MailPolicy};

/// How long links stay stored after they expired. At least an hour, because the sender counts the links of the last
/// hour.
const LINK_RETENTION: TimeDelta = TimeDelta::days(1);
/// How long due mails stay stored after an operator has turned mails off.
const MAIL_RETENTION: TimeDelta = TimeDelta::days(1);
/// Maximum number of rows per cleanup call.
const STEP: u32 = 100;

/// The use cases of the background job that removes expired links and unverified accounts.
#[derive(Clone)]
pub struct MailCleaner {
    users: Arc<dyn UserStore>,
    links: Arc<dyn LinkStore>,
    outbox: Arc<dyn MailOutbox>,
    policy: MailPolicy,
    clock: Arc<dyn Clock>,
}

impl MailCleaner {
    /// Creates a cleaner.
    pub fn new(
        users: Arc<dyn UserStore>,
        links: Arc<dyn LinkStore>,
        outbox: Arc<dyn MailOutbox>,
        policy: MailPolicy,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { users, links, outbox, policy, clock }
    }

    /// Removes at most 100 links that expired at least a day ago, and returns their number. Call it until it returns 0.
    pub async fn purge_links(&self) -> Result<usize, StoreError> {
        self.links.purge(self.clock.now() - LINK_RETENTION, STEP).await
    }

    /// Removes at most 100 mails that have been due for a day, and returns their number. Removes nothing while the server
    /// sends mails. Call it until it returns 0.
    pub async fn purge_mails(&self) -> Result<usize, StoreError> {
        if self.policy.sends_mails() {
            return Ok(0);
        }
        let now = self.clock.now();
        let mails = self.outbox.take_due(now - MAIL_RETENTION, now, STEP).await?;
        for mail in &mails {
            self.outbox.remove(mail.id).await?;
        }
        Ok(mails.len())
    }

    /// Deletes at most 100 accounts whose addresses were not verified in time, and returns their number. Deletes nothing
    /// while the server does not require a verification. Call it until it returns 0.
    pub async fn purge_unverified(&self) -> Result<usize, StoreError> {
        if !self.policy.requires_verification() {
            return Ok(0);
        }
        self.users.purge_unverified(self.clock.now(), STEP).await
    }
}
