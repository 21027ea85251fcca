//! The allowed transitions between statuses. Transitions are data, so that a service can define its own transitions.

use thiserror::Error;

use crate::invalid::Invalid;
use crate::task::Status;

/// A named transition from one of several statuses to another status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// A verb for the transition, such as `start`.
    pub name: &'static str,
    /// The statuses in which the transition is possible.
    pub from: &'static [Status],
    /// The status after the transition.
    pub to: Status,
}

const START: Transition = Transition { name: "start", from: &[Status::Pending], to: Status::InProgress };
const STOP: Transition = Transition { name: "stop", from: &[Status::InProgress], to: Status::Pending };
const COMPLETE: Transition =
    Transition { name: "complete", from: &[Status::Pending, Status::InProgress], to: Status::Completed };
const FINISH: Transition =
    Transition { name: "complete", from: &[Status::InProgress], to: Status::Completed };
const REOPEN: Transition = Transition { name: "reopen", from: &[Status::Completed], to: Status::Pending };
const RESUME: Transition = Transition { name: "resume", from: &[Status::Completed], to: Status::InProgress };

/// The allowed transitions between statuses.
///
/// ```
/// use tasklane_core::task::{Status, Workflow};
///
/// let strict = Workflow::strict();
/// assert!(strict.check(Status::Pending, Status::InProgress).is_ok());
/// let error = strict.check(Status::Pending, Status::Completed).unwrap_err();
/// assert_eq!(error.allowed, [Status::InProgress]);
/// assert_eq!(error.to_string(), "a task can't go from pending to completed");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    transitions: Vec<Transition>,
}

/// The workflow does not allow a transition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a task can't go from {from} to {to}")]
pub struct TransitionError {
    /// The current status.
    pub from: Status,
    /// The requested status.
    pub to: Status,
    /// The statuses that can be reached from the current status.
    pub allowed: Vec<Status>,
}

impl Workflow {
    /// Creates a workflow with these transitions only.
    pub fn new(transitions: Vec<Transition>) -> Self {
        Self { transitions }
    }

    /// Returns the workflow with every transition between the three statuses, as published clients expect.
    pub fn open() -> Self {
        Self::new(vec![START, STOP, COMPLETE, REOPEN, RESUME])
    }

    /// Returns the workflow in which a task must be started before it is completed, and a completed task can only be reopened.
    pub fn strict() -> Self {
        Self::new(vec![START, STOP, FINISH, REOPEN])
    }

    /// Returns a built-in workflow by its name.
    pub fn named(name: &str) -> Result<Self, Invalid> {
        match name {
            "open" => Ok(Self::open()),
            "strict" => Ok(Self::strict()),
            _ => Err(Invalid::NotOneOf("open, strict")),
        }
    }

    /// Returns the name of a built-in workflow. `None` for another workflow.
    pub fn name(&self) -> Option<&'static str> {
        ["open", "strict"].into_iter().find(|name| Self::named(name).as_ref() == Ok(self))
    }

    /// Returns the transitions in the order in which they were given.
    pub fn transitions(&self) -> &[Transition] {
        &self.transitions
    }

    /// Checks a change of status. Staying in the same status is always allowed.
    pub fn check(&self, from: Status, to: Status) -> Result<(), TransitionError> {
        if from == to || self.targets(from).any(|target| target == to) {
            return Ok(());
        }
        let allowed =
            Status::ALL.into_iter().filter(|s| self.targets(from).any(|target| target == *s)).collect();
        Err(TransitionError { from, to, allowed })
    }

    fn targets(&self, from: Status) -> impl Iterator<Item = Status> + '_ {
        self.transitions.iter().filter(move |t| t.from.contains(&from)).map(|t| t.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Completed, InProgress, Pending};

    fn allowed(workflow: &Workflow) -> Vec<(Status, Status)> {
        let pairs =
            Status::ALL.into_iter().flat_map(|from| Status::ALL.into_iter().map(move |to| (from, to)));
        pairs.filter(|(from, to)| from != to && workflow.check(*from, *to).is_ok()).collect()
    }

    #[test]
    fn open_workflow_allows_every_transition() {
        assert_eq!(allowed(&Workflow::open()).len(), 6);
    }

    #[test]
    fn strict_workflow_requires_a_start_before_completion() {
        let strict = Workflow::strict();
        assert_eq!(
            allowed(&strict),
            [(Pending, InProgress), (InProgress, Pending), (InProgress, Completed), (Completed, Pending)]
        );
        assert_eq!(
            strict.check(Pending, Completed),
            Err(TransitionError { from: Pending, to: Completed, allowed: vec![InProgress] })
        );
        assert_eq!(strict.check(Pending, Pending), Ok(()));
    }

    #[test]
    fn custom_workflow_allows_only_its_transitions() {
        let one_way = Workflow::new(vec![Transition { name: "finish", from: &[Pending], to: Completed }]);
        assert_eq!(allowed(&one_way), [(Pending, Completed)]);
        assert_eq!(one_way.name(), None);
    }

    #[test]
    fn built_in_workflow_has_its_name() {
        assert_eq!((Workflow::open().name(), Workflow::strict().name()), (Some("open"), Some("strict")));
    }
}
