//! Server infrastructure that several adapters share and that is not part of the domain.
//!
//! This crate depends on the ports of `tasklane-core`, and not on an adapter. Each module can be used separately.

#![warn(missing_docs)]

mod announcements;
mod circuit;
mod coalescing_queue;
mod database_metrics;
mod default_limits;
mod error_chain;
mod event;
mod gauge_guard;
mod leadership;
mod shared_store;

pub use announcements::{AnnouncementFeed, format_announcement, parse_announcement};
pub use circuit::Circuit;
pub use coalescing_queue::CoalescingQueue;
pub use database_metrics::{QueueMetrics, QueueWait, SliceMetrics, database_call_seconds};
pub use default_limits::default_limits;
pub use error_chain::format_error_chain;
pub use event::Event;
pub use gauge_guard::GaugeGuard;
pub use leadership::Leadership;
pub use shared_store::SharedStore;
