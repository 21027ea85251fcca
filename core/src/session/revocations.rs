//! Which sessions have ended although access tokens of theirs have not, and which users are gone: held in memory, so
//! that no request asks the database.
//!
//! What ends here is known at once; what ends elsewhere when [`SessionService::reload_revocations`] next runs. An entry
//! lives as long as the longest access token. While the list is older than [`Revocations::MAX_AGE`], because nobody
//! reloads it or the database is gone, it vouches for nobody, and each request asks the database instead.
//!
//! [`SessionService::reload_revocations`]: super::SessionService::reload_revocations

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{Announcement, Announcements, NoAnnouncements};

pub struct Revocations {
    inner: RwLock<Inner>,
    announcements: Arc<dyn Announcements>,
}

/// Of a replica that tells nobody.
impl Default for Revocations {
    fn default() -> Self {
        Self::announced_by(Arc::new(NoAnnouncements))
    }
}

#[derive(Debug, Default)]
struct Inner {
    /// With the moment when the last access token is past its end.
    sessions: HashMap<SessionId, Timestamp>,
    /// Whose sessions nobody can list any more. No id is given twice, so all tokens of these are dead.
    users: HashMap<UserId, Timestamp>,
    loaded_at: Option<Timestamp>,
}

/// What the list says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Revoked,
    Live,
    /// The list is too old to say.
    Unknown,
}

impl Revocations {
    /// Another replica's revocation is seen within one second.
    pub const MAX_AGE: TimeDelta = TimeDelta::seconds(1);

    /// What ends here is told to the other replicas.
    pub fn announced_by(announcements: Arc<dyn Announcements>) -> Self {
        Self { inner: RwLock::default(), announcements }
    }

    /// To be called once the end is stored: whoever hears of it looks there.
    pub(crate) fn end(&self, ids: impl IntoIterator<Item = SessionId>, forget_at: Timestamp) {
        self.add(ids, forget_at);
        self.announcements.announce(Announcement::SessionsEnded);
    }

    /// Likewise, for all sessions of users who are gone.
    pub(crate) fn end_users(&self, ids: impl IntoIterator<Item = UserId>, forget_at: Timestamp) {
        self.add_users(ids, forget_at);
        self.announcements.announce(Announcement::SessionsEnded);
    }

    pub(crate) fn add(&self, ids: impl IntoIterator<Item = SessionId>, forget_at: Timestamp) {
        let mut inner = self.write();
        for id in ids {
            inner.sessions.insert(id, forget_at);
        }
    }

    pub(crate) fn add_users(&self, ids: impl IntoIterator<Item = UserId>, forget_at: Timestamp) {
        let mut inner = self.write();
        for id in ids {
            inner.users.insert(id, forget_at);
        }
    }

    /// `asked_at` is the moment before the store was asked: what it said may be that old.
    pub(crate) fn loaded(&self, asked_at: Timestamp) {
        let mut inner = self.write();
        inner.loaded_at = Some(asked_at);
        inner.sessions.retain(|_, forget_at| *forget_at > asked_at);
        inner.users.retain(|_, forget_at| *forget_at > asked_at);
    }

    pub(crate) fn standing(&self, user: UserId, id: SessionId, now: Timestamp) -> Standing {
        let inner = self.inner.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if inner.sessions.contains_key(&id) || inner.users.contains_key(&user) {
            return Standing::Revoked;
        }
        // A clock set back makes the list look young; one set forward, old. Neither may vouch.
        match inner.loaded_at {
            Some(loaded) if loaded <= now && now - loaded <= Self::MAX_AGE => Standing::Live,
            _ => Standing::Unknown,
        }
    }

    pub(crate) fn last_loaded(&self) -> Option<Timestamp> {
        self.inner.read().unwrap_or_else(std::sync::PoisonError::into_inner).loaded_at
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Inner> {
        // The maps are whole after any panic: each step on them is a single call.
        self.inner.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    fn at(milliseconds: i64) -> Timestamp {
        DateTime::from_timestamp_millis(milliseconds).unwrap()
    }

    fn user() -> UserId {
        UserId::new(1).unwrap()
    }

    #[test]
    fn a_list_vouches_only_while_it_is_young() {
        let id = SessionId(Uuid::from_u128(1));
        let list = Revocations::default();
        assert_eq!(list.standing(user(), id, at(0)), Standing::Unknown);
        list.loaded(at(1000));
        assert_eq!(list.standing(user(), id, at(2000)), Standing::Live);
        assert_eq!(list.standing(user(), id, at(2001)), Standing::Unknown);
        assert_eq!(list.standing(user(), id, at(999)), Standing::Unknown);
    }

    #[test]
    fn an_entry_lives_as_long_as_the_longest_access_token() {
        let id = SessionId(Uuid::from_u128(1));
        let list = Revocations::default();
        list.add([id], at(5000));
        assert_eq!(list.standing(user(), id, at(0)), Standing::Revoked);
        list.loaded(at(4999));
        assert_eq!(list.standing(user(), id, at(4999)), Standing::Revoked);
        list.loaded(at(5000));
        assert_eq!(list.standing(user(), id, at(5000)), Standing::Live);
    }

    #[test]
    fn all_sessions_of_a_user_who_is_gone_are_revoked() {
        let [one, other] = [1, 2].map(|number| SessionId(Uuid::from_u128(number)));
        let list = Revocations::default();
        list.add_users([user()], at(5000));
        list.loaded(at(4999));
        for id in [one, other] {
            assert_eq!(list.standing(user(), id, at(4999)), Standing::Revoked);
            assert_eq!(list.standing(UserId::new(2).unwrap(), id, at(4999)), Standing::Live);
        }
        list.loaded(at(5000));
        assert_eq!(list.standing(user(), one, at(5000)), Standing::Live);
    }
}
