//! Taking over tasks from a file.

use std::sync::Arc;

use super::TaskService;
use super::import::plan_import;
use crate::ids::UserId;
use crate::page::Page;
use crate::task::{
    Counter, Done, KeptTask, Locked, NewTask, Once, PlannedStep, Reads, TaskQuery, TaskWork, WriteTasksError,
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
        let rules = self.rules();
        let at = rules.now;
        let decide = Arc::new(move |locked: &_| plan_import(&tasks, locked, &rules));
        self.write(owner, &TaskWork { reads: Reads::Live, decide, once, at }).await
    }

    /// Which of the tasks an import would add now, in their order.
    pub async fn try_import(&self, owner: UserId, tasks: &[NewTask]) -> Result<Vec<bool>, WriteTasksError> {
        let found = self.tasks.list(owner, &TaskQuery::of(Page::ALL)).await?;
        let live: Vec<KeptTask> =
            found.tasks.into_iter().map(|task| KeptTask { task, deleted_at: None }).collect();
        let live_tasks = i64::try_from(live.len()).unwrap_or(i64::MAX);
        let locked = Locked { tasks: live, counter: Counter { seq: found.seq, live_tasks } };
        let plan = plan_import(tasks, &locked, &self.rules())?;
        Ok(plan.steps.iter().map(|step| matches!(step, PlannedStep::Add)).collect())
    }
}
