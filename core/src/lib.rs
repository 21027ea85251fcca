#![doc = include_str!("../README.md")]
//!
//! # Modules
//!
//! A [`user`] owns [`task`]s and logs in through [`session`]s. These three modules contain the values (which are always
//! valid), their rules (pure functions), and the **ports**: traits that a database or a token library implements, with
//! the requirements in MUST sentences. The use cases are public methods of **services**, such as [`task::TaskService`],
//! [`session::SessionService`] and [`account::AccountService`].
//!
//! Error enums are exhaustive on purpose: an adapter that maps them, for example to HTTP responses, does not compile
//! until it handles a new variant.

#![warn(missing_docs)]

pub mod account;
pub mod after_restore;
pub mod announcements;
pub mod clock;
pub mod entropy;
pub mod fair_reads;
pub mod handle;
pub mod ids;
pub mod invalid;
pub mod lease;
pub mod limit;
pub mod mail_sender;
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
