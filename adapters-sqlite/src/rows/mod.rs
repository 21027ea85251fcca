//! Rows as Diesel reads and writes them, and their way to and from domain values.

mod key;
mod session;
mod task;
mod task_columns;
mod user;
mod values;

pub(crate) use key::KeptKeyRow;
pub(crate) use session::{LookedAtRow, RefreshRow, SessionRow};
pub(crate) use task::{ChangedTaskRow, KeptTaskRow, NewTaskRow, TaskRow};
pub(crate) use task_columns::{READ_BYTES, SORTED_COLUMNS, TASK_COLUMNS, task_bytes, tasks};
pub(crate) use user::{CredentialsRow, NewUserRow, ProfileRow, UserRow};
pub(crate) use values::{creation, known_network, micros, session_id, user_id};
