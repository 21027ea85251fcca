//! Where the metrics are shown: on a listener of their own, for whoever reaches that one may read them. The probes are served
//! there as well: they get in when clients hold all connections of the API.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use tasklane_http::Probes;
use tokio::time::interval;

use super::{Exposition, Moment};

/// Of the text format of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Nobody else than a few collectors has business here.
const MAX_CONNECTIONS: usize = 64;
const BETWEEN_TIDYINGS: Duration = Duration::from_secs(5);

pub(crate) struct MetricsListener {
    listener: TcpListener,
    exposition: Exposition,
}

struct Shown {
    exposition: Exposition,
    moment: Moment,
}

impl MetricsListener {
    pub(crate) fn bind(address: SocketAddr, exposition: Exposition) -> std::io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address)?, exposition })
    }

    pub(crate) fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Runs until it is dropped. Should it fail, the API goes on without it.
    pub(crate) async fn run(self, moment: Moment, probes: Probes) -> Infallible {
        let Self { listener, exposition } = self;
        if let Err(error) = serve(listener, exposition.clone(), moment, probes) {
            tracing::error!(cause = %error, "the metrics are not shown");
        }
        let mut ticks = interval(BETWEEN_TIDYINGS);
        loop {
            ticks.tick().await;
            exposition.tidy();
        }
    }
}

fn serve(
    listener: TcpListener,
    exposition: Exposition,
    moment: Moment,
    probes: Probes,
) -> std::io::Result<()> {
    let shown = Data::from(Arc::new(Shown { exposition, moment }));
    let app = move || {
        let probes = |app: &mut web::ServiceConfig| probes.register(app);
        App::new().app_data(shown.clone()).route("/metrics", web::get().to(show)).configure(probes)
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

async fn show(shown: Data<Shown>) -> HttpResponse {
    shown.moment.look();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, TEXT))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(shown.exposition.render())
}
