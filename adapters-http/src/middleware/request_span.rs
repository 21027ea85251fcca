//! The span of a request. The span belongs to the caller's trace if the request names a trace (W3C Trace Context). It
//! contains no personal data: no user, address or path.

use actix_web::dev::ServiceRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use opentelemetry::global;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::{TraceContextExt, TraceId};
use tracing::Span;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::request_id::RequestId;
use super::request_metrics::method_label;

/// The span of a request. Disabled, without cost, if no traces are collected.
pub(super) struct RequestSpan(Span);

impl RequestSpan {
    pub(super) fn none() -> Self {
        Self(Span::none())
    }

    pub(super) fn start(req: &ServiceRequest, id: &RequestId) -> Self {
        let method = method_label(req.method());
        let span = tracing::info_span!(
            "request",
            otel.name = method,
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = method,
            http.route = Empty,
            http.response.status_code = Empty,
            request_id = id.as_str(),
        );
        if !span.is_disabled() {
            let parent = global::get_text_map_propagator(|format| format.extract(&Headers(req.headers())));
            // `set_parent` fails only for a span that has already begun.
            let _ = span.set_parent(parent);
        }
        Self(span)
    }

    pub(super) fn span(&self) -> Span {
        self.0.clone()
    }

    pub(super) fn end(&self, method: &str, route: Option<&str>, status: StatusCode) {
        if self.0.is_disabled() {
            return;
        }
        if let Some(route) = route {
            // The name of a span that has begun can only be changed through OpenTelemetry.
            self.0.context().span().update_name(format!("{method} {route}"));
            self.0.record("http.route", route);
        }
        self.0.record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            self.0.record("otel.status_code", "ERROR");
        }
    }

    pub(super) fn trace_id(&self) -> Option<TraceId> {
        if self.0.is_disabled() {
            return None;
        }
        let trace = self.0.context().span().span_context().trace_id();
        Some(trace).filter(|id| *id != TraceId::INVALID)
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(actix_web::http::header::HeaderName::as_str).collect()
    }
}
