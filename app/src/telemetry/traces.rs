//! Sends spans to a collector (OTLP by HTTP, in Protobuf), and takes over the traces of who calls (W3C Trace Context).

use std::collections::HashMap;
use std::time::Duration;

use opentelemetry::global;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use secrecy::ExposeSecret;
use tasklane_runtime::causes;
use thiserror::Error;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

use super::Reader;
use crate::settings;

const NAME: &str = "tasklane";
/// For the collector's answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// For what is not sent yet when the server ends.
const LAST_WORDS: Duration = Duration::from_secs(5);

#[derive(Debug, Error)]
pub enum TraceError {
    #[error("there is no way to send traces by")]
    Client(#[from] reqwest::Error),
    #[error("traces can't be sent")]
    Exporter(#[from] ExporterBuildError),
}

pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// To be called outside of any runtime: spans are sent by a thread that waits for each answer.
    pub(crate) fn start(settings: &settings::Traces) -> Result<Self, TraceError> {
        let headers = settings.headers.0.iter();
        let headers: HashMap<_, _> =
            headers.map(|(name, value)| (name.clone(), value.expose_secret().to_owned())).collect();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client(&settings.endpoint)?)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(&settings.endpoint)
            .with_headers(headers)
            .build()?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(settings.share))))
            .with_resource(Resource::builder().with_service_name(settings.service_name.clone()).build())
            .build();
        global::set_text_map_propagator(TraceContextPropagator::new());
        Ok(Self(provider))
    }

    /// Sends our spans, and what they say about themselves. What is logged meanwhile stays in the log.
    pub(crate) fn reader(&self) -> Reader {
        let is_ours = |span: &Metadata<'_>| span.is_span() && span.target().starts_with(NAME);
        let spans = tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer(NAME))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false);
        spans.with_filter(filter_fn(is_ours).with_max_level_hint(LevelFilter::INFO)).boxed()
    }

    /// Sends the rest. Outside of any runtime, too.
    pub(crate) fn finish(self) {
        if let Err(error) = self.0.shutdown_with_timeout(LAST_WORDS) {
            tracing::warn!(cause = causes(&error), "the last spans were not sent");
        }
    }
}

/// Certificates are looked for only where they are needed: some systems have none.
fn client(endpoint: &str) -> reqwest::Result<Client> {
    let client = Client::builder().timeout(PATIENCE).redirect(Policy::none());
    if endpoint.starts_with("https:") { client.build() } else { client.tls_certs_only([]).build() }
}
