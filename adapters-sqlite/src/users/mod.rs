//! Users and the networks that they log in from.

pub(crate) mod known_networks;
mod login_names;
mod recovery;
pub(crate) mod rows;
mod statements;
mod store;
#[cfg(test)]
mod table_tests;
mod unverified;
