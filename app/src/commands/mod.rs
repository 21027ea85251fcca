//! The commands of the program.

mod adopt;
mod backup;
mod backup_folder;
mod cli;
mod cli_files;
mod copy;
mod database_url;
mod doctor;
mod errors;
mod examples;
mod healthcheck;
mod insecure_tls;
mod mail;
mod migrate;
mod openapi;
mod output;
mod password_input;
mod pg_dump;
mod progress;
mod restore;
mod run;
mod seed;
mod seed_data;
mod seed_words;
mod serve;
mod sessions;
mod shell;
mod user;
mod user_cli;

pub use cli::{Cli, Command};
pub use run::run;
