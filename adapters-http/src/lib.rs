//! Tasklane over HTTP: routes, bodies, problems, and the API's description.
//!
//! The modules stand on floors: each uses only modules below it. From the top down: `server` accepts connections and
//! runs the application; `routes` lists the operations and describes them; `todo`, `v1`, `operations` and `web_app`
//! answer requests, and `middleware` surrounds them; `unsent` bounds the memory of responses; `extract` reads requests;
//! `respond` writes responses and `live` wakes streams; `routing`, `limits`, `connection` and `config` hold what all of
//! them share.

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
