//! A pooled connection that serves a call.

use deadpool::managed::Object;
use diesel_async::AsyncPgConnection;
use tasklane_runtime::GaugeGuard;

use crate::connection::connect::Connector;

/// A pooled connection that serves a call.
pub(crate) struct ActiveSession {
    /// `None` only inside `drop`.
    session: Option<Object<Connector>>,
    /// True until `release` is called with a usable connection. It stays true if the caller cancels the call: the
    /// statement then still runs on the server, and the next call on this connection would have to wait for the
    /// statement.
    is_busy: bool,
    _in_use: GaugeGuard,
}

impl ActiveSession {
    pub(crate) fn new(session: Object<Connector>, guard: GaugeGuard) -> Self {
        Self { session: Some(session), is_busy: true, _in_use: guard }
    }

    #[expect(clippy::expect_used, reason = "only `drop` takes the session")]
    pub(crate) fn connection(&mut self) -> &mut AsyncPgConnection {
        &mut self.session.as_mut().expect("the session exists until the drop").connection
    }

    /// Returns the connection to the pool if the statement has ended and the connection is usable; closes it otherwise.
    pub(crate) fn release(mut self, is_usable: bool) {
        self.is_busy = !is_usable;
    }
}

impl Drop for ActiveSession {
    /// Closes a busy connection immediately: in the pool, it would keep its transaction and its locks until the next
    /// checkout.
    fn drop(&mut self) {
        if let (true, Some(session)) = (self.is_busy, self.session.take()) {
            drop(Object::take(session));
        }
    }
}
