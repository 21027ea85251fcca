//! A relay in front of a server, which can close connections in place of responses.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Relay {
    address: SocketAddr,
    drops_responses: Arc<AtomicBool>,
}

impl Relay {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let drops_responses = Arc::new(AtomicBool::new(false));
        let drops = drops_responses.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(relay(client, server, drops.clone()));
            }
        });
        Self { address, drops_responses }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Forwards requests, but closes the connection when the server responds.
    pub(crate) fn drop_responses(&self, drops: bool) {
        self.drops_responses.store(drops, Ordering::Relaxed);
    }
}

async fn relay(mut client: TcpStream, server: SocketAddr, drops: Arc<AtomicBool>) {
    let mut server = TcpStream::connect(server).await.unwrap();
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let responses = async {
        let mut chunk = [0; 16 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut chunk).await {
            if drops.load(Ordering::Relaxed) || to_client.write_all(&chunk[..count]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        _ = copy(&mut from_client, &mut to_server) => {}
        () = responses => {}
    }
}
