//! The frozen API of the todo client. Its paths contain the ID of the user, and its tasks have the member `completed`
//! instead of a status.

mod bodies;

mod create;
mod delete;
mod edit;
mod list;
mod login;
mod read;
mod register;
mod toggle;

pub(crate) use create::todo_create;
pub(crate) use delete::todo_delete;
pub(crate) use edit::todo_edit;
pub(crate) use list::todo_list;
pub(crate) use login::todo_login;
pub(crate) use read::todo_read;
pub(crate) use register::todo_register;
pub(crate) use toggle::todo_toggle;
