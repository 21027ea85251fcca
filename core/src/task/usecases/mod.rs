//! The use cases of tasks, one file for each.

mod batch;
mod complete;
mod create;
mod delete;
mod edit;
mod errors;
mod export;
mod import;
mod list;
mod on_locked_rows;
mod optimistic;
mod purge_for_quota;
mod restore;
mod service;
mod sync;
mod sync_position;
mod toggle;

pub use errors::ChangeTaskError;
pub use export::TaskPart;
pub use service::TaskService;
pub use sync::{ChangesError, SyncPage};
