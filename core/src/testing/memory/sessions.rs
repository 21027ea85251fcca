//! Sessions in memory.

use async_trait::async_trait;

use super::MemoryDatabase;
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{Dead, RefreshChange, Session, SessionStore};
use crate::store_error::StoreError;
use crate::user::PasswordHash;

#[async_trait]
impl SessionStore for MemoryDatabase {
    async fn create(&self, session: &Session, verified: &PasswordHash) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let user = rows.users.iter().find(|row| row.user.id == session.user_id && row.user.is_active);
        if user.is_none_or(|row| row.password_hash.expose() != verified.expose()) {
            return Err(StoreError::Conflict);
        }
        rows.sessions.push(session.clone());
        Ok(())
    }

    async fn find(&self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.rows().sessions.iter().find(|s| s.user_id == user && s.id == id).cloned())
    }

    async fn save_refresh(&self, change: &RefreshChange) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let session = rows.sessions.iter_mut().find(|s| {
            s.user_id == change.user_id
                && s.id == change.id
                && s.revoked_at.is_none()
                && s.refresh.tip.handle == change.from_tip
        });
        let session = session.ok_or(StoreError::Conflict)?;
        session.refresh = change.refresh;
        session.last_used_at = change.last_used_at;
        Ok(())
    }

    async fn revoke(&self, user: UserId, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if let Some(session) = rows.sessions.iter_mut().find(|s| s.user_id == user && s.id == id) {
            session.revoked_at = session.revoked_at.or(Some(at));
        }
        Ok(())
    }

    async fn is_live(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let rows = self.rows();
        let active = rows.users.iter().any(|row| row.user.id == user && row.user.is_active);
        Ok(active && rows.sessions.iter().any(|s| s.user_id == user && s.id == id && s.is_live(now)))
    }

    async fn find_dead(&self, ended_since: Timestamp, used_since: Timestamp) -> Result<Dead, StoreError> {
        let rows = self.rows();
        let inactive = |user| rows.users.iter().any(|row| row.user.id == user && !row.user.is_active);
        let dead = rows.sessions.iter().filter(|s| {
            s.revoked_at.is_some_and(|at| at >= ended_since)
                || (s.last_used_at >= used_since && inactive(s.user_id))
        });
        let deleted = rows.deleted_users.iter().filter(|(_, at)| *at >= ended_since);
        Ok(Dead { sessions: dead.map(|s| s.id).collect(), users: deleted.map(|(id, _)| *id).collect() })
    }
}
