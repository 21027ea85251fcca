//! Taking over the older server's database.

mod all_or_nothing;
mod older;
mod rows;
