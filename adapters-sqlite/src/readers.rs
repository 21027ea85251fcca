//! The threads that read, each with its own connection. They share one queue.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use diesel::prelude::*;
use tasklane_core::store_error::StoreError;
use tokio::sync::oneshot;

use crate::connection::metrics::CallMetrics;
use crate::worker::{MAX_WAITING, Queue, WorkPanic, join, spawn};

type Read = Box<dyn FnOnce(&mut SqliteConnection) + Send>;

pub(crate) struct Readers {
    queue: Arc<Queue<Read>>,
    threads: Vec<JoinHandle<()>>,
    metrics: CallMetrics,
}

impl Readers {
    pub(crate) fn start(connections: Vec<SqliteConnection>) -> io::Result<Self> {
        let queue = Arc::new(Queue::<Read>::new(MAX_WAITING));
        let mut readers =
            Self { queue: Arc::clone(&queue), threads: Vec::new(), metrics: CallMetrics::new("read") };
        for mut connection in connections {
            let queue = Arc::clone(&queue);
            readers.threads.push(spawn("sqlite-reader", move || {
                while let Some(read) = queue.pop() {
                    read(&mut connection);
                }
            })?);
        }
        Ok(readers)
    }

    pub(crate) fn count(&self) -> usize {
        self.threads.len()
    }

    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut SqliteConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, result) = oneshot::channel();
        let wait = self.metrics.wait();
        let read = move |connection: &mut SqliteConnection| {
            wait.end();
            if caller.is_closed() {
                return;
            }
            let result = catch_unwind(AssertUnwindSafe(|| work(connection))).unwrap_or_else(|payload| {
                Err(WorkPanic::from_payload(payload.as_ref()).into_store_error().into())
            });
            // `send` fails if the caller was cancelled and needs no result.
            let _ = caller.send(result);
        };
        let done = async {
            self.queue.push(Box::new(read)).map_err(|error| StoreError::Unavailable(error.into()))?;
            result.await.unwrap_or_else(|lost| Err(StoreError::Unavailable(lost.into()).into()))
        };
        self.metrics.call(done).await
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue.close();
        self.threads.drain(..).for_each(join);
    }
}
