//! The output of a process so far.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::JoinHandle;

pub(crate) struct Transcript {
    bytes: Arc<Mutex<Vec<u8>>>,
    reading: JoinHandle<()>,
}

impl Transcript {
    /// Collects the output from a pipe. Without a pipe, the transcript stays empty.
    pub(crate) fn of(pipe: Option<impl AsyncRead + Unpin + Send + 'static>) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let written = bytes.clone();
        let reading = tokio::spawn(async move {
            let Some(mut pipe) = pipe else { return };
            let mut chunk = [0; 8192];
            while let Ok(count @ 1..) = pipe.read(&mut chunk).await {
                written.lock().unwrap().extend(chunk.iter().take(count));
            }
        });
        Self { bytes, reading }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.lock().unwrap().clone()).unwrap()
    }

    /// Waits until the process has closed the pipe, and returns the complete output.
    pub(crate) async fn read_to_end(&mut self) -> String {
        (&mut self.reading).await.unwrap();
        self.text()
    }
}
