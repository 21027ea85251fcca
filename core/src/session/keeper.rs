//! What is done to sessions without their user: by an operator, and in the background.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::ids::{SessionId, UserId};
use crate::session::{Lifetimes, SessionKey, SessionStore};
use crate::store_error::StoreError;
use crate::user::{LoginName, UserStore};

/// How many sessions one statement looks at, or removes at most: some milliseconds of work.
const STEP: usize = 1000;
const DELETED_USERS_STEP: u32 = 1000;

/// Beyond the longest access token: for clocks that differ, and for whoever reads the list of revocations late.
const MARGIN: TimeDelta = TimeDelta::hours(1);

/// One step of a sweep over the sessions of everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// How many sessions were ended, or removed.
    pub changed: usize,
    /// Where the next step begins; `None` when there is nothing left to look at.
    pub next: Option<SessionKey>,
}

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

    /// Ends all sessions of one user and says whose and how many there were; `None` when there is no such user.
    ///
    /// Servers learn of it as of any other revocation, within a second.
    pub async fn end_all_of(&self, name: &LoginName) -> Result<Option<(UserId, usize)>, StoreError> {
        let Some(found) = self.users.find_credentials(name).await? else { return Ok(None) };
        let user = found.user.id;
        let ended = self.sessions.revoke_all(user, None, self.clock.now()).await?;
        Ok(Some((user, ended.len())))
    }

    /// Ends the sessions of everyone, and says how many there were. One that is opened meanwhile may live on. After a
    /// failure some have ended: call it again.
    pub async fn end_all(&self) -> Result<usize, StoreError> {
        let (mut ended, mut after) = (0, None);
        loop {
            let found = self.sessions.find_live(after, self.clock.now(), STEP).await?;
            for user in by_user(&found.sessions).into_keys() {
                // Each at its own time: servers ask for what ended just now, and would miss what is dated back.
                ended += self.sessions.revoke_all(user, None, self.clock.now()).await?.len();
            }
            after = found.next;
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
        let before = self.forgotten_before();
        let found = self.sessions.find_over(after, before, STEP).await?;
        let mut changed = 0;
        for (user, ids) in by_user(&found.sessions) {
            changed += self.sessions.purge(user, &ids, before).await?;
        }
        Ok(Swept { changed, next: found.next })
    }

    /// Forgets users who were deleted so long ago, some at a time; to be called until there are none.
    pub async fn forget_deleted_users(&self) -> Result<usize, StoreError> {
        self.users.forget_deleted(self.forgotten_before(), DELETED_USERS_STEP).await
    }

    fn forgotten_before(&self) -> Timestamp {
        self.clock.now() - TimeDelta::minutes(Lifetimes::LONGEST_ACCESS_MINUTES) - MARGIN
    }
}

fn by_user(keys: &[SessionKey]) -> BTreeMap<UserId, Vec<SessionId>> {
    let mut grouped = BTreeMap::<_, Vec<_>>::new();
    for key in keys {
        grouped.entry(key.user_id).or_default().push(key.id);
    }
    grouped
}
