//! The v1 API: accounts, sessions and tasks.

pub(crate) mod accounts;
pub(crate) mod sessions;
pub(crate) mod tasks;
