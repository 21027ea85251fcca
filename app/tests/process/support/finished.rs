//! A process that has ended: how, and what it wrote.

use std::process::ExitStatus;

use serde_json::Value;
use tokio::process::Child;
use tokio::time::timeout;

use super::PATIENCE;
use super::transcript::Transcript;

#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Finished {
    pub(super) async fn of(process: &mut Child, stdout: &mut Transcript, stderr: &mut Transcript) -> Self {
        let ended = timeout(PATIENCE, process.wait()).await;
        let Ok(status) = ended else {
            panic!("it does not end:\n{}{}", stdout.so_far(), stderr.so_far());
        };
        Self { status: status.unwrap(), stdout: stdout.whole().await, stderr: stderr.whole().await }
    }

    /// What it wrote to standard output, if it ended with this code.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32) -> &str {
        assert_eq!(self.status.code(), Some(code), "{self:?}");
        &self.stdout
    }

    /// What it complained of on standard error, if it ended with this code.
    #[track_caller]
    pub(crate) fn expect_complaint(&self, code: i32) -> &str {
        assert_eq!(self.status.code(), Some(code), "{self:?}");
        assert!(self.stderr.starts_with("tasklane: ") && !self.stderr.contains("panic"), "{self:?}");
        &self.stderr
    }

    /// The log: each line must be JSON.
    pub(crate) fn log(&self) -> Vec<Value> {
        log_of(&self.stdout)
    }
}

pub(super) fn log_of(stdout: &str) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    stdout.lines().map(parse).collect()
}
