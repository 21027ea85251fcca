//! Sessions: log in, stay signed in, log out.

mod bodies;
mod login;
mod logout;
mod refresh;

pub(crate) use bodies::{LoginBody, TokenBody};
pub(crate) use login::{log_in, open_session};
pub(crate) use logout::log_out;
pub(crate) use refresh::refresh_session;
