//! Which sessions have ended although access tokens of theirs have not, and which users are gone: held in memory, so
//! that no request asks the database.
//!
//! What ends here is known at once; what ends elsewhere when [`SessionService::reload_revocations`] next runs. An entry
//! lives as long as the longest access token. While the list is older than [`Revocations::MAX_AGE`], because nobody
//! reloads it or the database is gone, it vouches for nobody, and each request asks the database instead.
//!
//! The same holds when more sessions have ended than it takes, as after an operator ended those of everyone: it forgets
//! them all, and vouches for nobody until those that matter are few enough to be loaded as a whole.
//!
//! [`SessionService::reload_revocations`]: super::SessionService::reload_revocations

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

use chrono::TimeDelta;

use crate::announcements::{Announcement, Announcements, NoAnnouncements};
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::Dead;

pub struct Revocations {
    most: usize,
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
    /// `None` while the list is not complete.
    loaded_at: Option<Timestamp>,
    /// When it was last loaded from nothing, whether or not all fitted.
    loaded_whole_at: Option<Timestamp>,
    /// How often there were too many.
    overflows: u64,
}

/// What the list says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Revoked,
    Live,
    /// The list is too old, or not complete, so that it can't say.
    Unknown,
}

/// A load that was begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// Of what ended before, the list knows; `None` when it knows nothing.
    pub(crate) since: Option<Timestamp>,
    overflows: u64,
}

impl Revocations {
    /// Another replica's revocation is seen within one second.
    pub const MAX_AGE: TimeDelta = TimeDelta::seconds(1);

    /// Some 4 MB: 29 bytes for each of 131 072 places, which is what a table of so many takes. It would be full if 50
    /// sessions ended each second throughout the half-hour that an access token lives.
    pub const MOST: usize = 100_000;

    /// So long a list that was too small waits before it is loaded anew: that reads [`MOST`](Self::MOST) rows.
    const REST: TimeDelta = TimeDelta::seconds(10);

    /// What ends here is told to the other replicas.
    pub fn announced_by(announcements: Arc<dyn Announcements>) -> Self {
        Self { most: Self::MOST, inner: RwLock::default(), announcements }
    }

    /// The same list, to hold so many.
    #[must_use]
    pub fn holding(self, most: usize) -> Self {
        Self { most, ..self }
    }

    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// To be called once the end is stored: whoever hears of it looks there.
    pub(crate) fn end(&self, ids: impl IntoIterator<Item = SessionId>, forget_at: Timestamp) {
        let mut ids = ids.into_iter().peekable();
        if ids.peek().is_some() {
            self.add(ids, forget_at);
            self.announcements.announce(Announcement::SessionsEnded);
        }
    }

    /// Likewise, for all sessions of users who are gone.
    pub(crate) fn end_users(&self, ids: impl IntoIterator<Item = UserId>, forget_at: Timestamp) {
        self.add_users(ids, forget_at);
        self.announcements.announce(Announcement::SessionsEnded);
    }

    pub(crate) fn add(&self, ids: impl IntoIterator<Item = SessionId>, forget_at: Timestamp) {
        let mut inner = self.write();
        for id in ids {
            inner.make_room(self.most);
            inner.sessions.insert(id, forget_at);
        }
    }

    pub(crate) fn add_users(&self, ids: impl IntoIterator<Item = UserId>, forget_at: Timestamp) {
        let mut inner = self.write();
        for id in ids {
            inner.make_room(self.most);
            inner.users.insert(id, forget_at);
        }
    }

    /// `None` when it is too early to load.
    pub(crate) fn begin_load(&self, now: Timestamp) -> Option<Load> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let rests = inner.loaded_at.is_none()
            && inner.loaded_whole_at.is_some_and(|at| at <= now && now - at < Self::REST);
        (!rests).then_some(Load { since: inner.loaded_at, overflows: inner.overflows })
    }

    /// `dead` is what the store said when asked at `asked_at`: all, or more than the list takes. Says whether any of them
    /// was new.
    pub(crate) fn end_load(&self, load: Load, dead: Dead, asked_at: Timestamp, forget_at: Timestamp) -> bool {
        let mut inner = self.write();
        if load.since.is_none() {
            inner.loaded_whole_at = Some(asked_at);
        }
        inner.sessions.retain(|_, forget_at| *forget_at > asked_at);
        inner.users.retain(|_, forget_at| *forget_at > asked_at);
        let fits = dead.sessions.len() + dead.users.len() <= self.most;
        let known = inner.len();
        if fits {
            inner.sessions.extend(dead.sessions.into_iter().map(|id| (id, forget_at)));
            inner.users.extend(dead.users.into_iter().map(|id| (id, forget_at)));
        }
        let learned = inner.len() > known || !fits;
        if !fits || inner.len() > self.most {
            inner.overflow();
        }
        // What was forgotten meanwhile may have been more than was loaded now.
        if inner.overflows == load.overflows {
            inner.loaded_at = Some(asked_at);
        }
        learned
    }

    pub(crate) fn standing(&self, user: UserId, id: SessionId, now: Timestamp) -> Standing {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        if inner.sessions.contains_key(&id) || inner.users.contains_key(&user) {
            return Standing::Revoked;
        }
        // A clock set back makes the list look young; one set forward, old. Neither may vouch.
        match inner.loaded_at {
            Some(loaded) if loaded <= now && now - loaded <= Self::MAX_AGE => Standing::Live,
            _ => Standing::Unknown,
        }
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        // The maps are whole after any panic: each step on them is a single call.
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn len(&self) -> usize {
        self.sessions.len() + self.users.len()
    }

    /// For one more.
    fn make_room(&mut self, most: usize) {
        if self.len() >= most {
            self.overflow();
        }
    }

    fn overflow(&mut self) {
        (self.sessions, self.users) = (HashMap::new(), HashMap::new());
        self.loaded_at = None;
        self.overflows += 1;
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

    fn ids(numbers: std::ops::Range<u128>) -> Vec<SessionId> {
        numbers.map(|number| SessionId(Uuid::from_u128(number))).collect()
    }

    fn user() -> UserId {
        UserId::new(1).unwrap()
    }

    fn of(sessions: Vec<SessionId>) -> Dead {
        Dead { sessions, users: Vec::new() }
    }

    fn load(list: &Revocations, dead: Vec<SessionId>, now: i64) -> bool {
        list.end_load(list.begin_load(at(now)).unwrap(), of(dead), at(now), at(now + 60_000))
    }

    #[test]
    fn a_load_says_whether_it_brought_any_that_is_new() {
        let list = Revocations::default();
        assert!(!load(&list, Vec::new(), 0));
        assert!(load(&list, ids(0..2), 300));
        assert!(!load(&list, ids(0..2), 600));
        list.add(ids(2..3), at(60_000));
        assert!(!load(&list, ids(0..3), 900), "what ended here is not new");
        assert!(load(&list, ids(1..4), 1200));
    }

    #[test]
    fn a_list_vouches_only_while_it_is_young() {
        let id = SessionId(Uuid::from_u128(1));
        let list = Revocations::default();
        assert_eq!(list.standing(user(), id, at(0)), Standing::Unknown);
        load(&list, Vec::new(), 1000);
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
        load(&list, Vec::new(), 4999);
        assert_eq!(list.standing(user(), id, at(4999)), Standing::Revoked);
        load(&list, Vec::new(), 5000);
        assert_eq!(list.standing(user(), id, at(5000)), Standing::Live);
    }

    #[test]
    fn all_sessions_of_a_user_who_is_gone_are_revoked() {
        let list = Revocations::default();
        list.add_users([user()], at(5000));
        load(&list, Vec::new(), 4999);
        for id in ids(1..3) {
            assert_eq!(list.standing(user(), id, at(4999)), Standing::Revoked);
            assert_eq!(list.standing(UserId::new(2).unwrap(), id, at(4999)), Standing::Live);
        }
        load(&list, Vec::new(), 5000);
        assert_eq!(list.standing(user(), ids(1..2)[0], at(5000)), Standing::Live);
    }

    #[test]
    fn a_list_that_is_too_small_vouches_for_nobody_until_all_fit_again() {
        let [live, ended] = [7, 0].map(|number| SessionId(Uuid::from_u128(number)));
        let list = Revocations::default().holding(3);
        load(&list, ids(0..3), 0);
        assert_eq!(list.standing(user(), live, at(0)), Standing::Live);
        assert_eq!(list.standing(user(), ended, at(0)), Standing::Revoked);
        // Known already.
        load(&list, ids(0..3), 300);
        assert_eq!(list.standing(user(), live, at(300)), Standing::Live);
        load(&list, ids(1..4), 600);
        assert_eq!(list.standing(user(), live, at(600)), Standing::Unknown);
        assert_ne!(list.standing(user(), ended, at(600)), Standing::Live);
        // It is loaded anew, from nothing, and still there are too many.
        assert_eq!(list.begin_load(at(10_000)).unwrap().since, None);
        load(&list, ids(0..4), 10_000);
        assert_eq!(list.standing(user(), live, at(10_000)), Standing::Unknown);
        assert!(list.begin_load(at(19_999)).is_none(), "so much is not read several times a second");
        load(&list, ids(2..4), 20_000);
        assert_eq!(list.standing(user(), live, at(20_000)), Standing::Live);
        assert_eq!(list.standing(user(), ids(3..4)[0], at(20_000)), Standing::Revoked);
    }

    #[test]
    fn one_that_ends_here_is_known_also_while_the_list_is_too_small() {
        let list = Revocations::default().holding(3);
        load(&list, ids(0..3), 0);
        let asked = list.begin_load(at(300)).unwrap();
        list.add(ids(3..4), at(60_000));
        assert_eq!(list.standing(user(), ids(3..4)[0], at(300)), Standing::Revoked);
        // The store was asked before, so it did not tell of that one.
        list.end_load(asked, Dead::default(), at(300), at(60_000));
        assert_eq!(list.standing(user(), ids(0..1)[0], at(300)), Standing::Unknown);
        assert_eq!(list.standing(user(), ids(3..4)[0], at(300)), Standing::Revoked);
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let list = Revocations::default().holding(10);
        for start in 0..100 {
            list.add(ids(start * 7..start * 7 + 25), at(60_000));
            list.add_users(UserId::new(i64::try_from(start + 1).unwrap()), at(60_000));
            if let Some(load) = list.begin_load(at(0)) {
                list.end_load(load, of(ids(0..50)), at(0), at(60_000));
            }
            assert!(list.inner.read().unwrap().len() <= 10);
        }
    }
}
