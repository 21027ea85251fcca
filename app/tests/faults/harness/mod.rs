//! Servers to break, load to put on them meanwhile, and the ledger of what they said.

mod bounds;
mod cluster;
mod judgement;
mod ledger;
mod load;
mod median;
mod orders;
mod proxy;
mod seen;
mod sessions;
mod site;
mod vigil;
mod worker;

pub(crate) use bounds::*;
pub(crate) use cluster::Cluster;
pub(crate) use judgement::Told;
pub(crate) use ledger::Ledger;
pub(crate) use load::Load;
pub(crate) use median::median;
pub(crate) use orders::{Order, Write};
pub(crate) use proxy::{Proxy, Way};
pub(crate) use seen::Seen;
pub(crate) use sessions::{counters_must_be_right, sessions, until_no_session_is_wasted};
pub(crate) use site::Site;
pub(crate) use vigil::Vigil;
