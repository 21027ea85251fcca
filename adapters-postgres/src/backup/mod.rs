//! Backs up the database, and prepares a restored database.

pub(crate) mod after_restore;
mod pg_dump;
