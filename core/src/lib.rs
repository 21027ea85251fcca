//! The domain of Tasklane, independent of any technology.
//!
//! A [`user`] owns [`task`]s and signs in through [`session`]s. Each of the three modules holds, in this order:
//! the values (which can't hold anything invalid), the rules over them (pure functions), the **port** that a
//! database or a token library implements (a trait with its promises in MUST words), and the **service**
//! whose public methods are the use cases.
//!
//! Time comes from a [`clock::Clock`], randomness from an [`entropy::Entropy`]. The crate does not access a clock, a
//! file, the environment or a socket, so it compiles for any target. The feature `system-clock` adds the only exception,
//! `clock::SystemClock`. With the feature `testing`, the module `testing`
//! contains memory stores and the contract suite that every adapter must pass.

pub mod account;
pub mod after_restore;
pub mod announcements;
pub mod clock;
pub mod entropy;
pub mod fair;
pub mod ids;
pub mod invalid;
pub mod lease;
pub mod limit;
pub mod network_block;
pub mod session;
pub mod store_error;
pub mod stores;
#[cfg(feature = "system-clock")]
mod system_clock;
pub mod task;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "tests panic on failure")]
pub mod testing;
pub mod text;
pub mod user;
