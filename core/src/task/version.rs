//! The version of a task, which is also the task's entity tag.

use std::fmt;

/// The version of a task: 1 for a new task, incremented by every write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(i64);

impl Version {
    /// The version of a new task.
    pub const FIRST: Self = Self(1);

    /// Creates a version. `None` for values below 1.
    pub fn new(value: i64) -> Option<Self> {
        (value >= 1).then_some(Self(value))
    }

    /// Returns the number.
    pub fn get(self) -> i64 {
        self.0
    }

    /// Returns the version after one more write.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The versions that a caller expects (RFC 9110 §13.1.1, `If-Match`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedVersion {
    /// Any version.
    Any,
    /// One of these versions. An empty list allows no version.
    OneOf(Vec<Version>),
}

impl ExpectedVersion {
    /// Returns whether the task may have this version.
    pub fn allows(&self, version: Version) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&version),
        }
    }
}
