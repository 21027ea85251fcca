#![doc = include_str!("../README.md")]
//!
//! # Modules
//!
//! A [`user`] owns [`task`]s and signs in through [`session`]s. Each of the three modules contains, in this order:
//! the values (which can't hold anything invalid), the rules over them (pure functions), the **ports** that a
//! database or a token library implements (traits with their promises in MUST words), and the **service**
//! whose public methods are the use cases.
//!
//! Errors and events are exhaustive enums on purpose: an adapter that maps them, for example to HTTP responses, does not
//! compile until it handles a new variant.

#![warn(missing_docs)]

pub mod account;
pub mod after_restore;
pub mod announcements;
pub mod clock;
pub mod entropy;
pub mod fair_reads;
pub mod ids;
pub mod invalid;
pub mod lease;
pub mod limit;
pub mod network_block;
pub mod session;
pub mod store_error;
pub mod stores;
pub mod task;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "tests panic on failure")]
pub mod testing;
pub mod text;
pub mod user;
