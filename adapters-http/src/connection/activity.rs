//! The activity on a connection: its requests in progress, and the data received for the next requests.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use tokio::time::Instant;

use super::kill::ConnectionKill;
use super::state::{CloseRequest, ConnectionState, Phase};

#[derive(Debug)]
pub(crate) struct Activity {
    /// Number of requests in progress, from the end of their heads to the end of their responses.
    requests: Cell<usize>,
    idle_since: Cell<Instant>,
    /// When the first byte of an incomplete request head arrived.
    head_since: Cell<Option<Instant>>,
    /// Whether the client has closed its sending side, so that no more data will arrive.
    has_read_eof: Cell<bool>,
    /// Number of responses that are endless streams.
    streams: Cell<usize>,
    /// Number of bytes of pipelined requests that were received during an endless stream.
    pipelined: Cell<usize>,
    state: Arc<ConnectionState>,
}

/// Maximum number of bytes of pipelined requests during a stream. While the response to an earlier request is an
/// endless stream, the HTTP library would read pipelined requests without a limit and then run a busy loop.
const MAX_PIPELINED_BYTES: usize = 16 * 1024;

impl Default for Activity {
    fn default() -> Self {
        let idle_since = Cell::new(Instant::now());
        Self {
            requests: Cell::default(),
            idle_since,
            head_since: Cell::default(),
            has_read_eof: Cell::default(),
            streams: Cell::default(),
            pipelined: Cell::default(),
            state: Arc::default(),
        }
    }
}

impl Activity {
    pub(crate) fn new(state: Arc<ConnectionState>) -> Self {
        Self { state, ..Self::default() }
    }

    /// Marks the start of a request. The request is in progress until every clone of the returned guard is dropped.
    pub(crate) fn begin(this: &Rc<Self>) -> Rc<RequestGuard> {
        this.requests.set(this.requests.get() + 1);
        this.head_since.set(None);
        this.state.become_busy();
        Rc::new(RequestGuard(this.clone()))
    }

    pub(crate) fn record_read(&self) {
        if self.idle_since().is_some() && self.head_since.get().is_none() {
            let now = Instant::now();
            self.head_since.set(Some(now));
            self.state.enter(Phase::Head, now);
        }
    }

    /// Counts bytes of pipelined requests that are received during a stream.
    pub(crate) fn record_pipelined(&self, bytes: usize) {
        if self.streams.get() > 0 {
            self.pipelined.set(self.pipelined.get().saturating_add(bytes));
        }
    }

    pub(crate) fn mark_read_eof(&self) {
        self.has_read_eof.set(true);
    }

    /// Whether no more data is read, because the client has disconnected or has pipelined too much.
    pub(crate) fn is_read_closed(&self) -> bool {
        self.has_read_eof.get() || self.pipelined.get() > MAX_PIPELINED_BYTES
    }

    /// Returns the handle that ends the connection.
    pub(crate) fn kill(&self) -> &Arc<ConnectionKill> {
        self.state.kill()
    }

    /// Whether the connection should close now to make room for a new connection.
    pub(crate) fn should_close(&self) -> bool {
        match self.state.close_request() {
            CloseRequest::None => false,
            CloseRequest::IfIdle => self.idle_since().is_some() && self.head_since.get().is_none(),
            CloseRequest::IfNoRequest => self.idle_since().is_some(),
        }
    }

    /// Whether the next byte starts the head of a request.
    pub(crate) fn expects_head(&self) -> bool {
        self.requests.get() == 0 && self.head_since.get().is_none()
    }

    pub(crate) fn idle_since(&self) -> Option<Instant> {
        (self.requests.get() == 0).then(|| self.idle_since.get())
    }

    pub(crate) fn head_since(&self) -> Option<Instant> {
        self.head_since.get()
    }
}

#[derive(Debug)]
pub(crate) struct RequestGuard(Rc<Activity>);

impl Drop for RequestGuard {
    fn drop(&mut self) {
        let Self(activity) = self;
        let (left, now) = (activity.requests.get().saturating_sub(1), Instant::now());
        activity.requests.set(left);
        activity.idle_since.set(now);
        if left == 0 {
            activity.state.enter(Phase::Idle, now);
        }
    }
}

/// A response that is an endless stream.
#[derive(Debug)]
pub(crate) struct Streaming(Rc<Activity>);

impl Streaming {
    pub(crate) fn begin(activity: &Rc<Activity>) -> Self {
        activity.streams.set(activity.streams.get() + 1);
        activity.pipelined.set(0);
        Self(activity.clone())
    }

    /// Returns the handle that ends the connection, together with all its requests.
    pub(crate) fn kill(&self) -> Arc<ConnectionKill> {
        self.0.kill().clone()
    }

    /// Whether the client has disconnected or has pipelined too much. Streams must poll this method, because the HTTP
    /// library does not report a disconnect to a streaming response.
    pub(crate) fn is_read_closed(&self) -> bool {
        self.0.is_read_closed()
    }
}

impl Drop for Streaming {
    fn drop(&mut self) {
        let Self(activity) = self;
        activity.streams.set(activity.streams.get().saturating_sub(1));
    }
}
