//! Login sessions.

mod create;
mod refresh;
mod revoke;
mod rows;
mod statements;
pub(crate) mod store;
