//! The HTTP server: accepts connections, runs TLS, closes connections that only cost, and serves the application on the
//! rest until it stops.

mod accept;
mod bare_error;
mod choice;
mod expect;
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
mod wanted_body;

#[cfg(feature = "testing")]
pub use serve::in_process;
pub use serve::serve;
pub use services::Services;
pub use tls::{Tls, TlsError, TlsFiles};
