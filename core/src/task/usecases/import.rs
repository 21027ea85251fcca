//! Imports tasks from a file.

use std::sync::Arc;

use super::TaskService;
use crate::ids::UserId;
use crate::task::{
    IdempotentRequest, LockScope, LockedWrite, NewTask, OperationResult, Outcome, PlanRules, PlannedStep,
    StorageQuota, WriteTasksError, plan_import,
};

impl TaskService {
    /// Adds the tasks that the owner does not have yet, in input order and in one atomic step.
    pub async fn import(
        &self,
        owner: UserId,
        tasks: Vec<NewTask>,
        idempotency: Option<IdempotentRequest>,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let (tasks, rules) = (into_shared(tasks), self.rules());
        let (at, quota) = (rules.now, rules.quota);
        let scope = LockScope::SameContent(tasks.clone());
        let decide = Arc::new(move |locked: &_| plan_import(&tasks, locked, &rules));
        self.write(owner, &LockedWrite { scope, decide, idempotency, quota, at }).await
    }

    /// Returns for each task, in input order, whether an import would add it. Takes no locks and writes nothing.
    pub async fn try_import(&self, owner: UserId, tasks: Vec<NewTask>) -> Result<Vec<bool>, WriteTasksError> {
        let (tasks, rules) = (into_shared(tasks), self.rules());
        let stored = self.tasks.read_with_same_content(owner, &tasks).await?;
        let plan = match plan_import(&tasks, &stored, &rules) {
            Err(rejected) => {
                let room = self.purgeable_bytes(owner, &rejected.error).await?;
                let max_bytes = rules.quota.max_bytes.saturating_add(room.ok_or(rejected)?);
                let quota = StorageQuota { max_bytes, ..rules.quota };
                plan_import(&tasks, &stored, &PlanRules { quota, ..rules })?
            }
            Ok(plan) => plan,
        };
        Ok(plan.steps.iter().map(|step| matches!(step, PlannedStep::Insert)).collect())
    }
}

/// Shares the tasks with the store instead of copying them, because a file may be large.
fn into_shared(tasks: Vec<NewTask>) -> Arc<[Arc<NewTask>]> {
    tasks.into_iter().map(Arc::new).collect()
}
