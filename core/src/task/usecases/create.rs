//! Creating a task.

use super::TaskService;
use crate::ids::UserId;
use crate::task::{ChangeTaskError, Done, NewTask, Once, Task, TaskOperation};

impl TaskService {
    pub async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        once: Option<Once>,
    ) -> Result<Done<Task>, ChangeTaskError> {
        if once.is_some() {
            return self.write_one(owner, TaskOperation::Create(new.clone()), once).await;
        }
        let task = self.create_with_room(owner, new).await?;
        self.announce_change(owner);
        Ok(Done::Now(task))
    }
}
