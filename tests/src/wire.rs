//! A connection on which a test says byte for byte what no HTTP client would.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than the server keeps an idle connection open: a test that reaches it found a hang.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Wire(TcpStream);

impl Wire {
    pub async fn open(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends what the server is willing to take: it may have answered and closed before it read everything.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _ = self.0.write_all(bytes.as_ref()).await;
        self
    }

    /// Reads up to and including `end`.
    pub async fn read_until(&mut self, end: &str) -> String {
        let mut read = Vec::new();
        while !read.ends_with(end.as_bytes()) {
            let byte = tokio::time::timeout(PATIENCE, self.0.read_u8()).await;
            read.push(byte.expect("the server hangs").expect("the server closed too early"));
        }
        String::from_utf8_lossy(&read).into_owned()
    }

    /// Everything that comes until the server closes the connection, or resets it.
    pub async fn rest(mut self) -> String {
        let mut read = Vec::new();
        let closed = tokio::time::timeout(PATIENCE, self.0.read_to_end(&mut read)).await;
        let _ = closed.expect("the server neither answers nor closes");
        String::from_utf8_lossy(&read).into_owned()
    }

    /// Sends no more, and reads what still comes.
    pub async fn end(mut self) -> String {
        self.0.shutdown().await.unwrap();
        self.rest().await
    }

    /// Breaks the connection off without a goodbye.
    pub fn reset(self) {
        self.0.set_zero_linger().unwrap();
    }
}
