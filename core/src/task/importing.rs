//! Taking over tasks from a file.

use std::sync::{Arc, Mutex, PoisonError};

use super::TaskService;
use super::import::plan_import;
use crate::ids::UserId;
use crate::task::{
    Deciding, Done, NewTask, Once, Plan, PlannedStep, Reads, Rules, StorageQuota, TaskWork, WriteTasksError,
    Written,
};

impl TaskService {
    /// Adds the tasks that are not there yet, in their order: all of them, or none.
    pub async fn import(
        &self,
        owner: UserId,
        tasks: Vec<NewTask>,
        once: Option<Once>,
    ) -> Result<Done<Vec<Written>>, WriteTasksError> {
        let (tasks, rules) = (shared(tasks), self.rules());
        let (at, max_bytes) = (rules.now, rules.quota.max_bytes);
        let reads = Reads::Alike(tasks.clone());
        let decide = Arc::new(move |locked: &_| plan_import(&tasks, locked, &rules));
        self.write(owner, &TaskWork { reads, decide, once, max_bytes, at }).await
    }

    /// Which of the tasks an import would add now, in their order.
    pub async fn try_import(&self, owner: UserId, tasks: Vec<NewTask>) -> Result<Vec<bool>, WriteTasksError> {
        let (tasks, rules) = (shared(tasks), self.rules());
        match self.try_with(owner, tasks.clone(), rules.clone()).await {
            Err(WriteTasksError::Refused(refused)) => {
                let room = self.room_to_make(owner, &refused.refusal).await?;
                let max_bytes = rules.quota.max_bytes.saturating_add(room.ok_or(refused)?);
                let quota = StorageQuota { max_bytes, ..rules.quota };
                self.try_with(owner, tasks, Rules { quota, ..rules }).await
            }
            tried => tried,
        }
    }

    async fn try_with(
        &self,
        owner: UserId,
        tasks: Arc<[Arc<NewTask>]>,
        rules: Rules,
    ) -> Result<Vec<bool>, WriteTasksError> {
        let (reads, at, max_bytes) = (Reads::Alike(tasks.clone()), rules.now, rules.quota.max_bytes);
        let would_add = Arc::new(Mutex::new(Vec::new()));
        let decide = trial(tasks, rules, would_add.clone());
        self.tasks.write(owner, &TaskWork { reads, decide, once: None, max_bytes, at }).await?;
        Ok(std::mem::take(&mut *would_add.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// A file may be large: nothing of it is copied on its way to the store.
fn shared(tasks: Vec<NewTask>) -> Arc<[Arc<NewTask>]> {
    tasks.into_iter().map(Arc::new).collect()
}

/// Decides like an import, notes which tasks it would add, and then does nothing.
fn trial(tasks: Arc<[Arc<NewTask>]>, rules: Rules, would_add: Arc<Mutex<Vec<bool>>>) -> Deciding {
    Arc::new(move |locked| {
        let plan = plan_import(&tasks, locked, &rules)?;
        let adds = plan.steps.iter().map(|step| matches!(step, PlannedStep::Add)).collect();
        *would_add.lock().unwrap_or_else(PoisonError::into_inner) = adds;
        Ok(Plan::nothing(locked))
    })
}
