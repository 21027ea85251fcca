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

/// Sessions, each reached by its user and its id.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens a session for who proved to know the password that `verified` is the hash of.
    ///
    /// MUST fail with [`StoreError::Conflict`], writing nothing, when the user is gone or inactive, or when the stored
    /// hash is another one by now. MUST make whoever changes the user at the same time wait, or wait for them.
    async fn create(&self, session: &Session, verified: &PasswordHash) -> Result<(), StoreError>;

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// MUST fail with [`StoreError::Conflict`], writing nothing, when the stored tip is not `change.from_tip`, or the
    /// session was revoked or is gone: of many that refresh at once exactly one succeeds.
    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError>;

    /// Ends a session `at`. MUST keep the first end of a session that has ended already, and do nothing for one that
    /// is not there.
    async fn revoke(&self, user: UserId, id: SessionId, at: Timestamp) -> Result<(), StoreError>;

    /// Whether the session is there, not revoked, not past its end, and its user active.
    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError>;

    /// The sessions revoked at or after `ended_since`, and those last used at or after `used_since` whose user is
    /// inactive now, by whatever way it became so; and the users deleted at or after `ended_since`.
    async fn find_dead(&self, ended_since: Timestamp, used_since: Timestamp) -> Result<Dead, StoreError>;
}
