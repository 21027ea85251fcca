//! Tasks, each visible to its owner alone.

mod bodies;
mod create;
mod delete;
mod edit;
mod list;
mod read;

pub(crate) use bodies::TaskBody;
pub(crate) use create::create_task;
pub(crate) use delete::delete_task;
pub(crate) use edit::edit_task;
pub(crate) use list::list_tasks;
pub(crate) use read::read_task;
