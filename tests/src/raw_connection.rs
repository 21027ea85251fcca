//! A raw connection, for requests that no HTTP client sends.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The maximum wait for the server. A working server closes an idle connection earlier.
const MAX_WAIT: Duration = Duration::from_secs(30);

pub struct RawConnection(TcpStream);

impl RawConnection {
    pub async fn open(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends as much as the server accepts. The server may respond and close before it has read all bytes.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _ = self.0.write_all(bytes.as_ref()).await;
        self
    }

    /// Reads up to and including `end`.
    pub async fn read_until(&mut self, end: &str) -> String {
        let mut read = Vec::new();
        while !read.ends_with(end.as_bytes()) {
            let byte = tokio::time::timeout(MAX_WAIT, self.0.read_u8()).await;
            read.push(
                byte.expect("the server must respond in time")
                    .expect("the connection must not close before the expected text arrives"),
            );
        }
        String::from_utf8_lossy(&read).into_owned()
    }

    /// Reads until the server closes or resets the connection.
    pub async fn read_to_end(mut self) -> String {
        let mut read = Vec::new();
        let closed = tokio::time::timeout(MAX_WAIT, self.0.read_to_end(&mut read)).await;
        let _ = closed.expect("the server must close the connection in time");
        String::from_utf8_lossy(&read).into_owned()
    }

    /// Closes the sending half, and reads until the server closes the connection.
    pub async fn end(mut self) -> String {
        self.0.shutdown().await.unwrap();
        self.read_to_end().await
    }

    /// Resets the connection.
    pub fn reset(self) {
        self.0.set_zero_linger().unwrap();
    }
}
