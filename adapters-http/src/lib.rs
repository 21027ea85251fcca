//! The HTTP API of Tasklane on actix-web.
//!
//! The modules form layers, and each uses only modules below it. From the top down: `server` accepts connections and
//! runs the application. `routes` lists the operations and creates the OpenAPI document. `todo`, `v1`, `operations` and
//! `web_app` handle requests, and `middleware` wraps them. `unsent` limits the memory of responses. `extract` parses
//! requests. `respond` creates responses, and `live` wakes event streams. `routing`, `limits`, `connection` and
//! `config` contain the code that several of these modules share.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod config;
mod connection;
mod extract;
mod limits;
mod live;
mod middleware;
mod operations;
mod respond;
mod routes;
mod routing;
mod server;
mod todo;
mod unsent;
mod v1;
mod web_app;

pub use config::{BodyPace, Bounds, HttpConfig, UnsentBounds, WebApp};
pub use connection::Draining;
pub use live::Hub;
pub use middleware::REQUEST_LINE;
pub use operations::Probes;
pub use routes::describe;
#[cfg(feature = "testing")]
pub use server::in_process;
pub use server::{Services, Tls, TlsError, TlsFiles, serve};
