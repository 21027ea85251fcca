//! Backs up the database, and prepares a restored one.

pub(crate) mod after_restore;
mod pg_dump;
