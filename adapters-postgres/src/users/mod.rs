//! Users and the networks that they log in from.

pub(crate) mod known_networks;
mod login_names;
mod recovery;
mod recovery_statements;
mod rows;
mod save_errors;
pub(crate) mod statements;
pub(crate) mod store;
#[cfg(test)]
mod table_tests;
mod transactions;
mod unverified;
