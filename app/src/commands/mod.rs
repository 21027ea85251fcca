//! What the program can be told to do.

mod cli;
mod healthcheck;
pub(crate) mod migrate;
mod openapi;
mod password_input;
mod run;
mod seed;
mod seed_words;
mod serve;
mod sessions;
mod unverified;
mod user;
mod user_cli;

pub use cli::{Cli, Command};
pub use run::run;
