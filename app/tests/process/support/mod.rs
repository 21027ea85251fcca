//! Shared test support: workplaces, running servers and raw connections.

mod accounts;
mod authority;
mod collector;
mod eventually;
mod finished;
mod proc;
mod raw_connection;
mod reserved_port;
mod server;
pub(crate) mod shipped_proxy;
mod transcript;
mod workplace;

pub(crate) use accounts::{PASSWORD, log_in, sign_up};
pub(crate) use authority::Authority;
pub(crate) use collector::Collector;
pub(crate) use eventually::{TIMEOUT, eventually};
pub(crate) use finished::Finished;
pub(crate) use raw_connection::{RawConnection, request};
pub(crate) use reserved_port::ReservedPort;
pub(crate) use server::Server;
pub(crate) use workplace::{SECRET_KEY, Workplace};
