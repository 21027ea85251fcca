//! Tasks, deleted tasks and idempotency keys.

// This module comes first, because the modules below use its macros.
#[macro_use]
pub(crate) mod columns;

mod bulk;
pub(crate) mod list;
pub(crate) mod list_statements;
mod locked_write;
mod locked_write_statements;
mod read;
pub(crate) mod retention;
mod retention_statements;
mod rows;
mod slice_limiter;
mod slices;
mod statements;
pub(crate) mod store;
mod stored_bytes;
pub(crate) mod stored_bytes_statements;
