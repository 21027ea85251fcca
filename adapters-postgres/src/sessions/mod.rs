//! Login sessions.

mod refresh;
mod rows;
mod statements;
pub(crate) mod store;
