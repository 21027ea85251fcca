//! The thread that writes. SQLite allows one writer at a time, so one connection runs all writes.

mod group_commit;
#[cfg(test)]
mod group_commit_tests;

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tokio::sync::oneshot;

use crate::connection::metrics::CallMetrics;
use crate::worker::{MAX_WAITING, Queue, join, spawn};
use group_commit::{Job, Write, write_until_closed};

pub(crate) struct Writer {
    queue: Arc<Queue<Box<dyn Write>>>,
    thread: Option<JoinHandle<()>>,
    metrics: CallMetrics,
}

impl Writer {
    pub(crate) fn start(mut connection: SqliteConnection) -> io::Result<Self> {
        let queue = Arc::new(Queue::new(MAX_WAITING));
        let metrics = CallMetrics::new("write");
        let thread = spawn("sqlite-writer", {
            let queue = Arc::clone(&queue);
            move || write_until_closed(&queue, &mut connection)
        })?;
        Ok(Self { queue, thread: Some(thread), metrics })
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut SqliteConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, result) = oneshot::channel();
        let wait = self.metrics.wait();
        let work = move |connection: &mut SqliteConnection| {
            wait.end();
            work(connection)
        };
        let done = async {
            let job = Box::new(Job::new(work, caller));
            self.queue.push(job).map_err(|error| StoreError::Unavailable(error.into()))?;
            result.await.unwrap_or_else(|lost| Err(StoreError::OutcomeUnknown(lost.into()).into()))
        };
        self.metrics.call(done).await
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
        self.thread.take().into_iter().for_each(join);
    }
}
