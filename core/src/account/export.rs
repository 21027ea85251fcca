//! Exports all stored data of a user in parts, because the data may not fit into memory.

use std::sync::Arc;

use crate::ids::{SessionId, TaskId, UserId};
use crate::network_block::NetworkBlock;
use crate::session::{Session, SessionStore};
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::{IdempotencyKey, IdempotencyRecord, ReadLimit, TaskRecord, TaskRetention, TaskStore};
use crate::user::{KnownNetwork, KnownNetworks};

/// Maximum number of sessions per part.
const SESSIONS: u32 = 100;
/// Maximum size of a part with tasks.
const TASKS: ReadLimit = ReadLimit { rows: 100, bytes: 256 * 1024 };
/// Maximum number of idempotency keys per part. It is small because the response stored with a key can contain
/// [`MAX_REPLAY_TEXT`](crate::task::MAX_REPLAY_TEXT) bytes of text.
const KEYS: u32 = 3;

/// Exports all data of a user.
#[derive(Clone)]
pub struct ExportService {
    sessions: Arc<dyn SessionStore>,
    networks: Arc<dyn KnownNetworks>,
    tasks: Arc<dyn TaskStore>,
    retention: Arc<dyn TaskRetention>,
}

/// One part of an export. The order is sessions, known networks, tasks, idempotency keys. Each part shows the state at
/// the time when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportPart {
    /// At most 100 sessions, including ended ones.
    Sessions(Vec<Session>),
    /// All stored networks of the user, including expired ones.
    Networks(Vec<KnownNetwork>),
    /// At most 100 tasks, including deleted ones.
    Tasks(Vec<TaskRecord>),
    /// At most 3 idempotency keys with their stored responses.
    Keys(Vec<IdempotencyRecord>),
}

/// The position from which an export continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportPosition {
    /// The next part contains sessions with ids greater than this id.
    SessionsAfter(Option<SessionId>),
    /// With `None`, the next part contains all networks, because there are few. With `Some`, the networks are complete.
    NetworksAfter(Option<NetworkBlock>),
    /// The next part contains tasks with ids greater than this id.
    TasksAfter(Option<TaskId>),
    /// The next part contains keys after this key, in byte order.
    KeysAfter(Option<IdempotencyKey>),
}

impl ExportPosition {
    /// The position of the first part. Sessions are exported first.
    pub const START: Self = Self::SessionsAfter(None);
}

impl ExportService {
    /// Creates a service that exports from the stores of one database.
    pub fn new(stores: &Stores) -> Self {
        Self {
            sessions: stores.sessions.clone(),
            networks: stores.networks.clone(),
            tasks: stores.tasks.clone(),
            retention: stores.task_retention.clone(),
        }
    }

    /// Returns the next non-empty part and the position after it. `None` at the end.
    pub async fn next(
        &self,
        user: UserId,
        mut from: ExportPosition,
    ) -> Result<Option<(ExportPart, ExportPosition)>, StoreError> {
        loop {
            from = match from {
                ExportPosition::SessionsAfter(after) => {
                    let sessions = self.sessions.scan(user, after, SESSIONS).await?;
                    if let Some(last) = sessions.last() {
                        let next = ExportPosition::SessionsAfter(Some(last.id));
                        return Ok(Some((ExportPart::Sessions(sessions), next)));
                    }
                    ExportPosition::NetworksAfter(None)
                }
                ExportPosition::NetworksAfter(None) => {
                    let networks = self.networks.list(user).await?;
                    if let Some(last) = networks.last() {
                        let next = ExportPosition::NetworksAfter(Some(last.network));
                        return Ok(Some((ExportPart::Networks(networks), next)));
                    }
                    ExportPosition::TasksAfter(None)
                }
                ExportPosition::NetworksAfter(Some(_)) => ExportPosition::TasksAfter(None),
                ExportPosition::TasksAfter(after) => {
                    let tasks = self.tasks.scan(user, after, TASKS).await?;
                    if let Some(last) = tasks.last() {
                        let next = ExportPosition::TasksAfter(Some(last.task.id));
                        return Ok(Some((ExportPart::Tasks(tasks), next)));
                    }
                    ExportPosition::KeysAfter(None)
                }
                ExportPosition::KeysAfter(after) => {
                    let keys = self.retention.list_keys(user, after.as_ref(), KEYS).await?;
                    let next = keys.last().map(|last| ExportPosition::KeysAfter(Some(last.key.clone())));
                    return Ok(next.map(|next| (ExportPart::Keys(keys), next)));
                }
            };
        }
    }
}
