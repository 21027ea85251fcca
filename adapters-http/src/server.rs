//! The HTTP server: what each worker thread holds, how many connections there are, how it stops.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::App;
use actix_web::dev::Server;
use actix_web::web::Data;

use crate::config::HttpConfig;
use crate::connection::{Tls, accept};
use crate::layers::request_figures::RequestFigures;
use crate::layers::stack;
use crate::layers::work::InFlight;
use crate::limits;
use crate::live::Reads;
use crate::operations::{PublicKeys, Readiness};
use crate::routes::Routes;
use crate::services::Services;
use crate::transfers::Transfers;

/// Beside those that carry streams. An idle connection takes some 20 KB. More clients wait until one of these ends.
const MAX_CONNECTIONS: usize = 8192;
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
    tls: Option<Tls>,
    config: HttpConfig,
    workers: usize,
    draining: Arc<Draining>,
    services: impl Fn() -> Services + Clone + Send + 'static,
) -> std::io::Result<Server> {
    limits::show_refusals();
    let routes = Routes::new(&config);
    let most_connections = MAX_CONNECTIONS + config.bounds.streams;
    let config = Data::new(config);
    let draining = Data::from(draining);
    let in_flight = Data::new(InFlight::default());
    let transfers = Data::new(Transfers::default());
    let app = move || {
        let Services { accounts, exports, sessions, tasks, limiter, live, health, sharing, public_keys } =
            services();
        let app = App::new()
            .app_data(config.clone())
            .app_data(draining.clone())
            .app_data(in_flight.clone())
            .app_data(transfers.clone())
            .app_data(Data::new(RequestFigures::default()))
            .app_data(Data::new(accounts))
            .app_data(Data::new(exports))
            .app_data(Data::new(sessions))
            .app_data(Data::new(tasks))
            .app_data(Data::new(limiter))
            .app_data(Data::from(live))
            .app_data(Data::new(Reads::default()))
            .app_data(Data::new(Readiness::new(health, sharing)))
            .app_data(Data::new(PublicKeys(public_keys)))
            .configure(|app| routes.register(app));
        stack::wrap(app, &config.allowed_origins)
    };
    let server = Server::build()
        .workers(workers)
        .max_concurrent_connections(most_connections / workers.max(1))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        // The caller decides what a signal means: by default SIGINT would cut requests in flight.
        .disable_signals();
    Ok(accept(server, listener, tls, app)?.run())
}
