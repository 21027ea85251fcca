//! The HTTP server: what it listens on, what each worker thread holds, how it stops.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::web::Data;
use actix_web::{App, HttpServer};

use crate::config::HttpConfig;
use crate::layers::stack;
use crate::operations::PublicKeys;
use crate::routes::Routes;
use crate::services::Services;

/// A head that is not complete by then is cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// So long requests in flight may take once the server stops.
const SHUTDOWN_SECONDS: u64 = 25;

/// Set once the server is about to stop, so that probes send new requests elsewhere.
#[derive(Debug, Default)]
pub struct Draining(AtomicBool);

impl Draining {
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Starts to serve; to be awaited, and stopped by its handle.
///
/// `services` is called once on each worker thread, for connections that live where they are used.
pub fn serve(
    listener: TcpListener,
    config: HttpConfig,
    workers: usize,
    draining: Arc<Draining>,
    services: impl Fn() -> Services + Clone + Send + 'static,
) -> std::io::Result<Server> {
    let routes = Routes::new(&config);
    let config = Data::new(config);
    let draining = Data::from(draining);
    let server = HttpServer::new(move || {
        let Services { accounts, exports, sessions, tasks, limiter, health, public_keys } = services();
        let app = App::new()
            .app_data(config.clone())
            .app_data(draining.clone())
            .app_data(Data::new(accounts))
            .app_data(Data::new(exports))
            .app_data(Data::new(sessions))
            .app_data(Data::new(tasks))
            .app_data(Data::new(limiter))
            .app_data(Data::new(health))
            .app_data(Data::new(PublicKeys(public_keys)))
            .configure(|app| routes.register(app));
        stack::wrap(app, &config.allowed_origins)
    })
    .workers(workers)
    .client_request_timeout(HEAD_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    // The caller decides what a signal means: by default SIGINT would cut requests in flight.
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}
