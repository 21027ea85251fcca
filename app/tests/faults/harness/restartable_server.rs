//! A server that can be restarted at the same address.

use std::net::SocketAddr;

use rustix::process::Signal;
use tokio::net::TcpSocket;
use tokio::process::Command;

use crate::support::{ProcessOutput, Sandbox, Server, eventually};

pub(crate) struct RestartableServer {
    sandbox: Sandbox,
    server: Option<Server>,
    /// This socket never listens. It reserves the port, which a server of the same user can still bind.
    port: TcpSocket,
}

impl RestartableServer {
    /// Starts a server and waits until it is ready. Tokens last longer than any test, and requests have the default
    /// deadline.
    pub(crate) async fn open(sandbox: Sandbox) -> Self {
        let mut restartable = Self::closed(sandbox);
        restartable.start().await;
        restartable
    }

    pub(crate) fn closed(sandbox: Sandbox) -> Self {
        let port = TcpSocket::new_v4().unwrap();
        port.set_reuseaddr(true).unwrap();
        port.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let sandbox = sandbox.without("REQUEST_TIMEOUT_SECONDS").with("ACCESS_TOKEN_EXPIRE_MINUTES", "1440");
        let sandbox = sandbox.with("BIND_ADDR", &port.local_addr().unwrap().to_string());
        Self { sandbox, server: None, port }
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.port.local_addr().unwrap()
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    #[must_use]
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        Self { sandbox: self.sandbox.with(name, value), ..self }
    }

    pub(crate) async fn start(&mut self) {
        self.run(&mut self.sandbox.command(&[])).await;
    }

    /// Starts the server with a shell command in which `$0` is the program.
    pub(crate) async fn start_by(&mut self, script: &str) {
        self.run(&mut self.sandbox.command_by_shell(script)).await;
    }

    async fn run(&mut self, command: &mut Command) {
        let server = Sandbox::start_by(command).await;
        eventually("the server is ready", async || server.is_ready().await).await;
        self.server = Some(server);
    }

    /// Kills the process without a graceful shutdown.
    pub(crate) async fn kill(&mut self) {
        let server = self.server.take().unwrap();
        server.signal(Signal::KILL);
        server.ended().await;
    }

    /// Stops the server gracefully. Fails if standard error is not empty: the server logs to standard output.
    pub(crate) async fn stop(&mut self) -> ProcessOutput {
        let finished = self.server.take().unwrap().stop().await;
        finished.expect(0);
        assert_eq!(finished.stderr, "");
        finished
    }
}
