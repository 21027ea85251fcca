//! The status of a task.

use std::fmt;

use crate::invalid::Invalid;

/// The status of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Not started.
    Pending,
    /// Started.
    InProgress,
    /// Completed.
    Completed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Pending, Self::InProgress, Self::Completed];

    /// Returns the name: `pending`, `in_progress` or `completed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
        }
    }

    /// Parses a name. Fails with [`Invalid::NotOneOf`].
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == raw)
            .ok_or(Invalid::NotOneOf("pending, in_progress, completed"))
    }

    /// Returns the rank by which tasks are sorted: 0, 1, 2 in the order of [`Status::ALL`].
    pub fn rank(self) -> i16 {
        match self {
            Self::Pending => 0,
            Self::InProgress => 1,
            Self::Completed => 2,
        }
    }

    /// Returns whether this is [`Status::Completed`].
    pub fn is_completed(self) -> bool {
        self == Self::Completed
    }

    /// Returns the status after a toggle: a completed task becomes pending, any other task becomes completed.
    #[must_use]
    pub fn toggled(self) -> Self {
        if self.is_completed() { Self::Pending } else { Self::Completed }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
