//! Response bodies of the task summary and the workflow in v1.

use serde::Serialize;
use tasklane_core::task::{Status, TaskSummary, Transition, Workflow};
use utoipa::ToSchema;

use super::bodies::StatusBody;

#[derive(Serialize, ToSchema)]
#[schema(as = TaskSummary, example = json!({
    "pending": 4, "in_progress": 1, "completed": 12, "overdue": 2, "total": 17
}))]
pub(super) struct SummaryBody {
    pending: i64,
    in_progress: i64,
    completed: i64,
    /// Number of tasks that are not completed and due before `today`.
    overdue: i64,
    total: i64,
}

impl From<TaskSummary> for SummaryBody {
    fn from(summary: TaskSummary) -> Self {
        let total = summary.total();
        let TaskSummary { seq: _, pending, in_progress, completed, overdue } = summary;
        Self { pending, in_progress, completed, overdue, total }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Workflow, example = json!({
    "statuses": ["pending", "in_progress", "completed"],
    "transitions": [{"name": "start", "from": ["pending"], "to": "in_progress"}]
}))]
pub(super) struct WorkflowBody {
    statuses: Vec<StatusBody>,
    /// The allowed status changes. A task may always keep its status.
    transitions: Vec<TransitionBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Transition)]
struct TransitionBody {
    #[schema(example = "start")]
    name: &'static str,
    /// Statuses from which this transition is allowed.
    from: Vec<StatusBody>,
    to: StatusBody,
}

impl From<&Workflow> for WorkflowBody {
    fn from(workflow: &Workflow) -> Self {
        let transition = |transition: &Transition| TransitionBody {
            name: transition.name,
            from: transition.from.iter().copied().map(StatusBody::from).collect(),
            to: transition.to.into(),
        };
        Self {
            statuses: Status::ALL.map(StatusBody::from).into(),
            transitions: workflow.transitions().iter().map(transition).collect(),
        }
    }
}
