//! Test support: servers to break, load on them, and a ledger of their responses.

mod bounds;
mod cluster;
mod ledger;
mod load;
mod median;
mod orders;
mod probe_loop;
mod proxy;
mod request_log;
mod sessions;
mod site;
mod worker;
mod write_outcome;

pub(crate) use bounds::*;
pub(crate) use cluster::Cluster;
pub(crate) use ledger::Ledger;
pub(crate) use load::Load;
pub(crate) use median::median;
pub(crate) use orders::{Order, Write};
pub(crate) use probe_loop::ProbeLoop;
pub(crate) use proxy::{Proxy, Way};
pub(crate) use request_log::RequestLog;
pub(crate) use sessions::{expect_consistent_counters, sessions, until_no_session_is_leaked};
pub(crate) use site::Site;
pub(crate) use write_outcome::WriteOutcome;
