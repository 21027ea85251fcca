//! Revokes sessions for operators, and removes expired sessions in the background.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::ids::{SessionId, UserId};
use crate::session::{Lifetimes, SessionKey, SessionStore};
use crate::store_error::StoreError;
use crate::user::{LoginName, UserStore};

/// Maximum number of sessions per statement. A statement of this size takes a few milliseconds.
const MAX_SESSIONS_PER_STATEMENT: usize = 1000;
const MAX_DELETED_USERS_PER_STATEMENT: u32 = 1000;

/// Additional retention beyond the longest access token lifetime, for clock differences and delayed reloads of
/// revocation lists.
const MARGIN: TimeDelta = TimeDelta::hours(1);

/// The result of one step of a sweep over the sessions of all users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepStep {
    /// The number of removed sessions.
    pub changed: usize,
    /// The start of the next step. `None` at the end of the sweep.
    pub next: Option<SessionKey>,
}

/// Revokes and removes sessions of all users, in small steps.
#[derive(Clone)]
pub struct SessionCleaner {
    sessions: Arc<dyn SessionStore>,
    users: Arc<dyn UserStore>,
    clock: Arc<dyn Clock>,
}

impl SessionCleaner {
    /// Creates a cleaner on the stores of one database.
    pub fn new(sessions: Arc<dyn SessionStore>, users: Arc<dyn UserStore>, clock: Arc<dyn Clock>) -> Self {
        Self { sessions, users, clock }
    }

    /// Revokes all sessions of one user. Returns the user and the number of sessions, or `None` if the user does not
    /// exist.
    ///
    /// Servers apply the revocation within one second.
    pub async fn end_all_of(&self, name: &LoginName) -> Result<Option<(UserId, usize)>, StoreError> {
        let Some(found) = self.users.find_credentials(name).await? else { return Ok(None) };
        let user = found.user.id;
        let ended = self.sessions.revoke_all(user, None, self.clock.now()).await?;
        Ok(Some((user, ended.len())))
    }

    /// Revokes the sessions of all users, and returns their number. A session that is created during this call may
    /// stay live. If this call fails, some sessions may already be revoked: call it again.
    pub async fn end_all(&self) -> Result<usize, StoreError> {
        let (mut ended, mut after) = (0, None);
        loop {
            let found = self.sessions.find_live(after, self.clock.now(), MAX_SESSIONS_PER_STATEMENT).await?;
            for user in by_user(&found.sessions).into_keys() {
                // Each user gets a new timestamp: servers load only recent revocations, and would miss a revocation
                // with an older timestamp.
                ended += self.sessions.revoke_all(user, None, self.clock.now()).await?.len();
            }
            after = found.next;
            if after.is_none() {
                return Ok(ended);
            }
        }
    }

    /// Removes expired and revoked sessions in the next step of the sweep. Call this method until `next` is `None`.
    ///
    /// A session stays stored as long as one of its access tokens could be valid on any server with any settings,
    /// because revocation lists need it until then.
    pub async fn purge_next(&self, after: Option<SessionKey>) -> Result<SweepStep, StoreError> {
        let before = self.purged_before();
        let found = self.sessions.find_ended(after, before, MAX_SESSIONS_PER_STATEMENT).await?;
        let mut changed = 0;
        for (user, ids) in by_user(&found.sessions) {
            changed += self.sessions.purge(user, &ids, before).await?;
        }
        Ok(SweepStep { changed, next: found.next })
    }

    /// Removes expired records of deleted users, at most 1000 per call, and returns their number. Call this method until
    /// it returns 0.
    pub async fn purge_deleted_users(&self) -> Result<usize, StoreError> {
        self.users.purge_deleted_users(self.purged_before(), MAX_DELETED_USERS_PER_STATEMENT).await
    }

    fn purged_before(&self) -> Timestamp {
        self.clock.now() - TimeDelta::minutes(Lifetimes::MAX_ACCESS_MINUTES) - MARGIN
    }
}

fn by_user(keys: &[SessionKey]) -> BTreeMap<UserId, Vec<SessionId>> {
    let mut grouped = BTreeMap::<_, Vec<_>>::new();
    for key in keys {
        grouped.entry(key.user_id).or_default().push(key.id);
    }
    grouped
}
