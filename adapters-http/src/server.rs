//! The HTTP server: what each worker thread holds, how many connections there are, how it stops.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "testing")]
use actix_http::Request;
use actix_web::body::BoxBody;
#[cfg(feature = "testing")]
use actix_web::dev::Service;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::web::Data;
use actix_web::{App, Error};

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

/// What all workers share.
#[derive(Clone)]
struct Shared {
    config: Data<HttpConfig>,
    routes: Routes,
    draining: Data<Draining>,
    in_flight: Data<InFlight>,
    transfers: Data<Transfers>,
}

impl Shared {
    fn new(config: HttpConfig, draining: Arc<Draining>) -> Self {
        Self {
            routes: Routes::new(&config),
            config: Data::new(config),
            draining: Data::from(draining),
            in_flight: Data::default(),
            transfers: Data::default(),
        }
    }

    /// What one worker serves.
    fn app(
        &self,
        services: Services,
    ) -> App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = Error,
            InitError = (),
        > + use<>,
    > {
        let Services { accounts, exports, sessions, tasks, limiter, live, health, sharing, public_keys } =
            services;
        let app = App::new()
            .app_data(self.config.clone())
            .app_data(self.draining.clone())
            .app_data(self.in_flight.clone())
            .app_data(self.transfers.clone())
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
            .configure(|app| self.routes.register(app));
        stack::wrap(app, &self.config.allowed_origins)
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
    let most_connections = MAX_CONNECTIONS + config.bounds.streams;
    let config = HttpConfig { terminates_tls: tls.is_some(), ..config };
    let shared = Shared::new(config, draining);
    let app = move || shared.app(services());
    let server = Server::build()
        .workers(workers)
        .max_concurrent_connections(most_connections / workers.max(1))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        // The caller decides what a signal means: by default SIGINT would cut requests in flight.
        .disable_signals();
    Ok(accept(server, listener, tls, app)?.run())
}

/// What one worker serves, without a connection to come by.
#[cfg(feature = "testing")]
pub async fn in_process(
    config: HttpConfig,
    services: Services,
) -> impl Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> {
    actix_web::test::init_service(Shared::new(config, Arc::default()).app(services)).await
}
