//! Closes idle and stalled connections. The HTTP library limits only the time for the first head of a connection, and
//! waits forever for a client that does not read.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::bare_error::{self, ErrorResponse};
use super::lazy_timer::LazyTimer;
use super::registry::Registration;
use super::upgrade_filter::UpgradeFilter;
use crate::connection::Activity;

#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    /// Maximum time from the first byte of a head to its last byte.
    pub(super) head: Duration,
    /// Maximum time from the start of the connection or the end of a response to the start of the next request.
    pub(super) idle: Duration,
    /// Maximum time that a write may be blocked because the client is not reading.
    pub(super) write: Duration,
}

pub(super) struct TimedIo<S> {
    stream: S,
    activity: Rc<Activity>,
    timeouts: Timeouts,
    upgrades: UpgradeFilter,
    /// The response that replaces an empty response of the library.
    error: Option<ErrorResponse>,
    is_closed: bool,
    reading: LazyTimer,
    writing: LazyTimer,
    /// Counts the connection until it ends.
    registration: Option<Registration>,
}

impl<S> TimedIo<S> {
    pub(super) fn new(stream: S, timeouts: Timeouts, registration: Option<Registration>) -> Self {
        let activity = registration.as_ref().map(|registration| Activity::new(registration.state().clone()));
        Self {
            stream,
            activity: Rc::new(activity.unwrap_or_default()),
            timeouts,
            upgrades: UpgradeFilter::default(),
            error: None,
            is_closed: false,
            reading: LazyTimer::default(),
            writing: LazyTimer::default(),
            registration,
        }
    }

    pub(super) fn activity(&self) -> Rc<Activity> {
        self.activity.clone()
    }

    /// Returns the time at which the connection closes if the client sends nothing more.
    fn deadline(&self) -> Option<Instant> {
        let idle = self.activity.idle_since()? + self.timeouts.idle;
        let head = self.activity.head_since();
        Some(head.map_or(idle, |since| since + self.timeouts.head))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for TimedIo<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let is_killed = this.activity.kill().is_triggered_or_wakes(cx.waker());
        if this.is_closed || is_killed || this.activity.is_read_closed() {
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buf) {
            Poll::Pending => {}
            ready @ Poll::Ready(_) => {
                match buf.filled().len() - before {
                    0 => this.activity.mark_read_eof(),
                    read => {
                        if this.activity.expects_head() {
                            this.upgrades.expect_head();
                        }
                        this.upgrades.hide_upgrade(buf.filled_mut().get_mut(before..).unwrap_or_default());
                        this.activity.record_read();
                        this.activity.record_pipelined(read);
                    }
                }
                return ready;
            }
        }
        // No data from the client is pending, so closing loses no request.
        if this.activity.should_close() {
            this.is_closed = true;
            return Poll::Ready(Ok(()));
        }
        if let Some(registration) = &this.registration {
            registration.stay_open();
        }
        let Some(deadline) = this.deadline() else { return Poll::Pending };
        match this.reading.poll_at(deadline, cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                if this.activity.head_since().is_some() {
                    // If the write fails, the connection closes anyway.
                    let error = ErrorResponse::too_slow(&this.upgrades);
                    let _ = Pin::new(&mut this.stream).poll_write(cx, error.rest());
                }
                this.is_closed = true;
                // The library treats an empty read as the end of the stream, and closes the connection.
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> TimedIo<S> {
    fn watch<T>(&mut self, written: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.writing.disarm();
            return written;
        }
        let alarm = self.writing.poll_after(self.timeouts.write, cx);
        alarm.map(|()| Err(io::Error::new(ErrorKind::TimedOut, "write timed out: the client does not read")))
    }
}

impl<S: AsyncWrite + Unpin> TimedIo<S> {
    /// Writes the replacement response. Once it is written completely, reports the replaced bytes as written.
    fn poll_write_error(&mut self, cx: &mut Context<'_>, replaced: usize) -> Poll<io::Result<usize>> {
        while let Some(error) = self.error.as_mut().filter(|error| !error.rest().is_empty()) {
            let written = Pin::new(&mut self.stream).poll_write(cx, error.rest());
            match written {
                Poll::Ready(Ok(count)) if count > 0 => error.advance(count),
                other => return self.watch(other, cx),
            }
        }
        self.error = None;
        self.watch(Poll::Ready(Ok(replaced)), cx)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimedIo<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.activity.kill().is_triggered_or_wakes(cx.waker()) {
            return Poll::Ready(Err(io::Error::new(
                ErrorKind::ConnectionAborted,
                "connection closed by the server",
            )));
        }
        let buf = match bare_error::find(buf) {
            Some((0, status)) => {
                this.error.get_or_insert_with(|| ErrorResponse::new(status, buf, &this.upgrades));
                return this.poll_write_error(cx, buf.len());
            }
            Some((before, _)) => buf.get(..before).unwrap_or(buf),
            None => buf,
        };
        let written = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.watch(written, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        this.watch(flushed, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut = Pin::new(&mut this.stream).poll_shutdown(cx);
        if this.is_closed && shut.is_pending() {
            // Do not wait for the TLS closing handshake: the connection has timed out, or another client needs its
            // slot.
            return Poll::Ready(Ok(()));
        }
        this.watch(shut, cx)
    }
}
