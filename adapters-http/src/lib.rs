//! The HTTP API of Tasklane on actix-web.
//!
//! The modules form layers. Each module uses only modules of lower layers. From the top down: `server` accepts
//! connections and runs the application. `route_registration` lists the operations and creates the OpenAPI document.
//! `todo`, `v1`, `operations` and `web_app` handle requests, and `middleware` wraps these handlers. `response_memory`
//! limits the memory of responses. `extract` parses requests. `respond` creates responses, and `live` wakes event
//! streams. `password_resets` handles requests for password resets after their responses. `route_table`, `limits`,
//! `connection` and `config` contain the code that several of these modules share.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod config;
mod connection;
mod extract;
mod limits;
mod live;
mod middleware;
mod operations;
mod password_resets;
mod respond;
mod response_memory;
mod route_registration;
mod route_table;
mod server;
mod todo;
mod v1;
mod web_app;

pub use config::{HttpConfig, HttpLimits, MinBodyRate, ResponseMemoryLimits, WebApp};
pub use connection::Draining;
pub use live::Hub;
pub use middleware::REQUEST_LINE;
pub use operations::Probes;
pub use password_resets::{PasswordResetQueue, PasswordResetWorker};
pub use route_registration::describe;
#[cfg(feature = "testing")]
pub use server::in_process;
pub use server::{Services, Tls, TlsError, TlsFiles, serve};
pub use v1::ServerInfo;
