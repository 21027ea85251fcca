//! A server that can be restarted at the same address.

use std::net::SocketAddr;

use rustix::process::Signal;
use tokio::net::TcpSocket;
use tokio::process::Command;

use crate::support::{Finished, Server, Workplace, eventually};

pub(crate) struct Site {
    place: Workplace,
    server: Option<Server>,
    /// Never listens. It reserves the port, which a server of the same user can still bind.
    port: TcpSocket,
}

impl Site {
    /// Starts a server and waits until it is ready. Tokens last longer than any test, and requests have the default
    /// deadline.
    pub(crate) async fn open(place: Workplace) -> Self {
        let mut site = Self::closed(place);
        site.start().await;
        site
    }

    pub(crate) fn closed(place: Workplace) -> Self {
        let port = TcpSocket::new_v4().unwrap();
        port.set_reuseaddr(true).unwrap();
        port.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let place = place.without("REQUEST_TIMEOUT_SECONDS").with("ACCESS_TOKEN_EXPIRE_MINUTES", "1440");
        let place = place.with("BIND_ADDR", &port.local_addr().unwrap().to_string());
        Self { place, server: None, port }
    }

    pub(crate) fn place(&self) -> &Workplace {
        &self.place
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.port.local_addr().unwrap()
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    #[must_use]
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        Self { place: self.place.with(name, value), ..self }
    }

    pub(crate) async fn start(&mut self) {
        self.run(&mut self.place.command(&[])).await;
    }

    /// Starts the server by a shell command in which `$0` is the program.
    pub(crate) async fn start_by(&mut self, script: &str) {
        self.run(&mut self.place.command_by_shell(script)).await;
    }

    async fn run(&mut self, command: &mut Command) {
        let server = Workplace::start_by(command).await;
        eventually("the server is ready", async || server.is_ready().await).await;
        self.server = Some(server);
    }

    /// Kills the process without a chance to shut down.
    pub(crate) async fn kill(&mut self) {
        let server = self.server.take().unwrap();
        server.signal(Signal::KILL);
        server.ended().await;
    }

    /// Stops the server gracefully. Fails if it wrote to standard error, which means a panic or a missing log line.
    pub(crate) async fn stop(&mut self) -> Finished {
        let finished = self.server.take().unwrap().stop().await;
        finished.expect(0);
        assert_eq!(finished.stderr, "");
        finished
    }
}
