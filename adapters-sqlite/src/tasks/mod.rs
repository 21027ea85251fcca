//! Tasks, deleted tasks and idempotency keys.

pub(crate) mod columns;
mod idempotency_key_rows;
mod list;
mod locked_write;
mod read;
mod retention;
mod rows;
mod slices;
mod statements;
mod store;
mod stored_bytes;

#[cfg(test)]
pub(crate) use stored_bytes::{COUNT_KEYS, COUNT_TASKS};
