//! A TCP connection for bytes that no HTTP library would send.

use std::fmt::Write;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::TIMEOUT;

pub(crate) struct RawConnection(TcpStream);

impl RawConnection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Opens a connection with a receive buffer so small that the server has to wait in the middle of a long response.
    pub(crate) async fn open_with_small_buffer(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        Self(socket.connect(address).await.unwrap())
    }

    /// Reads and discards this number of bytes.
    pub(crate) async fn skip(&mut self, bytes: usize) {
        timeout(TIMEOUT, self.0.read_exact(&mut vec![0; bytes])).await.unwrap().unwrap();
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads up to and including `end`.
    pub(crate) async fn read_until(&mut self, end: &str) -> String {
        let mut read = Vec::new();
        while !read.ends_with(end.as_bytes()) {
            let byte = timeout(TIMEOUT, self.0.read_u8()).await.unwrap();
            read.push(byte.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&read))));
        }
        String::from_utf8(read).unwrap()
    }

    /// Reads until the server closes the connection.
    pub(crate) async fn read_to_end(&mut self) -> String {
        let mut read = String::new();
        timeout(TIMEOUT, self.0.read_to_string(&mut read)).await.unwrap().unwrap();
        read
    }

    /// Resets the connection, so that the server's next read or write fails.
    pub(crate) fn reset(self) {
        self.0.set_zero_linger().unwrap();
    }
}

impl From<TcpStream> for RawConnection {
    fn from(stream: TcpStream) -> Self {
        Self(stream)
    }
}

/// Returns the text of a request. `headers` are header lines.
pub(crate) fn request(line: &str, headers: &[&str], body: &str) -> String {
    let mut request = format!("{line} HTTP/1.1\r\nHost: tasklane\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        write!(request, "{header}\r\n").unwrap();
    }
    request + "\r\n" + body
}
