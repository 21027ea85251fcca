//! Sessions: log in, refresh, log out, and list or revoke sessions.

mod bodies;
pub(crate) mod cookie;
mod end;
mod end_others;
mod list;
mod login;
mod logout;
mod refresh;
mod transport;

pub(crate) use bodies::{LoginBody, TokenBody, login_name};
pub(crate) use end::end_session;
pub(crate) use end_others::end_other_sessions;
pub(crate) use list::list_sessions;
pub(crate) use login::{log_in, open_session};
pub(crate) use logout::log_out;
pub(crate) use refresh::refresh_session;
pub(crate) use transport::Transport;
