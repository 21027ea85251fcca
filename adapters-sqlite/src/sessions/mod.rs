//! Login sessions.

mod refresh;
mod rows;
mod statements;
mod store;
