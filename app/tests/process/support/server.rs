//! A server that runs as a child process and ends with the test.

use std::net::SocketAddr;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tasklane_tests::{Client, Response};
use tokio::process::Child;

use super::process_output::log_of;
use super::transcript::Transcript;
use super::{ProcessOutput, eventually};

pub(crate) struct Server {
    process: Child,
    stdout: Transcript,
    stderr: Transcript,
    address: SocketAddr,
}

impl Server {
    /// Waits until the log contains the address of the server.
    pub(super) async fn wait_until_listening(
        mut process: Child,
        stdout: Transcript,
        stderr: Transcript,
    ) -> Self {
        let mut address = None;
        eventually("the log contains the address", async || {
            address = announced(&stdout.text());
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none() || address.is_some(), "{ended:?}: {}", stderr.text());
            address.is_some()
        })
        .await;
        Self { process, stdout, stderr, address: address.unwrap() }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns a client that is not signed in.
    pub(crate) fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client().get(path).await
    }

    /// Requests the metrics at the address in the log.
    pub(crate) async fn metrics(&self) -> String {
        let response = reqwest::get(self.metrics_url()).await.unwrap();
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
        response.text().await.unwrap()
    }

    pub(crate) fn metrics_url(&self) -> String {
        let log = self.stdout.text();
        let (_, rest) = log.split_once("serving metrics").unwrap();
        let (_, rest) = rest.split_once("http://").unwrap();
        let (url, _) = rest.split_once('"').unwrap();
        format!("http://{url}")
    }

    pub(crate) async fn is_ready(&self) -> bool {
        self.get("/health/ready").await.status == 200
    }

    pub(crate) fn log(&self) -> Vec<Value> {
        // The last line may be incomplete.
        let written = self.stdout.text();
        written.rsplit_once('\n').map_or(Vec::new(), |(whole, _)| log_of(whole))
    }

    pub(crate) async fn wait_until_logged(&self, message: &str) {
        eventually(message, async || self.stdout.text().contains(message)).await;
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.id()).ok().and_then(Pid::from_raw);
        kill_process(id.unwrap(), signal).unwrap();
    }

    /// Waits until the process has ended.
    pub(crate) async fn ended(mut self) -> ProcessOutput {
        ProcessOutput::collect(&mut self.process, &mut self.stdout, &mut self.stderr).await
    }

    /// Sends SIGTERM and waits until the process has ended.
    pub(crate) async fn stop(self) -> ProcessOutput {
        self.signal(Signal::TERM);
        self.ended().await
    }
}

/// Finds the address of the server in its log.
fn announced(stdout: &str) -> Option<SocketAddr> {
    let (_, rest) = stdout.split_once("serving the API")?;
    let (_, rest) = rest.split_once("://")?;
    let (address, _) = rest.split_once('/')?;
    Some(address.parse().unwrap())
}
