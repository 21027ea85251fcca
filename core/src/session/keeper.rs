//! What is done to sessions without their user: by an operator, and in the background.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::session::{Lifetimes, SessionKey, SessionStore, Swept};
use crate::store_error::StoreError;
use crate::user::{LoginName, UserStore};

/// How many sessions one statement looks at: some milliseconds of work.
const STEP: usize = 1000;
const DELETED_USERS_STEP: u32 = 1000;

/// Beyond the longest access token: for clocks that differ, and for whoever reads the list of revocations late.
const MARGIN: TimeDelta = TimeDelta::hours(1);

#[derive(Clone)]
pub struct SessionKeeper {
    sessions: Arc<dyn SessionStore>,
    users: Arc<dyn UserStore>,
    clock: Arc<dyn Clock>,
}

impl SessionKeeper {
    pub fn new(sessions: Arc<dyn SessionStore>, users: Arc<dyn UserStore>, clock: Arc<dyn Clock>) -> Self {
        Self { sessions, users, clock }
    }

    /// Ends all sessions of one user and says how many there were; `None` when there is no such user.
    ///
    /// Servers learn of it as of any other revocation, within a second.
    pub async fn end_all_of(&self, name: &LoginName) -> Result<Option<usize>, StoreError> {
        let Some(found) = self.users.find_credentials(name).await? else { return Ok(None) };
        let ended = self.sessions.revoke_all(found.user.id, None, self.clock.now()).await?;
        Ok(Some(ended.len()))
    }

    /// Ends the sessions of everyone, and says how many there were. One that is opened meanwhile may live on. After a
    /// failure some have ended: call it again.
    pub async fn end_all(&self) -> Result<usize, StoreError> {
        let (mut ended, mut after) = (0, None);
        loop {
            // Each step at its own time: servers ask for what ended just now, and would miss what is dated back.
            let step = self.sessions.revoke_next(after, self.clock.now(), STEP).await?;
            ended += step.changed;
            after = step.next;
            if after.is_none() {
                return Ok(ended);
            }
        }
    }

    /// Removes dead sessions among the next ones; to be called until there is nothing left to look at.
    ///
    /// A session stays as long as an access token of it could be valid on any server, whatever its settings: until then
    /// the lists of revocations need it.
    pub async fn purge_next(&self, after: Option<SessionKey>) -> Result<Swept, StoreError> {
        self.sessions.purge_next(after, self.forgotten_before(), STEP).await
    }

    /// Forgets users who were deleted so long ago, some at a time; to be called until there are none.
    pub async fn forget_deleted_users(&self) -> Result<usize, StoreError> {
        self.users.forget_deleted(self.forgotten_before(), DELETED_USERS_STEP).await
    }

    fn forgotten_before(&self) -> Timestamp {
        self.clock.now() - TimeDelta::minutes(Lifetimes::LONGEST_ACCESS_MINUTES) - MARGIN
    }
}
