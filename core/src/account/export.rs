//! Everything that is held about a user, part by part: the whole may be larger than memory.

use std::sync::Arc;

use crate::ids::{SessionId, TaskId, UserId};
use crate::network_block::NetworkBlock;
use crate::session::{Session, SessionStore};
use crate::store_error::StoreError;
use crate::task::{IdempotencyKey, IdempotencyRecord, ReadLimit, TaskRecord, TaskRetention, TaskStore};
use crate::user::{KnownNetwork, KnownNetworks};

/// How many sessions make a part.
const SESSIONS: u32 = 100;
/// How much of the tasks does.
const TASKS: ReadLimit = ReadLimit { rows: 100, bytes: 256 * 1024 };
/// How many keys do: the text kept with one is up to [`MAX_REPLAY_TEXT`](crate::task::MAX_REPLAY_TEXT).
const KEYS: u32 = 3;

#[derive(Clone)]
pub struct ExportService {
    sessions: Arc<dyn SessionStore>,
    networks: Arc<dyn KnownNetworks>,
    tasks: Arc<dyn TaskStore>,
    keeping: Arc<dyn TaskRetention>,
}

/// One part. Sessions come first, then known networks, tasks, and the keys of requests; each by id, and each as it is when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportPart {
    Sessions(Vec<Session>),
    Networks(Vec<KnownNetwork>),
    Tasks(Vec<TaskRecord>),
    Keys(Vec<IdempotencyRecord>),
}

/// Where an export goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportPosition {
    SessionsAfter(Option<SessionId>),
    /// All come at once, for there are few: after the last there is nothing left.
    NetworksAfter(Option<NetworkBlock>),
    TasksAfter(Option<TaskId>),
    KeysAfter(Option<IdempotencyKey>),
}

impl ExportPosition {
    pub const START: Self = Self::SessionsAfter(None);
}

impl ExportService {
    pub fn new(
        sessions: Arc<dyn SessionStore>,
        networks: Arc<dyn KnownNetworks>,
        tasks: Arc<dyn TaskStore>,
        keeping: Arc<dyn TaskRetention>,
    ) -> Self {
        Self { sessions, networks, tasks, keeping }
    }

    /// The next part, never an empty one, and where the one after it begins; `None` at the end.
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
                    let keys = self.keeping.list_keys(user, after.as_ref(), KEYS).await?;
                    let next = keys.last().map(|last| ExportPosition::KeysAfter(Some(last.key.clone())));
                    return Ok(next.map(|next| (ExportPart::Keys(keys), next)));
                }
            };
        }
    }
}
