//! Everything that is held about a user, part by part: the whole may be larger than memory.

use std::sync::Arc;

use crate::ids::{SessionId, TaskId, UserId};
use crate::session::{Session, SessionStore};
use crate::store_error::StoreError;
use crate::task::{KeptTask, TaskStore};

/// How many sessions or tasks make a part.
const PART: u32 = 100;

#[derive(Clone)]
pub struct ExportService {
    sessions: Arc<dyn SessionStore>,
    tasks: Arc<dyn TaskStore>,
}

/// One part. Sessions come first, then tasks; each by id, and each as it is when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportPart {
    Sessions(Vec<Session>),
    Tasks(Vec<KeptTask>),
}

/// Where an export goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportPosition {
    SessionsAfter(Option<SessionId>),
    TasksAfter(Option<TaskId>),
}

impl ExportPosition {
    pub const START: Self = Self::SessionsAfter(None);
}

impl ExportService {
    pub fn new(sessions: Arc<dyn SessionStore>, tasks: Arc<dyn TaskStore>) -> Self {
        Self { sessions, tasks }
    }

    /// The next part, never an empty one, and where the one after it begins; `None` at the end.
    pub async fn next(
        &self,
        user: UserId,
        from: ExportPosition,
    ) -> Result<Option<(ExportPart, ExportPosition)>, StoreError> {
        let after = match from {
            ExportPosition::TasksAfter(after) => after,
            ExportPosition::SessionsAfter(after) => {
                let sessions = self.sessions.list_kept(user, after, PART).await?;
                if let Some(last) = sessions.last() {
                    let next = ExportPosition::SessionsAfter(Some(last.id));
                    return Ok(Some((ExportPart::Sessions(sessions), next)));
                }
                None
            }
        };
        let tasks = self.tasks.list_kept(user, after, PART).await?;
        Ok(tasks
            .last()
            .map(|last| ExportPosition::TasksAfter(Some(last.task.id)))
            .map(|next| (ExportPart::Tasks(tasks), next)))
    }
}
