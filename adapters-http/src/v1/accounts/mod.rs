//! Accounts: register, and read, update, export or delete the current user.

mod account_change_bodies;
mod bodies;
mod delete;
mod export;
mod export_bodies;
mod me;
mod password;
mod profile;
mod register;

pub(crate) use account_change_bodies::ConfirmationBody;
pub(crate) use bodies::LanguageBody;
pub(crate) use delete::delete_account;
pub(crate) use export::export_account;
pub(crate) use me::read_me;
pub(crate) use password::change_password;
pub(crate) use profile::change_profile;
pub(crate) use register::register_user;
