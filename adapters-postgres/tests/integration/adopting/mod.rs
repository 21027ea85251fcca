//! Adoption of an older server's database.

mod all_or_nothing;
mod legacy_database;
mod rows;
