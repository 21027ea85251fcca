//! The HTTP server: accepts connections, terminates TLS, closes idle or stalled connections, and runs the application
//! until shutdown.

mod accept;
mod bare_error;
mod eviction;
mod expect;
mod lazy_body;
mod lazy_timer;
mod registry;
mod serve;
mod services;
mod stream;
mod timed_io;
#[cfg(test)]
mod timed_io_tests;
mod tls;
mod upgrade_filter;

#[cfg(feature = "testing")]
pub use serve::in_process;
pub use serve::serve;
pub use services::Services;
pub use tls::{Tls, TlsError, TlsFiles};
