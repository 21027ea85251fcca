//! The port behind which sessions are kept.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{RefreshHandle, RefreshState, Session};
use crate::store_error::StoreError;
use crate::user::PasswordHash;

/// The refresh state that a session shall have, and the tip on which that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshChange {
    pub user_id: UserId,
    pub id: SessionId,
    pub from_tip: RefreshHandle,
    pub refresh: RefreshState,
    pub last_used_at: Timestamp,
}

/// Whose access tokens must not be accepted any more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dead {
    pub sessions: Vec<SessionId>,
    /// Deleted, and their sessions with them.
    pub users: Vec<UserId>,
}

/// Names one session among all, in the order in which a sweep goes over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey {
    pub user_id: UserId,
    pub id: SessionId,
}

/// One step of a sweep over the sessions of everyone. Each step is a statement of its own, so that none holds many rows
/// for long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// How many sessions were ended, or removed.
    pub changed: usize,
    /// Where the next step begins; `None` when there is nothing left to look at.
    pub next: Option<SessionKey>,
}

/// Sessions, each reached by its user and its id.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens a session for who proved to know the password that `verified` is the hash of, and ends, at its creation, as
    /// many of the user's other live sessions that `most` live with it; those that were used least recently. Returns them.
    ///
    /// MUST do all of that or nothing, and MUST keep to `most` also when many are opened at once. MUST fail with
    /// [`StoreError::Conflict`] when the user is gone or inactive, or when the stored hash is another one by now. MUST make
    /// whoever changes the user at the same time wait, or wait for them.
    async fn create(
        &self,
        session: &Session,
        verified: &PasswordHash,
        most: usize,
    ) -> Result<Vec<SessionId>, StoreError>;

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// The user's sessions that are live `now`: the last used first, and of those used at once the greatest id.
    async fn list_live(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// At most so many of the user's sessions, ended ones too, that follow `after` in the order of their ids.
    async fn list_kept(
        &self,
        user: UserId,
        after: Option<SessionId>,
        at_most: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// MUST fail with [`StoreError::Conflict`], writing nothing, when the stored tip is not `change.from_tip`, or the
    /// session was revoked or is gone: of many that refresh at once exactly one succeeds.
    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError>;

    /// Ends a session `at`. MUST write nothing, and say so with false, when it is not live then: not there, ended
    /// already, or past its end.
    async fn revoke(&self, user: UserId, id: SessionId, at: Timestamp) -> Result<bool, StoreError>;

    /// Ends the user's sessions that are live `at`, but for one that is `kept`. Returns them.
    async fn revoke_all(
        &self,
        user: UserId,
        kept: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Ends, of the `most` sessions that follow `after` in the order of their keys, those that are live `at`.
    async fn revoke_next(
        &self,
        after: Option<SessionKey>,
        at: Timestamp,
        most: usize,
    ) -> Result<Swept, StoreError>;

    /// Removes, of the `most` sessions that follow `after` in the order of their keys, those of which nothing can have
    /// been valid since `before`: they were revoked, or reached their end, or their newest refresh token did.
    ///
    /// MUST NOT wait for another who removes the same ones.
    async fn purge_next(
        &self,
        after: Option<SessionKey>,
        before: Timestamp,
        most: usize,
    ) -> Result<Swept, StoreError>;

    /// Whether the session is there, not revoked, not past its end, and its user active.
    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError>;

    /// The sessions revoked at or after `ended_since`, and those last used at or after `used_since` whose user is
    /// inactive now, by whatever way it became so; and the users deleted at or after `ended_since`. `most` of each when
    /// there are more; a session may be named twice.
    async fn find_dead(
        &self,
        ended_since: Timestamp,
        used_since: Timestamp,
        most: usize,
    ) -> Result<Dead, StoreError>;
}
