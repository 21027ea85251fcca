//! The v1 API: accounts, sessions, tasks and server information.

pub(crate) mod accounts;
pub(crate) mod recovery;
mod server_info;
pub(crate) mod sessions;
pub(crate) mod tasks;

pub use server_info::ServerInfo;
pub(crate) use server_info::read_server;
