//! The API over HTTP, on memory, SQLite and PostgreSQL alike.

mod access_tokens;
mod accounts;
mod authorization;
mod bodies;
mod body_limits;
mod conventions;
mod cors;
mod docs;
mod jwt_attacks;
mod login;
mod preconditions;
mod public_keys;
mod raw_http;
mod refresh;
mod routing;
mod sessions;
mod task_access;
mod task_list;
mod task_status;
mod tasks;
mod text;
mod todo;
mod todo_accounts;
mod todo_checks;
