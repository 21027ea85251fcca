//! The result of a finished process: exit code and output.

use std::process::ExitStatus;

use serde_json::Value;
use tokio::process::Child;
use tokio::time::timeout;

use super::TIMEOUT;
use super::transcript::Transcript;

#[derive(Debug)]
pub(crate) struct ProcessOutput {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl ProcessOutput {
    pub(super) async fn collect(
        process: &mut Child,
        stdout: &mut Transcript,
        stderr: &mut Transcript,
    ) -> Self {
        let ended = timeout(TIMEOUT, process.wait()).await;
        let Ok(status) = ended else {
            panic!("the process has not ended:\n{}{}", stdout.text(), stderr.text());
        };
        Self {
            status: status.unwrap(),
            stdout: stdout.read_to_end().await,
            stderr: stderr.read_to_end().await,
        }
    }

    /// Returns standard output after checking the exit code.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32) -> &str {
        assert_eq!(self.status.code(), Some(code), "{self:?}");
        &self.stdout
    }

    /// Returns standard error after checking the exit code and the format of the message.
    #[track_caller]
    pub(crate) fn expect_error(&self, code: i32) -> &str {
        assert_eq!(self.status.code(), Some(code), "{self:?}");
        assert!(self.stderr.starts_with("tasklane: ") && !self.stderr.contains("panic"), "{self:?}");
        &self.stderr
    }

    /// Returns the log lines, which must be JSON.
    pub(crate) fn log(&self) -> Vec<Value> {
        log_of(&self.stdout)
    }
}

pub(super) fn log_of(stdout: &str) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    stdout.lines().map(parse).collect()
}
