//! What happens on a connection, as the middleware reports it to the connection.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use tokio::time::Instant;

use super::kill::ConnectionKill;
use super::status::{Phase, Status, Wish};

#[derive(Debug)]
pub(crate) struct Activity {
    /// How many requests are under way, from the ends of their heads to the ends of their answers.
    requests: Cell<usize>,
    idle_since: Cell<Instant>,
    /// When the first byte came that belongs to no request yet.
    head_since: Cell<Option<Instant>>,
    /// Nothing more comes from the client: it is gone.
    has_ended: Cell<bool>,
    /// How many of the responses are streams without an end of their own.
    streams: Cell<usize>,
    /// How many bytes came for requests that are to follow on those.
    ahead: Cell<usize>,
    status: Arc<Status>,
}

/// A client may send its next requests before it has its answer, but not without end when the answer has none: the HTTP
/// library would read them all, and then spin.
const MAX_AHEAD: usize = 16 * 1024;

impl Default for Activity {
    fn default() -> Self {
        let idle_since = Cell::new(Instant::now());
        Self {
            requests: Cell::default(),
            idle_since,
            head_since: Cell::default(),
            has_ended: Cell::default(),
            streams: Cell::default(),
            ahead: Cell::default(),
            status: Arc::default(),
        }
    }
}

impl Activity {
    pub(crate) fn new(status: Arc<Status>) -> Self {
        Self { status, ..Self::default() }
    }

    /// A request has come. It is under way until every clone of this is dropped.
    pub(crate) fn begin(this: &Rc<Self>) -> Rc<UnderWay> {
        this.requests.set(this.requests.get() + 1);
        this.head_since.set(None);
        this.status.become_busy();
        Rc::new(UnderWay(this.clone()))
    }

    pub(crate) fn has_read(&self) {
        if self.idle_since().is_some() && self.head_since.get().is_none() {
            let now = Instant::now();
            self.head_since.set(Some(now));
            self.status.enter(Phase::Head, now);
        }
    }

    /// Counts bytes of the requests that the client sends ahead.
    pub(crate) fn has_read_ahead(&self, bytes: usize) {
        if self.streams.get() > 0 {
            self.ahead.set(self.ahead.get().saturating_add(bytes));
        }
    }

    pub(crate) fn has_ended(&self) {
        self.has_ended.set(true);
    }

    /// Whether nothing more is read from the client.
    pub(crate) fn is_over(&self) -> bool {
        self.has_ended.get() || self.ahead.get() > MAX_AHEAD
    }

    /// What ends the connection.
    pub(crate) fn kill(&self) -> &Arc<ConnectionKill> {
        self.status.kill()
    }

    /// Whether it is to close now, in favour of another one.
    pub(crate) fn gives_way(&self) -> bool {
        match self.status.wish() {
            Wish::Stay => false,
            Wish::CloseIfIdle => self.idle_since().is_some() && self.head_since.get().is_none(),
            Wish::CloseInHead => self.idle_since().is_some(),
        }
    }

    /// Whether what comes next is the beginning of a head.
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
pub(crate) struct UnderWay(Rc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let Self(activity) = self;
        let (left, now) = (activity.requests.get().saturating_sub(1), Instant::now());
        activity.requests.set(left);
        activity.idle_since.set(now);
        if left == 0 {
            activity.status.enter(Phase::Idle, now);
        }
    }
}

/// An answer without an end of its own.
#[derive(Debug)]
pub(crate) struct Streaming(Rc<Activity>);

impl Streaming {
    pub(crate) fn begin(activity: &Rc<Activity>) -> Self {
        activity.streams.set(activity.streams.get() + 1);
        activity.ahead.set(0);
        Self(activity.clone())
    }

    /// What ends the connection, and everything else on it.
    pub(crate) fn kill(&self) -> Arc<ConnectionKill> {
        self.0.kill().clone()
    }

    /// Whether the client is gone. Streams have to ask: the HTTP library does not tell them.
    pub(crate) fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

impl Drop for Streaming {
    fn drop(&mut self) {
        let Self(activity) = self;
        activity.streams.set(activity.streams.get().saturating_sub(1));
    }
}
