//! How a stream is written (the HTML standard, "Server-sent events").

use actix_web::web::Bytes;
use serde_json::json;
use tasklane_core::task::TaskRecord;

use crate::v1::tasks::bodies::TaskBody;

/// Of many clients whose server went away, not all shall come back together.
const SHORTEST_RETRY_MS: u64 = 1000;
const RETRY_SPREAD_MS: u64 = 4000;
/// Prime to the spread, so that one after the other they are spread over all of it.
const RETRY_STEP_MS: u64 = 1237;

/// A comment, which clients skip.
pub(super) fn heartbeat() -> Bytes {
    Bytes::from_static(b":\n\n")
}

/// The first event. It states the id to resume from and the time to wait before that. It has data, because the widely used
/// `@microsoft/fetch-event-source` dispatches blocks without data as well, and its callers parse the data as JSON.
pub(super) fn start(number: u64, position: i64) -> Bytes {
    let retry = SHORTEST_RETRY_MS + number.wrapping_mul(RETRY_STEP_MS) % RETRY_SPREAD_MS;
    format!("retry: {retry}\nid: {position}\nevent: ready\ndata: {{}}\n\n").into()
}

/// `next` is where to go on after this one.
pub(super) fn change(
    TaskRecord { task, deleted_at }: &TaskRecord,
    next: i64,
) -> Result<Bytes, serde_json::Error> {
    let (event, data) = match deleted_at {
        // Written without line breaks, as the data of an event must be.
        None => ("task.upsert", serde_json::to_string(&TaskBody::from(task))?),
        Some(_) => ("task.delete", json!({"id": task.id.get()}).to_string()),
    };
    Ok(format!("id: {next}\nevent: {event}\ndata: {data}\n\n").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_come_back_at_different_times() {
        let retries: std::collections::HashSet<_> =
            (0..RETRY_SPREAD_MS).map(|number| start(number, 7)).collect();
        assert_eq!(u64::try_from(retries.len()).unwrap(), RETRY_SPREAD_MS);
        assert_eq!(start(1, 7), "retry: 2237\nid: 7\nevent: ready\ndata: {}\n\n");
    }
}
