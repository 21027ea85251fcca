//! Creating a task.

use super::TaskService;
use crate::ids::UserId;
use crate::task::{ChangeTaskError, IdempotentRequest, NewTask, Outcome, Task, TaskOperation};

impl TaskService {
    pub async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        once: Option<IdempotentRequest>,
    ) -> Result<Outcome<Task>, ChangeTaskError> {
        if once.is_some() {
            return self.write_one(owner, TaskOperation::Create(new.clone()), once).await;
        }
        let task = self.create_with_room(owner, new).await?;
        self.announce_change(owner);
        Ok(Outcome::Fresh(task))
    }
}
