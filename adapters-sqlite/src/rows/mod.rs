//! Rows as Diesel reads and writes them, and their way to and from domain values.

mod session;
mod task;
mod user;
mod values;

pub(crate) use session::{RefreshRow, SessionKeyRow, SessionRow};
pub(crate) use task::{ChangedTaskRow, NewTaskRow, TaskRow};
pub(crate) use user::{CredentialsRow, NewUserRow, ProfileRow, UserRow};
pub(crate) use values::{maybe_time, micros, session_id};
