//! Accounts: register, and see oneself.

mod bodies;
mod me;
mod register;

pub(crate) use me::read_me;
pub(crate) use register::register_user;
