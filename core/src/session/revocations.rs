//! The revocation list: revoked sessions that may still have unexpired access tokens, and deleted users. The list is in
//! memory, so most requests need no database query.
//!
//! Revocations by this process are added immediately. Revocations by other processes are added when
//! [`SessionService::reload_revocations`] next runs. An entry stays for the lifetime of an access token. If the list is
//! not reloaded, or the database is unavailable, the list becomes older than [`Revocations::MAX_AGE`]. Then it can't
//! confirm that a session is live, and each request queries the database.
//!
//! If there are more revocations than the maximum, for example after an operator revoked all sessions, the list is
//! cleared. Requests then query the database until all unexpired revocations fit into the list again.
//!
//! [`SessionService::reload_revocations`]: super::SessionService::reload_revocations

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;
use parking_lot::RwLock;

use crate::announcements::{Announcement, Announcements, NoAnnouncements};
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::RevokedSince;

/// The revocation list of one process.
pub struct Revocations {
    max_entries: usize,
    inner: RwLock<Inner>,
    announcements: Arc<dyn Announcements>,
}

/// Creates a list that does not announce revocations to other replicas.
impl Default for Revocations {
    fn default() -> Self {
        Self::with_announcements(Arc::new(NoAnnouncements))
    }
}

#[derive(Debug, Default)]
struct Inner {
    /// The time when the last access token of each session has expired.
    sessions: HashMap<SessionId, Timestamp>,
    /// Deleted users, whose sessions are no longer stored. User ids are never reused, so all their tokens are invalid.
    users: HashMap<UserId, Timestamp>,
    /// The time up to which the list is complete. `None` while the list is incomplete.
    loaded_at: Option<Timestamp>,
    /// When the complete list was last loaded, even if it was too long.
    last_full_load_at: Option<Timestamp>,
    /// How often the list was cleared because there were too many entries.
    overflows: u64,
}

/// The status of a session according to the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RevocationStatus {
    Revoked,
    Live,
    /// The list is too old or incomplete.
    Unknown,
}

/// A reload in progress.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PendingReload {
    /// The list already contains revocations before this time. `None` if the complete list must be loaded.
    pub(crate) since: Option<Timestamp>,
    overflows: u64,
}

impl Revocations {
    /// The maximum age of a usable list. A revocation by another replica takes effect within this time.
    pub const MAX_AGE: TimeDelta = TimeDelta::seconds(1);

    /// The default maximum number of entries. The hash table then takes about 4 MB: 131 072 slots of 29 bytes. The list
    /// overflows at about 55 revocations per second during 30 minutes, the default lifetime of an access token.
    pub const MAX_ENTRIES: usize = 100_000;

    /// Pause before an overflowed list is loaded again, because a load reads [`MAX_ENTRIES`](Self::MAX_ENTRIES) rows.
    const RELOAD_PAUSE: TimeDelta = TimeDelta::seconds(10);

    /// Creates a list that announces revocations by this process to the other replicas.
    pub fn with_announcements(announcements: Arc<dyn Announcements>) -> Self {
        Self { max_entries: Self::MAX_ENTRIES, inner: RwLock::default(), announcements }
    }

    /// Sets the maximum number of entries.
    #[must_use]
    pub fn with_max_entries(self, max_entries: usize) -> Self {
        Self { max_entries, ..self }
    }

    pub(crate) fn max_entries(&self) -> usize {
        self.max_entries
    }

    /// Returns the number of sessions and users in the list.
    pub fn entries(&self) -> usize {
        self.inner.read().len()
    }

    /// Returns the time up to which the list is complete. `None` while it is incomplete.
    pub fn loaded_at(&self) -> Option<Timestamp> {
        self.inner.read().loaded_at
    }

    /// Adds revoked sessions and announces them. Call this method after the revocation is stored, because other replicas
    /// read the store when they receive the announcement.
    pub(crate) fn end(&self, ids: impl IntoIterator<Item = SessionId>, expires_at: Timestamp) {
        let mut ids = ids.into_iter().peekable();
        if ids.peek().is_some() {
            self.add(ids, expires_at);
            self.announcements.announce(Announcement::SessionsEnded);
        }
    }

    /// Adds deleted users and announces them. Call this method after the deletion is stored.
    pub(crate) fn revoke_users(&self, ids: impl IntoIterator<Item = UserId>, expires_at: Timestamp) {
        self.add_users(ids, expires_at);
        self.announcements.announce(Announcement::SessionsEnded);
    }

    pub(crate) fn add(&self, ids: impl IntoIterator<Item = SessionId>, expires_at: Timestamp) {
        let mut inner = self.inner.write();
        for id in ids {
            inner.clear_if_full(self.max_entries);
            inner.sessions.insert(id, expires_at);
        }
    }

    pub(crate) fn add_users(&self, ids: impl IntoIterator<Item = UserId>, expires_at: Timestamp) {
        let mut inner = self.inner.write();
        for id in ids {
            inner.clear_if_full(self.max_entries);
            inner.users.insert(id, expires_at);
        }
    }

    /// Begins a load. Returns `None` if it is too early to load an overflowed list again.
    pub(crate) fn begin_load(&self, now: Timestamp) -> Option<PendingReload> {
        let inner = self.inner.read();
        let is_pausing = inner.loaded_at.is_none()
            && inner.last_full_load_at.is_some_and(|at| at <= now && now - at < Self::RELOAD_PAUSE);
        // If the clock was set back, the list may have dropped entries that are relevant again.
        let since = inner.loaded_at.filter(|at| *at <= now);
        (!is_pausing).then_some(PendingReload { since, overflows: inner.overflows })
    }

    /// Adds the result of a load. `revoked` is the result of the store at `queried_at`: all entries, or more than the
    /// maximum. Returns whether any entry was new.
    pub(crate) fn end_load(
        &self,
        load: PendingReload,
        revoked: RevokedSince,
        queried_at: Timestamp,
        expires_at: Timestamp,
    ) -> bool {
        let mut inner = self.inner.write();
        if load.since.is_none() {
            inner.last_full_load_at = Some(queried_at);
        }
        inner.sessions.retain(|_, expires_at| *expires_at > queried_at);
        inner.users.retain(|_, expires_at| *expires_at > queried_at);
        let fits = revoked.sessions.len() + revoked.users.len() <= self.max_entries;
        let entries_before = inner.len();
        if fits {
            inner.sessions.extend(revoked.sessions.into_iter().map(|id| (id, expires_at)));
            inner.users.extend(revoked.users.into_iter().map(|id| (id, expires_at)));
        }
        let has_new_entries = inner.len() > entries_before || !fits;
        if !fits || inner.len() > self.max_entries {
            inner.overflow();
        }
        // If the list was cleared during the load, entries that are not part of this load are missing. The list then
        // stays incomplete.
        if inner.overflows == load.overflows {
            inner.loaded_at = Some(queried_at);
        }
        has_new_entries
    }

    pub(crate) fn status(&self, user: UserId, id: SessionId, now: Timestamp) -> RevocationStatus {
        let inner = self.inner.read();
        if inner.sessions.contains_key(&id) || inner.users.contains_key(&user) {
            return RevocationStatus::Revoked;
        }
        // If the clock was set back, the list would seem newer than it is, so it is not used.
        match inner.loaded_at {
            Some(loaded) if loaded <= now && now - loaded <= Self::MAX_AGE => RevocationStatus::Live,
            _ => RevocationStatus::Unknown,
        }
    }
}

impl Inner {
    fn len(&self) -> usize {
        self.sessions.len() + self.users.len()
    }

    /// Clears the list if there is no room for one more entry.
    fn clear_if_full(&mut self, max_entries: usize) {
        if self.len() >= max_entries {
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
