//! Migration from an older server: its database, users and tasks.

mod another_database;
mod both_servers;
mod mending;
mod older;
mod refusals;
mod v1_on_postgres;
