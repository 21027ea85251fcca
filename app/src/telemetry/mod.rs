//! What others see of the server while it runs: its metrics and its traces. Both are off unless somebody is named who
//! wants them.
//!
//! Adapters tell their figures by the facade `metrics`, as they tell their log by `tracing`; here is who listens.

mod events;
mod exposition;
mod listener;
mod moment;
mod process;
mod traces;

use tracing_subscriber::{Layer, Registry};

pub(crate) use exposition::Exposition;
pub(crate) use listener::MetricsListener;
pub(crate) use moment::Moment;
pub use traces::TraceError;
pub(crate) use traces::Traces;

/// Somebody who reads all that is logged and traced.
pub(crate) type Reader = Box<dyn Layer<Registry> + Send + Sync>;
