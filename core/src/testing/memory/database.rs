//! The in-memory database. All rows are behind one lock, so each write is atomic.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::Session;
use crate::store_error::StoreError;
use crate::stores::{DatabaseHealth, Stores};
use crate::task::{IdempotencyRecord, TaskCounters, TaskRecord};
use crate::user::mail::{LinkRecord, QueuedMail};
use crate::user::{Credentials, KnownNetwork, LoginName, NameRecord};

/// A database in memory, which implements every store. The data is lost when the database is dropped.
#[derive(Default)]
pub struct MemoryDatabase {
    rows: Mutex<Rows>,
}

#[derive(Default)]
pub(super) struct Rows {
    pub users: Vec<Credentials>,
    pub tasks: Vec<TaskRecord>,
    pub counters: HashMap<UserId, OwnerCounter>,
    pub keys: Vec<(UserId, IdempotencyRecord)>,
    pub leases: HashMap<String, (Uuid, Timestamp)>,
    pub sessions: Vec<Session>,
    pub networks: Vec<(UserId, KnownNetwork)>,
    pub deleted_users: Vec<(UserId, Timestamp)>,
    pub names: BTreeMap<LoginName, NameRecord>,
    /// The mails that have not been sent yet, and when their next attempts are due.
    pub outbox: Vec<(QueuedMail, Timestamp)>,
    pub links: Vec<LinkRecord>,
    /// The last assigned id of a user. Ids are not reused after a deletion.
    pub last_user: i64,
    pub last_task: i64,
}

#[derive(Default)]
pub(super) struct OwnerCounter {
    pub counter: TaskCounters,
    pub purged_seq: i64,
    pub counted_at: Option<Timestamp>,
}

impl MemoryDatabase {
    /// Returns the stores of a new, empty database.
    pub fn stores() -> Stores {
        let database = Arc::new(Self::default());
        Stores {
            users: database.clone(),
            networks: database.clone(),
            tasks: database.clone(),
            task_retention: database.clone(),
            outbox: database.clone(),
            links: database.clone(),
            leases: database.clone(),
            sessions: database.clone(),
            health: database,
        }
    }

    pub(super) fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap()
    }
}

impl Rows {
    pub(super) fn has_user(&self, id: UserId) -> bool {
        self.users.iter().any(|row| row.user.id == id)
    }

    pub(super) fn end_sessions(
        &mut self,
        user: UserId,
        keep: Option<SessionId>,
        at: Timestamp,
    ) -> Vec<SessionId> {
        let live = self.sessions.iter_mut().filter(|s| s.user_id == user && s.revoked_at.is_none());
        let ended = live.filter(|s| Some(s.id) != keep);
        ended
            .map(|session| {
                session.revoked_at = Some(at);
                session.id
            })
            .collect()
    }
}

#[async_trait]
impl DatabaseHealth for MemoryDatabase {
    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
