//! From an older server to this one: its database, its users and their tasks.

mod another_database;
mod both_servers;
mod mending;
mod older;
mod refusals;
mod v1_on_postgres;
