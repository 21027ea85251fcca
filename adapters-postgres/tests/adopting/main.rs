//! Taking over the older server's database.
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

mod all_or_nothing;
mod older;
mod rows;
