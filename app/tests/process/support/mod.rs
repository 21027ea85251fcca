//! Shared test support: sandboxes, running servers and raw connections.

mod accounts;
mod certificate_authority;
mod collector;
mod eventually;
mod proc;
mod process_output;
mod raw_connection;
mod reserved_port;
mod sandbox;
mod server;
pub(crate) mod shipped_proxy;
mod transcript;

pub(crate) use accounts::{PASSWORD, log_in, sign_up};
pub(crate) use certificate_authority::CertificateAuthority;
pub(crate) use collector::Collector;
pub(crate) use eventually::{TIMEOUT, eventually};
pub(crate) use process_output::ProcessOutput;
pub(crate) use raw_connection::{RawConnection, request};
pub(crate) use reserved_port::ReservedPort;
pub(crate) use sandbox::{SECRET_KEY, Sandbox};
pub(crate) use server::Server;
