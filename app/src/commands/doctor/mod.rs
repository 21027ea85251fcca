//! `tasklane doctor`: checks what operators most often get wrong. The adapters read the facts, and this folder
//! evaluates them.

mod certificate;
mod command;
mod connections;
mod deadline;
mod files;
mod finding;
mod mail;
mod ports;
mod postgres;
mod read_replica;
mod redis;
mod schema;
mod secret_key;
mod settings;
mod sqlite;

pub(super) use command::doctor;
