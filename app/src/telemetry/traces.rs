//! Exports spans to a collector (OTLP over HTTP, Protobuf), and continues the traces of clients (W3C Trace Context).

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
use tasklane_runtime::format_error_chain;
use thiserror::Error;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

use super::LogLayer;
use crate::settings;

const NAME: &str = "tasklane";
const EXPORT_TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum time at shutdown to export the remaining spans.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug, Error)]
pub enum TraceError {
    #[error("cannot create the HTTP client for traces")]
    Client(#[from] reqwest::Error),
    #[error("cannot create the trace exporter")]
    Exporter(#[from] ExporterBuildError),
}

pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Starts the export. Call it outside any async runtime, because the exporter uses a blocking HTTP client.
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
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(settings.sample_ratio))))
            .with_resource(Resource::builder().with_service_name(settings.service_name.clone()).build())
            .build();
        global::set_text_map_propagator(TraceContextPropagator::new());
        Ok(Self(provider))
    }

    /// Returns the layer that exports the spans of this program with their fields. Log events are not exported.
    pub(crate) fn layer(&self) -> LogLayer {
        let is_ours = |span: &Metadata<'_>| span.is_span() && span.target().starts_with(NAME);
        let spans = tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer(NAME))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false);
        spans.with_filter(filter_fn(is_ours).with_max_level_hint(LevelFilter::INFO)).boxed()
    }

    /// Exports the remaining spans. Like [`start`](Self::start), call it outside any async runtime.
    pub(crate) fn finish(self) {
        if let Err(error) = self.0.shutdown_with_timeout(FLUSH_TIMEOUT) {
            tracing::warn!(cause = format_error_chain(&error), "cannot export the last spans");
        }
    }
}

/// Loads the system's CA certificates only for an `https` collector, because loading fails on a system without
/// certificates.
fn client(endpoint: &str) -> reqwest::Result<Client> {
    let client = Client::builder().timeout(EXPORT_TIMEOUT).redirect(Policy::none());
    if endpoint.starts_with("https:") { client.build() } else { client.tls_certs_only([]).build() }
}
