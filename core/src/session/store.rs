//! The port that stores sessions.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{Client, RefreshHandle, RefreshState, Session};
use crate::store_error::StoreError;
use crate::user::PasswordHash;
use crate::user::mail::QueuedMail;

/// A new refresh state of a session, and the stored state that it was derived from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshChange {
    /// The user of the session.
    pub user_id: UserId,
    /// The session.
    pub id: SessionId,
    /// The stored tip.
    pub from_tip: RefreshHandle,
    /// The `confirmed_at` of the stored [`Rotation`](crate::session::Rotation).
    pub from_confirmed_at: Option<Timestamp>,
    /// The new state.
    pub refresh: RefreshState,
    /// The time of the refresh.
    pub last_used_at: Timestamp,
    /// The client of the refresh.
    pub last_client: Client,
}

/// The sessions and users whose access tokens must be rejected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RevokedSince {
    /// Revoked sessions, and sessions of inactive users.
    pub sessions: Vec<SessionId>,
    /// Users who were deleted together with their sessions.
    pub users: Vec<UserId>,
}

/// Identifies a session among the sessions of all users. Sweeps run in the order of these keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey {
    /// The user of the session.
    pub user_id: UserId,
    /// The session.
    pub id: SessionId,
}

/// The result of one step of a scan over the sessions of all users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionScan {
    /// The matching sessions, in order of their keys.
    pub sessions: Vec<SessionKey>,
    /// The next step begins after this key. `None` at the end of the scan.
    pub next: Option<SessionKey>,
}

/// Stores sessions by user and id.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Creates a session after the password was verified against the hash `verified`. Then revokes live sessions
    /// of the user, the least recently used first and never the new session, so that at most `max` stay live. Returns
    /// the revoked sessions. MUST queue the notice in the same atomic step.
    ///
    /// MUST store the network of the client as a [known network](crate::user::KnownNetwork) of the user, in the same
    /// atomic step. Exceptions: the client has no address, or the network was stored less than
    /// `KnownNetwork::PRECISION` ago. MUST retain only the newest `KnownNetwork::MAX_PER_USER` networks. Concurrent
    /// calls may exceed this maximum, by one network each, until the next call.
    ///
    /// MUST fail with [`StoreError::Conflict`], creating nothing, if the user is deleted or inactive, or if the stored
    /// hash is no longer `verified`. MUST lock the user against concurrent changes.
    ///
    /// Once all concurrent calls have returned, at most `max` sessions MUST be live. Calls MUST NOT revoke more
    /// sessions than necessary. Each revoked session MUST be returned by exactly one call. More than `max` sessions may
    /// be live while a call is running. If a call fails with an error other than a conflict, or its future is dropped,
    /// the additional sessions may stay live until the next call.
    async fn create(
        &self,
        session: &Session,
        verified: &PasswordHash,
        max: usize,
        notice: Option<&QueuedMail>,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Returns the session of the user, whether or not it has ended.
    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// Returns the sessions of the user that are live at `now`, most recently used first, then by descending id.
    async fn list_live(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// Returns at most `limit` sessions of the user with ids greater than `after`, including ended ones, in order
    /// of id.
    async fn scan(
        &self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// Stores a new refresh state. MUST fail with [`StoreError::Conflict`], writing nothing, if the stored tip is not
    /// `change.from_tip`, if its confirmation time is not `change.from_confirmed_at`, or if the session is revoked or
    /// deleted. Of concurrent calls that replace the same tip, at most one MUST succeed.
    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError>;

    /// Applies [`RefreshState::confirm`] to the session with one statement, and returns the result of
    /// [`is_live`](Self::is_live).
    ///
    /// MUST read from the primary. MUST write only the confirmation, and only if the session is live.
    async fn confirm(
        &self,
        user: UserId,
        id: SessionId,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Revokes a session, and queues the notice in the same atomic step. MUST write nothing and return false if the session
    /// is not live at `at`: missing, revoked or expired.
    async fn revoke(
        &self,
        user: UserId,
        id: SessionId,
        at: Timestamp,
        notice: Option<&QueuedMail>,
    ) -> Result<bool, StoreError>;

    /// Revokes the sessions of the user that are live at `at`, except `except`. Returns the revoked sessions.
    async fn revoke_all(
        &self,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Scans the next `max` sessions after `after` in order of their keys, and returns the sessions that are live at
    /// `now`.
    ///
    /// MUST neither wait for concurrent writes nor block them.
    async fn find_live(
        &self,
        after: Option<SessionKey>,
        now: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError>;

    /// Scans the next `max` sessions after `after` in order of their keys, and returns the sessions that had
    /// [ended](Session::ended_before) before `before`.
    ///
    /// MUST neither wait for concurrent writes nor block them.
    async fn find_ended(
        &self,
        after: Option<SessionKey>,
        before: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError>;

    /// Removes the given sessions of the user that had [ended](Session::ended_before) before `before`, and returns their
    /// number.
    ///
    /// MUST check again that each session had ended. MUST NOT wait for a concurrent removal of the same sessions.
    async fn purge(&self, user: UserId, ids: &[SessionId], before: Timestamp) -> Result<usize, StoreError>;

    /// Returns whether the session exists, is neither revoked nor expired, and belongs to an active user. MUST read
    /// from the primary.
    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError>;

    /// Returns the sessions revoked at or after `ended_since`, the sessions last used at or after `used_since` whose
    /// user is inactive, and the users deleted at or after `ended_since`. Returns at most `max` of each kind. A
    /// session may occur twice.
    async fn find_revoked_since(
        &self,
        ended_since: Timestamp,
        used_since: Timestamp,
        max: usize,
    ) -> Result<RevokedSince, StoreError>;
}
