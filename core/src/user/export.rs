//! Everything that is held about a user, part by part: the whole may be larger than memory.

use std::sync::Arc;

use crate::ids::{SessionId, TaskId, UserId};
use crate::session::{Session, SessionStore};
use crate::store_error::StoreError;
use crate::task::{IdempotencyKey, KeptKey, KeptTask, ReadLimit, TaskKeeping, TaskStore};

/// How many sessions make a part.
const SESSIONS: u32 = 100;
/// How much of the tasks does.
const TASKS: ReadLimit = ReadLimit { rows: 100, bytes: 256 * 1024 };
/// How many keys do: the text kept with one is up to [`MOST_KEPT_TEXT`](crate::task::MOST_KEPT_TEXT).
const KEYS: u32 = 3;

#[derive(Clone)]
pub struct ExportService {
    sessions: Arc<dyn SessionStore>,
    tasks: Arc<dyn TaskStore>,
    keeping: Arc<dyn TaskKeeping>,
}

/// One part. Sessions come first, then tasks, then the keys of requests; each by id, and each as it is when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportPart {
    Sessions(Vec<Session>),
    Tasks(Vec<KeptTask>),
    Keys(Vec<KeptKey>),
}

/// Where an export goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportPosition {
    SessionsAfter(Option<SessionId>),
    TasksAfter(Option<TaskId>),
    KeysAfter(Option<IdempotencyKey>),
}

impl ExportPosition {
    pub const START: Self = Self::SessionsAfter(None);
}

impl ExportService {
    pub fn new(
        sessions: Arc<dyn SessionStore>,
        tasks: Arc<dyn TaskStore>,
        keeping: Arc<dyn TaskKeeping>,
    ) -> Self {
        Self { sessions, tasks, keeping }
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
                    let sessions = self.sessions.list_kept(user, after, SESSIONS).await?;
                    if let Some(last) = sessions.last() {
                        let next = ExportPosition::SessionsAfter(Some(last.id));
                        return Ok(Some((ExportPart::Sessions(sessions), next)));
                    }
                    ExportPosition::TasksAfter(None)
                }
                ExportPosition::TasksAfter(after) => {
                    let tasks = self.tasks.list_kept(user, after, TASKS).await?;
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
