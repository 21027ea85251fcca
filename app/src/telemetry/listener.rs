//! The metrics listener. It requires no authentication, so it is separate from the API. It also serves the health
//! probes, which must work while clients use all connections of the API.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use tasklane_http::Probes;
use tokio::time::interval;

use super::{MetricsRegistry, ScrapeGauges};

/// The content type of the Prometheus text format.
const CONTENT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Only a few collectors and probes connect to this listener.
const MAX_CONNECTIONS: usize = 64;
const UPKEEP_PERIOD: Duration = Duration::from_secs(5);

pub(crate) struct MetricsListener {
    listener: TcpListener,
    registry: MetricsRegistry,
}

struct ScrapeState {
    registry: MetricsRegistry,
    gauges: ScrapeGauges,
}

impl MetricsListener {
    pub(crate) fn bind(address: SocketAddr, registry: MetricsRegistry) -> std::io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address)?, registry })
    }

    pub(crate) fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Runs until the future is dropped. If the listener fails, the API continues without metrics.
    pub(crate) async fn run(self, gauges: ScrapeGauges, probes: Probes) -> Infallible {
        let Self { listener, registry } = self;
        if let Err(error) = serve(listener, registry.clone(), gauges, probes) {
            tracing::error!(cause = %error, "cannot serve the metrics");
        }
        let mut ticks = interval(UPKEEP_PERIOD);
        loop {
            ticks.tick().await;
            registry.run_upkeep();
        }
    }
}

fn serve(
    listener: TcpListener,
    registry: MetricsRegistry,
    gauges: ScrapeGauges,
    probes: Probes,
) -> std::io::Result<()> {
    let state = Data::from(Arc::new(ScrapeState { registry, gauges }));
    let app = move || {
        let probes = |app: &mut web::ServiceConfig| probes.register(app);
        App::new().app_data(state.clone()).route("/metrics", web::get().to(render)).configure(probes)
    };
    let server = HttpServer::new(app)
        .workers(1)
        .max_connections(MAX_CONNECTIONS)
        .disable_signals()
        .shutdown_timeout(0)
        .listen(listener)?;
    tokio::spawn(server.run());
    Ok(())
}

async fn render(state: Data<ScrapeState>) -> HttpResponse {
    state.gauges.update();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, CONTENT))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(state.registry.render())
}
