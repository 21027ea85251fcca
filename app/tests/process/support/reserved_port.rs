//! A reserved port on which no process listens until the test starts forwarding.

use std::net::SocketAddr;

use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

pub(crate) struct ReservedPort(TcpSocket);

impl ReservedPort {
    pub(crate) fn take() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        Self(socket)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    /// Forwards connections to `there` until the end of the test.
    pub(crate) fn forward_to(self, there: String) -> JoinHandle<()> {
        let listener = self.0.listen(64).unwrap();
        tokio::spawn(async move {
            while let Ok((mut inner, _)) = listener.accept().await {
                let there = there.clone();
                tokio::spawn(async move {
                    let mut outer = TcpStream::connect(there).await.unwrap();
                    tokio::io::copy_bidirectional(&mut inner, &mut outer).await
                });
            }
        })
    }
}
