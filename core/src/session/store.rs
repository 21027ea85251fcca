//! The port behind which sessions are kept.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{Client, RefreshHandle, RefreshState, Session};
use crate::store_error::StoreError;
use crate::user::PasswordHash;

/// The refresh state that a session shall have, and what that was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshChange {
    pub user_id: UserId,
    pub id: SessionId,
    pub from_tip: RefreshHandle,
    /// As [`Rotation`](crate::session::Rotation) has it.
    pub from_confirmed_at: Option<Timestamp>,
    pub refresh: RefreshState,
    pub last_used_at: Timestamp,
    pub last_client: Client,
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

/// What a look at some of the sessions of everyone came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Those that were looked for, in the order of their keys.
    pub sessions: Vec<SessionKey>,
    /// After which the next look begins; `None` when there is nothing left to look at.
    pub next: Option<SessionKey>,
}

/// Sessions, each reached by its user and its id.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens a session for who proved to know the password that `verified` is the hash of, and then ends, at its creation,
    /// as many of the user's other live sessions that `most` live with it; those that were used least recently. Returns
    /// them.
    ///
    /// MUST write down the network of the client, if it has an address, as a [known network](crate::user::KnownNetwork) of
    /// the user in the same atomic step, unless that was done less than `PRECISION` ago; and then keep the `MAX_PER_USER`
    /// newest of them. Of many sessions opened at once each may leave one more until the next one is.
    ///
    /// MUST fail with [`StoreError::Conflict`], opening nothing, when the user is gone or inactive, or when the stored hash
    /// is another one by now. MUST make whoever changes the user at the same time wait, or wait for them.
    ///
    /// However many are opened at once, as soon as all are done there MUST live as many as may, and each that was ended
    /// MUST have been returned once. More may live while some are being opened; and, if one fails in any other way than
    /// with a conflict or its caller leaves, until the next one is opened.
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
    async fn scan(
        &self,
        user: UserId,
        after: Option<SessionId>,
        at_most: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// MUST fail with [`StoreError::Conflict`], writing nothing, when the stored tip is not `change.from_tip`, was
    /// confirmed at another time than `change.from_confirmed_at`, or the session was revoked or is gone: of many that
    /// refresh at once exactly one succeeds.
    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError>;

    /// Confirms the tip of the session as [`RefreshState::confirm`] says, with one statement, and returns what
    /// [`is_live`](Self::is_live) does.
    ///
    /// MUST read from the primary. MUST write nothing where the session is not live, and nothing but the confirmation.
    async fn confirm(
        &self,
        user: UserId,
        id: SessionId,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

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

    /// Those that are live `now` of the `most` sessions that follow `after` in the order of their keys.
    ///
    /// MUST NOT wait for anybody who writes, nor make them wait.
    async fn find_live(
        &self,
        after: Option<SessionKey>,
        now: Timestamp,
        most: usize,
    ) -> Result<Found, StoreError>;

    /// Those that were [over](Session::was_over) `before` of the `most` sessions that follow `after` in the order of their
    /// keys.
    ///
    /// MUST NOT wait for anybody who writes, nor make them wait.
    async fn find_over(
        &self,
        after: Option<SessionKey>,
        before: Timestamp,
        most: usize,
    ) -> Result<Found, StoreError>;

    /// Removes those of these sessions of the user that were [over](Session::was_over) `before`; says how many.
    ///
    /// MUST remove no other, whatever was found earlier. MUST NOT wait for another who removes the same ones.
    async fn purge(&self, user: UserId, ids: &[SessionId], before: Timestamp) -> Result<usize, StoreError>;

    /// Whether the session is there, not revoked, not past its end, and its user active. MUST read from the primary.
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
