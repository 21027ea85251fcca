//! Spans as a collector receives them.

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use reqwest::Method;
use serde_json::json;

use crate::support::{Collector, PASSWORD, Sandbox, Server, sign_up};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
const CANARY: &str = "kanarienvogel";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn attribute(span: &Span, name: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key == name)?;
    match found.value.clone()?.value? {
        Value::StringValue(text) => Some(text),
        Value::IntValue(number) => Some(number.to_string()),
        other => panic!("{name}: {other:?}"),
    }
}

/// Creates a task as part of a client's trace. Returns the path of the task.
async fn create_task(server: &Server) -> String {
    let ada = sign_up(server, "ada").await;
    let request = ada
        .request(Method::POST, "/api/v1/tasks?_secret=kanarienvogel")
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .header("x-request-id", "traced")
        .json(&json!({"title": CANARY}));
    let task = ada.send(request).await.expect(201);
    format!("/api/v1/tasks/{}", task["id"])
}

async fn request_continues_the_trace_of_its_client(sandbox: Sandbox, system: &str) {
    let collector = Collector::start().await;
    let sandbox = sandbox
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
        .with("OTEL_EXPORTER_OTLP_HEADERS", &format!("api-key={CANARY}"))
        .with("LOG_LEVEL", "trace");
    let server = sandbox.start_ready().await;
    let path = create_task(&server).await;
    server.get(&format!("{path}?_secret={CANARY}")).await.problem(401);
    // The server exports the remaining spans when it stops.
    let finished = server.stop().await;
    finished.expect(0);

    assert!(collector.heads().iter().all(|head| head.starts_with("POST /v1/traces HTTP/1.1\r\n")));
    assert!(collector.heads().iter().all(|head| head.contains(&format!("api-key: {CANARY}\r\n"))));
    let spans = collector.spans();
    let request = spans.iter().find(|span| hex(&span.parent_span_id) == CALLER).unwrap();
    assert_eq!((hex(&request.trace_id).as_str(), request.name.as_str()), (TRACE, "POST /api/v1/tasks"));
    for (name, value) in [
        ("http.request.method", "POST"),
        ("http.route", "/api/v1/tasks"),
        ("http.response.status_code", "201"),
        ("request_id", "traced"),
    ] {
        assert_eq!(attribute(request, name).as_deref(), Some(value), "{request:?}");
    }
    let call = spans.iter().find(|span| span.parent_span_id == request.span_id).unwrap();
    assert_eq!((hex(&call.trace_id).as_str(), call.name.as_str()), (TRACE, "database write"));
    assert_eq!(attribute(call, "db.system.name").as_deref(), Some(system));
    assert!(spans.iter().all(|span| !span.name.contains("/health")), "probes must not be traced");
    let without_parent = spans.iter().filter(|span| span.parent_span_id.is_empty());
    assert!(
        without_parent.into_iter().all(|span| span.name.contains("/api/v1/")),
        "background work must not be traced"
    );

    for secret in [CANARY, PASSWORD, &path, "127.0.0.1", "ada@", "Bearer", "$2b$"] {
        assert!(!collector.text().contains(secret), "{secret}");
    }
    assert!(!finished.stdout.contains(CANARY) && !finished.stderr.contains(CANARY));
    let line = finished.log().into_iter().find(|line| line["request_id"] == "traced").unwrap();
    assert_eq!(line["trace_id"], TRACE);
}

// assures: R901
#[tokio::test]
async fn request_continues_the_trace_of_its_client_on_sqlite() {
    request_continues_the_trace_of_its_client(Sandbox::on_sqlite(), "sqlite").await;
}

#[tokio::test]
async fn request_continues_the_trace_of_its_client_on_postgres() {
    request_continues_the_trace_of_its_client(Sandbox::on_postgres().await, "postgresql").await;
}

#[tokio::test]
async fn missing_collector_does_not_affect_requests() {
    let gone = Collector::start().await.url().replace("http://127.0.0.1:", "http://127.0.0.2:");
    let server = Sandbox::on_sqlite().with("OTEL_EXPORTER_OTLP_ENDPOINT", &gone).start_ready().await;
    create_task(&server).await;
    server.stop().await.expect(0);
}

#[tokio::test]
async fn log_line_has_no_trace_id_without_a_collector() {
    let server = Sandbox::on_sqlite().start_ready().await;
    create_task(&server).await;
    let finished = server.stop().await;
    finished.expect(0);
    let line = finished.log().into_iter().find(|line| line["request_id"] == "traced").unwrap();
    assert!(line["trace_id"].is_null(), "{line}");
}
