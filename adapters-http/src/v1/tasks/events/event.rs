//! Serializes server-sent events (HTML standard, "Server-sent events").

use actix_web::web::Bytes;
use serde_json::json;
use tasklane_core::task::TaskRecord;

use crate::v1::tasks::bodies::TaskBody;

/// Minimum reconnection delay. The delays of the clients differ, so that not all clients reconnect at the same time
/// after a restart.
const MIN_RETRY_MS: u64 = 1000;
const RETRY_SPREAD_MS: u64 = 4000;
/// Step between the delays of consecutive streams. It is coprime to the spread, so the delays cover the whole range.
const RETRY_STEP_MS: u64 = 1237;

/// Returns a comment, which clients ignore.
pub(super) fn heartbeat() -> Bytes {
    Bytes::from_static(b":\n\n")
}

/// Returns the first event, with the id to resume from and the reconnection delay. The event has JSON data, because the
/// widely used `@microsoft/fetch-event-source` also dispatches events without data, and its callers parse all data as
/// JSON.
pub(super) fn start(number: u64, position: i64) -> Bytes {
    let retry = MIN_RETRY_MS + number.wrapping_mul(RETRY_STEP_MS) % RETRY_SPREAD_MS;
    format!("retry: {retry}\nid: {position}\nevent: ready\ndata: {{}}\n\n").into()
}

/// Returns the event of a change. `next` is the position to resume from after the event.
pub(super) fn change(
    TaskRecord { task, deleted_at }: &TaskRecord,
    next: i64,
) -> Result<Bytes, serde_json::Error> {
    let (event, data) = match deleted_at {
        // A line break would end the data of the event, but JSON escapes line breaks.
        None => ("task.upsert", serde_json::to_string(&TaskBody::from(task))?),
        Some(_) => ("task.delete", json!({"id": task.id.get()}).to_string()),
    };
    Ok(format!("id: {next}\nevent: {event}\ndata: {data}\n\n").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_get_different_reconnection_delays() {
        let retries: std::collections::HashSet<_> =
            (0..RETRY_SPREAD_MS).map(|number| start(number, 7)).collect();
        assert_eq!(u64::try_from(retries.len()).unwrap(), RETRY_SPREAD_MS);
        assert_eq!(start(1, 7), "retry: 2237\nid: 7\nevent: ready\ndata: {}\n\n");
    }
}
