//! Backups of the database, and what is done with them.

pub(crate) mod after_restore;
mod pg_dump;
