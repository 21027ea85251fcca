//! The v1 routes of tasks. A task is visible only to its owner.

mod batch;
mod batch_bodies;
mod batch_operations;
mod bodies;
mod changes;
mod create;
mod cursor;
#[cfg(test)]
mod cursor_tests;
mod delete;
mod edit;
mod events;
mod export;
mod files;
mod import;
mod import_bodies;
mod list;
mod list_query;
mod overview_bodies;
mod owner_etag;
mod read;
mod restore;
mod schema_digest;
mod stream;
mod summary;
mod sync_bodies;
pub(crate) mod task_list;
mod workflow;

pub(crate) use batch::batch_tasks;
pub(crate) use bodies::TaskBody;
pub(crate) use changes::list_changes;
pub(crate) use create::create_task;
pub(crate) use delete::delete_task;
pub(crate) use edit::edit_task;
pub(crate) use events::ReadPermits;
pub(crate) use export::export_tasks;
pub(crate) use import::import_tasks;
pub(crate) use list::list_tasks;
pub(crate) use read::read_task;
pub(crate) use restore::restore_task;
pub(crate) use stream::stream_tasks;
pub(crate) use summary::summarize_tasks;
pub(crate) use workflow::read_workflow;
