//! The program under load while something around it breaks. Afterwards a ledger tells whether each answer was true:
//! what was acknowledged is there, what was refused is not, and nothing was done twice.
//!
//! `make faults` runs all of them but the soak, and `make soak` all faults in turn for a chosen time.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that can't go on shall stop")]

mod harness;
#[path = "../process/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the other tests of the process need the rest")]
mod support;

mod deadlines;
mod disk_full;
mod expensive_reads;
mod few_connections;
mod killed;
mod locks;
mod lost_answers;
mod many_writers;
mod postgres_gone;
mod postgres_stands_still;
mod read_only;
mod redis_gone;
mod rolling_upgrade;
mod soak;
mod terminated;
