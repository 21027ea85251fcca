//! What an answer says about what was done.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;
use serde_json::Value;

use super::Seen;

/// Longer than any request may take: who waits in vain is seen to have waited too long.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(crate) enum Told {
    /// It was done, or done before.
    Done(Value),
    /// There is nothing to do it to.
    Gone,
    /// It was not done.
    Refused,
    /// It may have been done: the server says that it does not know, or said nothing.
    Unknown,
    /// The same request is under way.
    InUse,
}

impl Told {
    /// Sends a request. Any answer that none should get, whatever is broken, ends the test.
    pub(crate) async fn by(request: RequestBuilder, seen: &Seen) -> Self {
        let (begun, is_write) = (Instant::now(), !is_read(&request));
        let answer = answer(request).await;
        let status = answer.as_ref().map(|(status, _)| *status);
        seen.note(begun, is_write, status);
        let Some((status, text)) = answer else { return Self::Unknown };
        let body = || serde_json::from_str::<Value>(&text).unwrap_or(Value::Null);
        match (status, body()["code"].as_str()) {
            (200 | 201 | 204, _) => Self::Done(body()),
            (404, Some("task-not-found")) => Self::Gone,
            (503, Some("unavailable")) => Self::Refused,
            (504, Some("outcome-unknown")) => Self::Unknown,
            (409, Some("idempotency-key-in-use")) => Self::InUse,
            _ => panic!("{status}: {text}"),
        }
    }
}

fn is_read(request: &RequestBuilder) -> bool {
    request.try_clone().unwrap().build().unwrap().method().is_safe()
}

/// `None` when there was none, or not a whole one.
async fn answer(request: RequestBuilder) -> Option<(u16, String)> {
    let answer = request.timeout(PATIENCE).send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.text().await.ok()?))
}
