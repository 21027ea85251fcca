//! Migration from an older server: its database, users and tasks.

mod another_database;
mod legacy_sandbox;
mod mending;
mod old_clients;
mod rejected_databases;
mod v1_on_postgres;
