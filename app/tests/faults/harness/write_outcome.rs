//! The outcome of a request according to its response.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;
use serde_json::Value;

use super::RequestLog;

/// The timeout of a request, longer than any request may take, so that a hanging request is detected.
const TIMEOUT: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(crate) enum WriteOutcome {
    /// The request succeeded, now or in an earlier attempt.
    Done(Value),
    /// The task does not exist.
    NotFound,
    /// The write was rejected.
    Rejected,
    /// The outcome is unknown: the server returned `outcome-unknown`, or did not respond.
    Unknown,
    /// A request with the same idempotency key is in progress.
    InUse,
}

impl WriteOutcome {
    /// Sends a request. A response that no fault can explain fails the test.
    pub(crate) async fn by(request: RequestBuilder, seen: &RequestLog) -> Self {
        let (begun, is_write) = (Instant::now(), !is_read(&request));
        let response = send(request).await;
        let status = response.as_ref().map(|(status, _)| *status);
        seen.record(begun, is_write, status);
        let Some((status, text)) = response else { return Self::Unknown };
        let body = || serde_json::from_str::<Value>(&text).unwrap_or(Value::Null);
        match (status, body()["code"].as_str()) {
            (200 | 201 | 204, _) => Self::Done(body()),
            (404, Some("task-not-found")) => Self::NotFound,
            (503, Some("unavailable")) => Self::Rejected,
            (504, Some("outcome-unknown")) => Self::Unknown,
            (409, Some("idempotency-key-in-use")) => Self::InUse,
            _ => panic!("{status}: {text}"),
        }
    }
}

fn is_read(request: &RequestBuilder) -> bool {
    request.try_clone().unwrap().build().unwrap().method().is_safe()
}

/// Returns `None` if there is no complete response.
async fn send(request: RequestBuilder) -> Option<(u16, String)> {
    let response = request.timeout(TIMEOUT).send().await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.text().await.ok()?))
}
