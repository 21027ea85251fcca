//! Taking over tasks from a file.

use std::sync::{Arc, Mutex, PoisonError};

use super::TaskService;
use super::import::plan_import;
use crate::ids::UserId;
use crate::task::{
    Deciding, Done, NewTask, Once, Plan, PlannedStep, Reads, Rules, TaskWork, WriteTasksError, Written,
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
        let (reads, at) = (Reads::Alike(tasks.clone()), rules.now);
        let decide = Arc::new(move |locked: &_| plan_import(&tasks, locked, &rules));
        self.write(owner, &TaskWork { reads, decide, once, at }).await
    }

    /// Which of the tasks an import would add now, in their order.
    pub async fn try_import(&self, owner: UserId, tasks: Vec<NewTask>) -> Result<Vec<bool>, WriteTasksError> {
        let (tasks, rules) = (shared(tasks), self.rules());
        let (reads, at) = (Reads::Alike(tasks.clone()), rules.now);
        let would_add = Arc::new(Mutex::new(Vec::new()));
        let decide = trial(tasks, rules, would_add.clone());
        self.write(owner, &TaskWork { reads, decide, once: None, at }).await?;
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
