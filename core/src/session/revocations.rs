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
use std::sync::Arc;

use chrono::TimeDelta;
use parking_lot::RwLock;

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

    /// How many sessions and users it holds.
    pub fn entries(&self) -> usize {
        self.inner.read().len()
    }

    /// As of when it is complete; `None` while it is not.
    pub fn loaded_at(&self) -> Option<Timestamp> {
        self.inner.read().loaded_at
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
        let mut inner = self.inner.write();
        for id in ids {
            inner.make_room(self.most);
            inner.sessions.insert(id, forget_at);
        }
    }

    pub(crate) fn add_users(&self, ids: impl IntoIterator<Item = UserId>, forget_at: Timestamp) {
        let mut inner = self.inner.write();
        for id in ids {
            inner.make_room(self.most);
            inner.users.insert(id, forget_at);
        }
    }

    /// `None` when it is too early to load.
    pub(crate) fn begin_load(&self, now: Timestamp) -> Option<Load> {
        let inner = self.inner.read();
        let rests = inner.loaded_at.is_none()
            && inner.loaded_whole_at.is_some_and(|at| at <= now && now - at < Self::REST);
        // While the clock was ahead, the list has forgotten what matters again now that it was set back.
        let since = inner.loaded_at.filter(|at| *at <= now);
        (!rests).then_some(Load { since, overflows: inner.overflows })
    }

    /// `dead` is what the store said when asked at `asked_at`: all, or more than the list takes. Says whether any of them
    /// was new.
    pub(crate) fn end_load(&self, load: Load, dead: Dead, asked_at: Timestamp, forget_at: Timestamp) -> bool {
        let mut inner = self.inner.write();
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
        let inner = self.inner.read();
        if inner.sessions.contains_key(&id) || inner.users.contains_key(&user) {
            return Standing::Revoked;
        }
        // A clock set back makes the list look young; one set forward, old. Neither may vouch.
        match inner.loaded_at {
            Some(loaded) if loaded <= now && now - loaded <= Self::MAX_AGE => Standing::Live,
            _ => Standing::Unknown,
        }
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
#[path = "revocations_tests.rs"]
mod tests;
