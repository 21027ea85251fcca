//! A proxy that simulates network faults between the server and its dependencies.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Open,
    /// Accepts connections and keeps them open, but forwards nothing.
    BlackHole,
    /// Resets existing and new connections.
    Closed,
    /// Forwards requests, but drops one in `one_in` responses and closes the connection of the dropped response.
    DropsResponses {
        one_in: usize,
    },
}

pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    there: String,
    mode: watch::Sender<Mode>,
    accepted: AtomicUsize,
    responses: AtomicUsize,
}

impl Proxy {
    /// Starts a proxy to `there` (host:port). The proxy runs until the test ends.
    pub(crate) async fn to(there: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (accepted, responses) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mode = watch::channel(Mode::Open).0;
        let state = Arc::new(State { there: there.to_owned(), mode, accepted, responses });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((inner, _)) = listener.accept().await {
                shared.accepted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(shared.clone().relay(inner));
            }
        });
        Self { address, state }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn set(&self, mode: Mode) {
        self.state.mode.send_replace(mode);
    }

    /// Returns the number of accepted connections.
    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::Relaxed)
    }
}

impl State {
    async fn relay(self: Arc<Self>, mut inner: TcpStream) {
        let closed = async { drop(self.mode.subscribe().wait_for(|mode| *mode == Mode::Closed).await) };
        tokio::select! {
            () = closed => {}
            () = self.pass(&mut inner) => {}
        }
        // Resets the connection immediately, even with data in flight.
        inner.set_zero_linger().unwrap();
    }

    async fn pass(&self, inner: &mut TcpStream) {
        self.wait_until_open().await;
        let Ok(mut outer) = TcpStream::connect(&self.there).await else { return };
        let (from_here, to_here) = inner.split();
        let (from_there, to_there) = outer.split();
        tokio::select! {
            () = self.copy(from_here, to_there, || false) => {}
            () = self.copy(from_there, to_here, || self.drops_this_response()) => {}
        }
    }

    async fn copy(&self, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, drops_this: impl Fn() -> bool) {
        let mut chunk = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut chunk).await {
            self.wait_until_open().await;
            if drops_this() || to.write_all(&chunk[..count]).await.is_err() {
                return;
            }
        }
    }

    async fn wait_until_open(&self) {
        drop(self.mode.subscribe().wait_for(|mode| *mode != Mode::BlackHole).await);
    }

    fn drops_this_response(&self) -> bool {
        let Mode::DropsResponses { one_in } = *self.mode.borrow() else { return false };
        self.responses.fetch_add(1, Ordering::Relaxed) % one_in == one_in - 1
    }
}
