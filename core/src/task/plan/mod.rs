//! Plans writes from locked rows. Planning is pure: the same rows and rules always give the same plan.

mod errors;
mod import;
mod locked_write;
mod operation;
mod planner;
#[cfg(test)]
mod planner_tests;
mod replay_limit;
mod write_plan;

pub use errors::{FailedOperation, TaskError, WriteTasksError};
pub use import::{ContentMatcher, plan_import};
pub use locked_write::{Decide, LockScope, LockedRows, LockedWrite};
pub use operation::TaskOperation;
pub use planner::{PlanRules, plan};
pub use replay_limit::MAX_REPLAY_TEXT;
pub(crate) use replay_limit::expect_replayable;
pub use write_plan::{AddedTask, Plan, PlannedStep};
