//! Builds and runs the HTTP server: the state of each worker thread, the limits on connections, and shutdown.

use std::net::TcpListener;
use std::sync::Arc;

#[cfg(feature = "testing")]
use actix_http::Request;
use actix_web::body::BoxBody;
#[cfg(feature = "testing")]
use actix_web::dev::Service;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::web::Data;
use actix_web::{App, Error};

use super::Services;
use super::accept::accept;
use super::registry::Registry;
use super::tls::Tls;
use crate::config::HttpConfig;
use crate::connection::Draining;
use crate::extract;
use crate::limits::{InFlight, Uploads};
use crate::middleware;
use crate::middleware::RequestMetrics;
use crate::operations::{PublicKeys, Readiness};
use crate::response_memory::ResponseMemory;
use crate::route_registration::Routes;
use crate::v1;

/// Time that requests in flight get to finish when the server stops.
const SHUTDOWN_SECONDS: u64 = 25;

/// State shared by all workers.
#[derive(Clone)]
struct Shared {
    config: Data<HttpConfig>,
    routes: Routes,
    draining: Data<Draining>,
    in_flight: Data<InFlight>,
    response_memory: Data<ResponseMemory>,
    uploads: Data<Uploads>,
}

impl Shared {
    fn new(config: HttpConfig, draining: Arc<Draining>) -> Self {
        Self {
            routes: Routes::new(&config),
            response_memory: Data::new(ResponseMemory::new(config.limits.response_memory)),
            config: Data::new(config),
            draining: Data::from(draining),
            in_flight: Data::default(),
            uploads: Data::default(),
        }
    }

    /// Builds the application of one worker.
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
        let Services {
            accounts,
            exports,
            sessions,
            tasks,
            limiter,
            reset_requests,
            info,
            live,
            health,
            shared_store,
            public_keys,
        } = services;
        let app = App::new()
            .app_data(self.config.clone())
            .app_data(self.draining.clone())
            .app_data(self.in_flight.clone())
            .app_data(self.response_memory.clone())
            .app_data(self.uploads.clone())
            .app_data(Data::new(RequestMetrics::default()))
            .app_data(Data::new(accounts))
            .app_data(Data::new(exports))
            .app_data(Data::new(sessions))
            .app_data(Data::new(tasks))
            .app_data(Data::new(limiter))
            .app_data(Data::new(reset_requests))
            .app_data(Data::new(info))
            .app_data(Data::from(live))
            .app_data(Data::new(v1::tasks::ReadPermits::default()))
            .app_data(Data::new(Readiness::new(health, shared_store)))
            .app_data(Data::new(PublicKeys(public_keys)))
            .configure(|app| self.routes.register(app));
        middleware::wrap(app, &self.config.allowed_origins)
    }
}

/// Starts the server. Await the returned [`Server`], and stop the server with its handle.
///
/// `services` is called once on each worker thread, because database connections are bound to the thread that uses
/// them.
pub fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    config: HttpConfig,
    workers: usize,
    draining: Arc<Draining>,
    services: impl Fn() -> Services + Clone + Send + 'static,
) -> std::io::Result<Server> {
    extract::register_rejection_counters();
    let config = HttpConfig { terminates_tls: tls.is_some(), ..config };
    let registry = Arc::new(Registry::new(config.limits.connections, config.trusted_proxies.clone()));
    let shared = Shared::new(config, draining);
    let app = move || shared.app(services());
    let server = Server::build()
        .workers(workers)
        // The registry limits connections. With the limit of the library, new connections would wait until other
        // connections end.
        .max_concurrent_connections(usize::MAX)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        // The caller handles signals. By default, SIGINT would abort requests in flight.
        .disable_signals();
    Ok(accept(server, listener, tls, registry, app)?.run())
}

/// Builds the application of one worker without a network connection, for tests and benchmarks.
#[cfg(feature = "testing")]
pub async fn in_process(
    config: HttpConfig,
    services: Services,
) -> impl Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> {
    actix_web::test::init_service(Shared::new(config, Arc::default()).app(services)).await
}
