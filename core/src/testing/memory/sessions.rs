//! Sessions in memory.

use std::cmp::Reverse;

use async_trait::async_trait;

use super::MemoryDatabase;
use super::database::Rows;
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{RefreshChange, RevokedSince, Session, SessionKey, SessionScan, SessionStore};
use crate::store_error::StoreError;
use crate::user::PasswordHash;
use crate::user::mail::QueuedMail;

#[async_trait]
impl SessionStore for MemoryDatabase {
    async fn create(
        &self,
        session: &Session,
        verified: &PasswordHash,
        max: usize,
        notice: Option<&QueuedMail>,
    ) -> Result<Vec<SessionId>, StoreError> {
        let mut rows = self.rows();
        let user = rows.users.iter().find(|row| row.user.id == session.user_id && row.user.is_active);
        if user.is_none_or(|row| row.password_hash.expose() != verified.expose()) {
            return Err(StoreError::Conflict);
        }
        let at = session.created_at;
        let ended = revoke(rows.live_sessions(session.user_id, at).into_iter().skip(max - 1), at);
        rows.sessions.push(session.clone());
        rows.queue(notice.cloned());
        if let Some(network) = session.client.network() {
            rows.record_network(session.user_id, network, at);
        }
        Ok(ended)
    }

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.rows().sessions.iter().find(|s| s.user_id == user && s.id == id).cloned())
    }

    async fn scan(
        &self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let mut own: Vec<Session> =
            self.rows().sessions.iter().filter(|s| s.user_id == user).cloned().collect();
        own.retain(|session| after.is_none_or(|after| session.id > after));
        own.sort_by_key(|session| session.id);
        own.truncate(usize::try_from(limit).unwrap());
        Ok(own)
    }

    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let session = rows.sessions.iter_mut().find(|s| {
            s.user_id == change.user_id
                && s.id == change.id
                && s.revoked_at.is_none()
                && s.refresh.tip.handle == change.from_tip
                && s.refresh.rotation.as_ref().and_then(|rotation| rotation.confirmed_at)
                    == change.from_confirmed_at
        });
        let session = session.ok_or(StoreError::Conflict)?;
        session.refresh = change.refresh.clone();
        session.last_used_at = change.last_used_at;
        session.last_client = change.last_client.clone();
        Ok(())
    }

    async fn confirm(
        &self,
        user: UserId,
        id: SessionId,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let active = rows.users.iter().any(|row| row.user.id == user && row.user.is_active);
        let found = rows.sessions.iter_mut().find(|s| s.user_id == user && s.id == id && s.is_live(now));
        let Some(session) = found.filter(|_| active) else { return Ok(false) };
        session.refresh.confirm(ordinal, now);
        Ok(true)
    }

    async fn list_live(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        Ok(self.rows().live_sessions(user, now).into_iter().map(|session| session.clone()).collect())
    }

    async fn revoke(
        &self,
        user: UserId,
        id: SessionId,
        at: Timestamp,
        notice: Option<&QueuedMail>,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let revoked = revoke(rows.live_sessions(user, at).into_iter().filter(|s| s.id == id), at);
        if !revoked.is_empty() {
            rows.queue(notice.cloned());
        }
        Ok(!revoked.is_empty())
    }

    async fn revoke_all(
        &self,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        Ok(revoke(self.rows().live_sessions(user, at).into_iter().filter(|s| Some(s.id) != except), at))
    }

    async fn find_live(
        &self,
        after: Option<SessionKey>,
        now: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError> {
        Ok(self.rows().scan_where(after, max, |session| session.is_live(now)))
    }

    async fn find_ended(
        &self,
        after: Option<SessionKey>,
        before: Timestamp,
        max: usize,
    ) -> Result<SessionScan, StoreError> {
        Ok(self.rows().scan_where(after, max, |session| session.ended_before(before)))
    }

    async fn purge(&self, user: UserId, ids: &[SessionId], before: Timestamp) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let all = rows.sessions.len();
        rows.sessions.retain(|s| !(s.user_id == user && ids.contains(&s.id) && s.ended_before(before)));
        Ok(all - rows.sessions.len())
    }

    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let rows = self.rows();
        let active = rows.users.iter().any(|row| row.user.id == user && row.user.is_active);
        Ok(active && rows.sessions.iter().any(|s| s.user_id == user && s.id == id && s.is_live(now)))
    }

    async fn find_revoked_since(
        &self,
        ended_since: Timestamp,
        used_since: Timestamp,
        max: usize,
    ) -> Result<RevokedSince, StoreError> {
        let rows = self.rows();
        let inactive = |user| rows.users.iter().any(|row| row.user.id == user && !row.user.is_active);
        let dead = rows.sessions.iter().filter(|s| {
            s.revoked_at.is_some_and(|at| at >= ended_since)
                || (s.last_used_at >= used_since && inactive(s.user_id))
        });
        let deleted = rows.deleted_users.iter().filter(|(_, at)| *at >= ended_since);
        Ok(RevokedSince {
            sessions: dead.map(|s| s.id).take(max).collect(),
            users: deleted.map(|(id, _)| *id).take(max).collect(),
        })
    }
}

impl Rows {
    /// Returns the live sessions of the user, most recently used first.
    fn live_sessions(&mut self, user: UserId, now: Timestamp) -> Vec<&mut Session> {
        let mut live: Vec<_> =
            self.sessions.iter_mut().filter(|s| s.user_id == user && s.is_live(now)).collect();
        live.sort_by_key(|s| Reverse((s.last_used_at, s.id)));
        live
    }

    fn scan_where(
        &self,
        after: Option<SessionKey>,
        max: usize,
        wanted: impl Fn(&Session) -> bool,
    ) -> SessionScan {
        let mut next: Vec<_> = self.sessions.iter().filter(|s| Some(key(s)) > after).collect();
        next.sort_unstable_by_key(|s| key(s));
        next.truncate(max);
        let sessions = next.iter().filter(|s| wanted(s)).map(|s| key(s)).collect();
        SessionScan { sessions, next: next.get(max - 1).map(|s| key(s)) }
    }
}

fn key(session: &Session) -> SessionKey {
    SessionKey { user_id: session.user_id, id: session.id }
}

fn revoke<'a>(sessions: impl Iterator<Item = &'a mut Session>, at: Timestamp) -> Vec<SessionId> {
    let end = |session: &mut Session| {
        session.revoked_at = Some(at);
        session.id
    };
    sessions.map(end).collect()
}
