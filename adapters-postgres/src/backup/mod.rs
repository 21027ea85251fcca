//! Builds the commands that back up and restore a database, and prepares a restored database.

pub(crate) mod after_restore;
mod pg_dump;
