//! Ends connections that only cost: the HTTP library times the first head of a connection and no other, and waits for
//! ever for a client that does not read.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::activity::Activity;
use super::alarm::Alarm;
use super::bare_error::{self, ErrorResponse};
use super::registry::Registration;
use super::upgrade_filter::UpgradeFilter;

#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// From the first byte of a head to its last.
    pub(super) head: Duration,
    /// Between an answer and the next request.
    pub(super) idle: Duration,
    /// For room to write into, which a client makes by reading.
    pub(super) write: Duration,
}

pub(super) struct Guarded<S> {
    stream: S,
    activity: Rc<Activity>,
    patience: Patience,
    upgrades: UpgradeFilter,
    /// What is sent instead of an answer of the library that has no body.
    error: Option<ErrorResponse>,
    is_over: bool,
    reading: Alarm,
    writing: Alarm,
    /// It counts until it ends.
    _registration: Option<Registration>,
}

impl<S> Guarded<S> {
    pub(super) fn new(stream: S, patience: Patience, registration: Option<Registration>) -> Self {
        let activity = registration.as_ref().map(|registration| Activity::new(registration.status().clone()));
        Self {
            stream,
            activity: Rc::new(activity.unwrap_or_default()),
            patience,
            upgrades: UpgradeFilter::default(),
            error: None,
            is_over: false,
            reading: Alarm::default(),
            writing: Alarm::default(),
            _registration: registration,
        }
    }

    pub(super) fn activity(&self) -> Rc<Activity> {
        self.activity.clone()
    }

    /// When whoever sends nothing, or too little, is waited for no more.
    fn deadline(&self) -> Option<Instant> {
        let idle = self.activity.idle_since()? + self.patience.idle;
        let head = self.activity.head_since();
        Some(head.map_or(idle, |since| since + self.patience.head))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let is_cut = this.activity.cut().is_made_or_wakes(cx.waker());
        if this.is_over || is_cut || this.activity.is_over() {
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buf) {
            Poll::Pending => {}
            ready @ Poll::Ready(_) => {
                match buf.filled().len() - before {
                    0 => this.activity.has_ended(),
                    read => {
                        if this.activity.expects_head() {
                            this.upgrades.expect_head();
                        }
                        this.upgrades.hide(buf.filled_mut().get_mut(before..).unwrap_or_default());
                        this.activity.has_read();
                        this.activity.has_read_ahead(read);
                    }
                }
                return ready;
            }
        }
        // Nothing has come from the client by now, so nothing gets lost.
        if this.activity.gives_way() {
            this.is_over = true;
            return Poll::Ready(Ok(()));
        }
        let Some(deadline) = this.deadline() else { return Poll::Pending };
        match this.reading.poll_at(deadline, cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                if this.activity.head_since().is_some() {
                    // Whether it is heard matters to nobody but the client.
                    let error = ErrorResponse::too_slow(&this.upgrades);
                    let _ = Pin::new(&mut this.stream).poll_write(cx, error.rest());
                }
                this.is_over = true;
                // Like an end of what the client sends, after which the library closes the connection.
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Guarded<S> {
    fn watch<T>(&mut self, written: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.writing.disarm();
            return written;
        }
        let alarm = self.writing.poll_after(self.patience.write, cx);
        alarm.map(|()| Err(io::Error::new(ErrorKind::TimedOut, "the client does not read")))
    }
}

impl<S: AsyncWrite + Unpin> Guarded<S> {
    /// Reports the bytes that it replaces as written when all of it is written.
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

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.activity.cut().is_made_or_wakes(cx.waker()) {
            return Poll::Ready(Err(io::Error::new(
                ErrorKind::ConnectionAborted,
                "the client is waited for no more",
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
        if this.is_over && shut.is_pending() {
            // Room is needed now, and the client's goodbye is not.
            return Poll::Ready(Ok(()));
        }
        this.watch(shut, cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::advance;

    use std::net::Ipv4Addr;
    use std::sync::Arc;

    use super::*;
    use crate::connection::registry::Registry;
    use crate::connection::status::{Phase, Status, Wish};

    const PATIENCE: Patience = Patience {
        head: Duration::from_secs(5),
        idle: Duration::from_secs(20),
        write: Duration::from_secs(30),
    };

    fn connection() -> (Guarded<DuplexStream>, DuplexStream) {
        let (server, client) = duplex(64);
        (Guarded::new(server, PATIENCE, None), client)
    }

    /// How long the server reads until it is told of the end.
    async fn end_of(guarded: &mut Guarded<DuplexStream>) -> Duration {
        let begin = Instant::now();
        while guarded.read_u8().await.is_ok() {}
        begin.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_nothing_is_idle() {
        let (mut guarded, mut client) = connection();
        assert_eq!(end_of(&mut guarded).await, PATIENCE.idle);
        drop(guarded);
        let mut heard = String::new();
        client.read_to_string(&mut heard).await.unwrap();
        assert_eq!(heard, "");
    }

    /// A guard of a connection that is registered, and what others ask of it.
    fn registered() -> (Guarded<DuplexStream>, DuplexStream, Arc<Status>) {
        let (server, client) = duplex(64);
        let registry = Arc::new(Registry::new(10, Vec::new()));
        let registration = registry.admit(Ipv4Addr::LOCALHOST.into()).unwrap();
        let status = registration.status().clone();
        (Guarded::new(server, PATIENCE, Some(registration)), client, status)
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_closes_when_it_is_asked_to() {
        let (mut guarded, _client, status) = registered();
        let after = Duration::from_secs(2);
        let ask = async {
            tokio::time::sleep(after).await;
            status.ask(Wish::CloseIfIdle);
        };
        let (read, ()) = tokio::join!(end_of(&mut guarded), ask);
        assert_eq!(read, after);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_came_before_the_wish_is_served_first() {
        let (mut guarded, mut client, status) = registered();
        client.write_all(b"GET").await.unwrap();
        status.ask(Wish::CloseIfIdle);
        let mut head = [0; 3];
        guarded.read_exact(&mut head).await.unwrap();
        assert_eq!(status.phase().0, Phase::Head);
        let under_way = Activity::begin(&guarded.activity());
        assert_eq!(status.phase().0, Phase::Busy);
        let patience = Duration::from_secs(1000);
        assert!(tokio::time::timeout(patience, end_of(&mut guarded)).await.is_err());
        drop(under_way);
        assert_eq!(status.phase().0, Phase::Idle);
        assert_eq!(end_of(&mut guarded).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_gives_way_only_when_heads_do() {
        let (mut guarded, mut client, status) = registered();
        client.write_all(b"GET").await.unwrap();
        let mut head = [0; 3];
        guarded.read_exact(&mut head).await.unwrap();
        status.ask(Wish::CloseIfIdle);
        let some = Duration::from_secs(1);
        assert!(tokio::time::timeout(some, end_of(&mut guarded)).await.is_err());
        status.ask(Wish::CloseInHead);
        assert_eq!(end_of(&mut guarded).await, Duration::ZERO);
    }

    /// As it happens while the other waits.
    #[tokio::test(start_paused = true)]
    async fn what_is_cut_is_waited_for_no_more() {
        let (mut guarded, _client) = connection();
        let _under_way = Activity::begin(&guarded.activity());
        let cut = guarded.activity().cut().clone();
        let after = Duration::from_secs(2);
        let cut_soon = async {
            tokio::time::sleep(after).await;
            cut.make();
        };
        let (read, ()) = tokio::join!(end_of(&mut guarded), cut_soon);
        assert_eq!(read, after);
        let error = guarded.write_all(b"more").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionAborted);

        let (mut guarded, _client) = connection();
        let cut = guarded.activity().cut().clone();
        let cut_soon = async {
            tokio::time::sleep(after).await;
            cut.make();
        };
        let (written, ()) = tokio::join!(guarded.write_all(&[b'x'; 640]), cut_soon);
        assert_eq!(written.unwrap_err().kind(), ErrorKind::ConnectionAborted);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_trickles_is_cut_off_after_any_request() {
        let (mut guarded, mut client) = connection();
        drop(Activity::begin(&guarded.activity()));
        advance(Duration::from_secs(3)).await;
        let (mut reader, mut writer) = tokio::io::split(&mut client);
        let trickle = async {
            while writer.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        let heard = async {
            let mut heard = String::new();
            reader.read_to_string(&mut heard).await.unwrap();
            heard
        };
        let cut = async {
            let after = end_of(&mut guarded).await;
            drop(guarded);
            after
        };
        let (after, heard, ()) = tokio::join!(cut, heard, trickle);
        assert_eq!(after, PATIENCE.head);
        assert!(heard.starts_with("HTTP/1.1 408 "), "{heard}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_under_way_is_neither_idle_nor_slow() {
        let (mut guarded, mut client) = connection();
        client.write_all(b"GET").await.unwrap();
        let mut head = [0; 3];
        guarded.read_exact(&mut head).await.unwrap();
        let under_way = Activity::begin(&guarded.activity());
        let patience = Duration::from_secs(1000);
        assert!(tokio::time::timeout(patience, end_of(&mut guarded)).await.is_err());
        drop(under_way);
        assert_eq!(end_of(&mut guarded).await, PATIENCE.idle);
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_cut_off_and_who_reads_slowly_is_not() {
        let (mut guarded, mut client) = connection();
        let slow = async {
            let mut byte = [0; 64];
            for _ in 0..10 {
                tokio::time::sleep(Duration::from_secs(29)).await;
                client.read_exact(&mut byte).await.unwrap();
            }
        };
        let answer = [b'x'; 640];
        let (written, ()) = tokio::join!(guarded.write_all(&answer), slow);
        written.unwrap();
        let begin = Instant::now();
        let error = guarded.write_all(&answer).await.unwrap_err();
        assert_eq!((error.kind(), begin.elapsed()), (ErrorKind::TimedOut, PATIENCE.write));
    }
}
