//! Backups of the database file, and what is done with them.

pub(crate) mod after_restore;
pub(crate) mod copy;
mod partial_file;
pub(crate) mod restore;
