//! A client of the live stream.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{Client, conformance};

pub const STREAM: &str = "/api/v1/tasks/stream";
/// A generous upper bound.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// An event that matches the OpenAPI document.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: i64,
    pub name: String,
    pub data: Value,
}

impl Event {
    /// Returns the id of the event's task.
    pub fn task_id(&self) -> i64 {
        self.data["id"].as_i64().unwrap()
    }
}

pub struct LiveStream {
    response: Response,
    read: Vec<u8>,
    /// The id of the last event. A client resumes after it with the `Last-Event-ID` header.
    pub last_id: i64,
}

impl LiveStream {
    /// Opens a stream of new events.
    pub async fn open(api: &Client) -> Self {
        Self::begin(api.request(Method::GET, STREAM)).await
    }

    pub async fn resume(api: &Client, last_id: i64) -> Self {
        Self::begin(api.request(Method::GET, STREAM).header("last-event-id", last_id)).await
    }

    async fn begin(request: reqwest::RequestBuilder) -> Self {
        let response = request.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self { response, read: Vec::new(), last_id: -1 };
        let start = stream.next_block().await.unwrap();
        let start = start.strip_suffix("\nevent: ready\ndata: {}").unwrap_or_else(|| panic!("{start}"));
        let (retry, id) = start.strip_prefix("retry: ").unwrap().split_once("\nid: ").unwrap();
        assert!((1000..5000).contains(&retry.parse::<u64>().unwrap()), "{retry}");
        stream.last_id = id.parse().unwrap();
        stream
    }

    /// Waits for the next event.
    pub async fn next(&mut self) -> Event {
        self.event().await.expect("the stream must not end")
    }

    /// Waits for the end of the stream. Panics if an event arrives before the end.
    pub async fn ends(mut self) {
        assert_eq!(self.event().await, None);
    }

    /// Returns the next event, or `None` at the end.
    pub async fn event(&mut self) -> Option<Event> {
        loop {
            let block = self.next_block().await?;
            if block.starts_with(':') {
                continue;
            }
            let mut lines = block.lines();
            let mut field = |name: &str| lines.next().unwrap().strip_prefix(name).unwrap().to_owned();
            let (id, name, data) = (field("id: "), field("event: "), field("data: "));
            assert_eq!(lines.next(), None, "{block}");
            let event = Event { id: id.parse().unwrap(), name, data: serde_json::from_str(&data).unwrap() };
            match &*event.name {
                "task.upsert" => conformance::check_schema("Task", &event.data),
                "task.delete" => assert_eq!(event.data, json!({"id": event.task_id()})),
                other => panic!("the event {other} must be documented"),
            }
            self.last_id = event.id;
            return Some(event);
        }
    }

    /// Reads up to the next empty line. Returns `None` at the end of the response.
    async fn next_block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.read.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.read.drain(..end + 2).collect();
                return Some(String::from_utf8(block).unwrap().trim_end().to_owned());
            }
            let chunk = timeout(MAX_WAIT, self.response.chunk())
                .await
                .expect("the stream must send data in time")
                .unwrap();
            let Some(chunk) = chunk else {
                assert_eq!(self.read, b"", "the stream must not end within an event");
                return None;
            };
            self.read.extend_from_slice(&chunk);
        }
    }
}
