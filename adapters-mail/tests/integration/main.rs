//! Mails through a real SMTP server, and into files.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod addresses;
mod delivery;
mod encryption;
mod failures;
mod files;
mod login;
mod support;
