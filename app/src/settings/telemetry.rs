//! The settings of metrics and traces. The settings of traces have the standard names (OpenTelemetry, "General SDK
//! Configuration" and "OTLP Exporter Configuration").

use std::fmt;
use std::net::SocketAddr;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::reader::Reader;

#[derive(Debug, Clone)]
pub struct Telemetry {
    pub metrics_addr: Option<SocketAddr>,
    pub traces: Option<Traces>,
}

#[derive(Debug, Clone)]
pub struct Traces {
    /// The full URL for spans, which are sent over HTTP as Protobuf.
    pub endpoint: String,
    pub headers: Headers,
    pub service_name: String,
    /// The sampled fraction of the traces that begin in this server, from 0 to 1.
    pub sample_ratio: f64,
}

/// Headers for the collector, such as an API key.
#[derive(Clone, Default)]
pub struct Headers(pub Vec<(String, SecretString)>);

/// Shows only the names: values may be secrets.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

pub(super) fn read(reader: &mut Reader<'_>, api: SocketAddr) -> Telemetry {
    let metrics_addr = reader.optional("METRICS_ADDR", |raw| match raw.parse() {
        Ok(address) if overlap(address, api) => Err("must differ from BIND_ADDR"),
        Ok(address) => Ok(address),
        Err(_fault) => Err("must be an address and a port, such as 127.0.0.1:9100"),
    });
    Telemetry { metrics_addr, traces: traces(reader) }
}

/// Returns whether both listeners would use the same address.
fn overlap(one: SocketAddr, other: SocketAddr) -> bool {
    let any = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() != 0 && one.port() == other.port() && (any || one.ip() == other.ip())
}

/// Validates every setting even if no collector is configured.
fn traces(reader: &mut Reader<'_>) -> Option<Traces> {
    let headers = reader.secret("OTEL_EXPORTER_OTLP_HEADERS", |raw| headers(raw.expose_secret()));
    let service_name = reader.or_default("OTEL_SERVICE_NAME", "tasklane".to_owned(), service_name);
    let sample_ratio = reader.or_default("OTEL_TRACES_SAMPLER_ARG", 1.0, |raw| match raw.parse() {
        Ok(ratio) if (0.0..=1.0).contains(&ratio) => Ok(ratio),
        _ => Err("must be a number from 0 to 1"),
    });
    let endpoint = reader.optional("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)?;
    Some(Traces { endpoint, headers: headers.unwrap_or_default(), service_name, sample_ratio })
}

fn endpoint(raw: &str) -> Result<String, &'static str> {
    let url = Url::parse(raw).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or("must be a URL such as http://collector.example:4318")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain credentials: use OTEL_EXPORTER_OTLP_HEADERS");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must be a URL without ? and #: the server appends /v1/traces to it");
    }
    Ok(format!("{}/v1/traces", url.as_str().trim_end_matches('/')))
}

fn service_name(raw: &str) -> Result<String, &'static str> {
    let is_fine = raw.chars().count() <= 100 && !raw.chars().any(char::is_control);
    is_fine.then(|| raw.to_owned()).ok_or("must be at most 100 characters without control characters")
}

/// Parses comma-separated `name=value` pairs with percent-encoded values, as in W3C Baggage.
fn headers(raw: &str) -> Result<Headers, &'static str> {
    let pair = |text: &str| {
        let (name, value) = text.split_once('=')?;
        let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let name = Some(name.trim()).filter(|name| !name.is_empty() && is_name(name))?;
        let is_value = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        is_value.then(|| (name.to_owned(), SecretString::from(value.into_owned())))
    };
    let headers: Option<Vec<_>> = raw.split(',').map(pair).collect();
    headers.map(Headers).ok_or("must be comma-separated pairs such as api-key=abc")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Environment;

    fn telemetry(pairs: &[(&'static str, &str)]) -> Result<Telemetry, String> {
        let environment =
            Environment::from_pairs(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut reader = Reader::new(&environment);
        let telemetry = read(&mut reader, "127.0.0.1:8000".parse().unwrap());
        reader.finish(Some(telemetry)).map_err(|error| error.to_string())
    }

    #[test]
    fn metrics_and_traces_are_off_by_default() {
        let off = telemetry(&[]).unwrap();
        assert!(off.metrics_addr.is_none() && off.traces.is_none());
    }

    // assures: R610
    #[test]
    fn metrics_address_must_differ_from_the_api_address() {
        for address in ["127.0.0.1:8000", "0.0.0.0:8000", "[::]:8000"] {
            assert!(telemetry(&[("METRICS_ADDR", address)]).is_err(), "{address}");
        }
        for address in ["127.0.0.1:9100", "127.0.0.1:0", "127.0.0.2:8000"] {
            assert!(telemetry(&[("METRICS_ADDR", address)]).is_ok(), "{address}");
        }
    }

    #[test]
    fn spans_are_sent_to_the_traces_path_of_the_collector() {
        let traces = telemetry(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://otlp.example/base/"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=hunter2, x-team = a%20b"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
        ]);
        let traces = traces.unwrap().traces.unwrap();
        assert_eq!(traces.endpoint, "https://otlp.example/base/v1/traces");
        assert_eq!(traces.headers.0[1].1.expose_secret(), "a b");
        assert_eq!(format!("{:?}", traces.headers), r#"{"api-key", "x-team"}"#);
    }

    #[test]
    fn invalid_setting_is_reported_without_its_value_even_if_traces_are_off() {
        for (name, value) in [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://ada:hunter2@otlp.example"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "hunter2:4317"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "hunter2"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=b,=hunter2"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=hunter2%0d%0a"),
            ("OTEL_TRACES_SAMPLER_ARG", "1.5"),
            ("OTEL_TRACES_SAMPLER_ARG", "NaN"),
        ] {
            let report = telemetry(&[(name, value)]).unwrap_err();
            assert!(report.contains(name) && !report.contains("hunter2"), "{report}");
        }
    }
}
