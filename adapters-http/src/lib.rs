//! Tasklane over HTTP: routes, bodies, problems, and the API's description.
//!
//! A request passes the `layers`, reaches one handler in `v1`, `todo` or `operations`, which reads it with
//! `input`, calls one use case of the core and writes the answer's body. What goes wrong on the way becomes a
//! `problem`.

mod absolute_url;
mod bounds;
mod client_address;
mod config;
mod connection;
mod digest;
mod forwarded;
mod input;
mod layers;
mod limits;
mod live;
mod noted;
mod openapi;
mod openapi_keys;
mod operations;
mod origin;
mod problem;
mod reply;
mod rfc3339;
mod routes;
#[cfg(test)]
mod routes_tests;
mod server;
mod services;
mod signed_in;
mod task_list;
mod todo;
mod unsent;
mod uploads;
mod v1;
mod web_app;

pub use bounds::{BodyPace, Bounds, UnsentBounds};
pub use config::HttpConfig;
pub use connection::{Tls, TlsError, TlsFiles};
pub use layers::request_log::REQUEST_LINE;
pub use live::Hub;
pub use operations::Probes;
pub use routes::describe;
#[cfg(feature = "testing")]
pub use server::in_process;
pub use server::{Draining, serve};
pub use services::Services;
pub use web_app::WebApp;
