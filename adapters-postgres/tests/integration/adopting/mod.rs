//! Adoption of an older server's database.

mod all_or_nothing;
mod older;
mod rows;
