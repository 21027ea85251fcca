//! Adoption of an older server's database.

mod atomicity;
mod legacy_database;
mod rows;
