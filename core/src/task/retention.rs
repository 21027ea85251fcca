//! How long deleted tasks are stored.

use chrono::TimeDelta;

/// How long a deleted task can be restored, and is remembered as deleted.
pub const KEPT_AFTER_DELETION: TimeDelta = TimeDelta::days(30);
