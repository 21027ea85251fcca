//! Tasks in `SQLite`: what is read and written, and what is kept beside them.

mod keeping;
mod list;
mod read;
mod slices;
mod storage;
mod store;
mod work;
mod write;

#[cfg(test)]
pub(crate) use storage::{COUNT_KEYS, COUNT_TASKS};
