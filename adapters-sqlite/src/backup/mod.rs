//! Backs up the database file, and restores backups.

pub(crate) mod after_restore;
pub(crate) mod copy;
mod partial_file;
pub(crate) mod restore;
