//! Test support: servers under load, faults of their dependencies, and checks of the responses.

mod cluster;
mod consistency_check;
mod load;
mod median;
mod probe_loop;
mod proxy;
mod request_log;
mod restartable_server;
mod sessions;
mod time_limits;
mod worker;
mod write_outcome;
mod write_requests;

pub(crate) use cluster::Cluster;
pub(crate) use consistency_check::ConsistencyCheck;
pub(crate) use load::Load;
pub(crate) use median::median;
pub(crate) use probe_loop::ProbeLoop;
pub(crate) use proxy::{Mode, Proxy};
pub(crate) use request_log::RequestLog;
pub(crate) use restartable_server::RestartableServer;
pub(crate) use sessions::{expect_consistent_counters, sessions, wait_until_connections_are_released};
pub(crate) use time_limits::*;
pub(crate) use write_outcome::WriteOutcome;
pub(crate) use write_requests::{Write, WriteRequest};
