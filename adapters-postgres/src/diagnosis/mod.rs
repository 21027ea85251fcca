//! Reads facts about the database and its read replica, for operators. The caller evaluates them.

pub(crate) mod primary;
pub(crate) mod replica;
pub(crate) mod session;
