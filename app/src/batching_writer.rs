//! Batches request log lines: usually, one system call writes all request lines that a server thread logs in one
//! iteration of its event loop. A system call per line would take a twentieth of the CPU time of a short GET request.

use std::cell::LazyCell;
use std::io::{self, Write};
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::runtime::{Handle, RuntimeFlavor};
use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// A longer batch is written immediately.
const MAX_BYTES: usize = 32 * 1024;

type Sink = dyn Fn(&[u8]) -> io::Result<()> + Send + Sync;

thread_local! {
    static BATCH: LazyCell<Arc<LineBatch>> =
        const { LazyCell::new(|| Arc::new(LineBatch::new(|lines| io::stdout().write_all(lines)))) };
}

/// Writes log lines to standard output.
pub(crate) struct BatchingWriter;

impl MakeWriter<'_> for BatchingWriter {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line { can_wait: false }
    }

    fn make_writer_for(&self, line: &Metadata<'_>) -> Line {
        Line { can_wait: line.name() == tasklane_http::REQUEST_LINE && *line.level() >= Level::INFO }
    }
}

pub(crate) struct Line {
    can_wait: bool,
}

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let written =
            BATCH.try_with(|batch| if self.can_wait { batch.defer(line) } else { batch.write(line) });
        // An error means that the thread is ending and has already dropped its batch.
        written.unwrap_or_else(|_| io::stdout().write_all(line)).map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct LineBatch {
    lines: Mutex<Vec<u8>>,
    sink: Box<Sink>,
}

impl LineBatch {
    fn new(sink: impl Fn(&[u8]) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self { lines: Mutex::default(), sink: Box::new(sink) }
    }

    /// Adds the line to the batch, which is written at the end of the event loop's iteration. Writes the batch
    /// immediately if it is too long or if the thread runs no event loop.
    fn defer(self: &Arc<Self>, line: &[u8]) -> io::Result<()> {
        let mut lines = self.lines.lock();
        let is_first = lines.is_empty();
        lines.extend_from_slice(line);
        if lines.len() > MAX_BYTES || (is_first && !self.write_after_iteration()) {
            return self.write_out(&mut lines);
        }
        Ok(())
    }

    /// Writes the line immediately, after the deferred lines.
    fn write(&self, line: &[u8]) -> io::Result<()> {
        let mut lines = self.lines.lock();
        lines.extend_from_slice(line);
        self.write_out(&mut lines)
    }

    fn write_out(&self, lines: &mut Vec<u8>) -> io::Result<()> {
        let written = (self.sink)(lines);
        lines.clear();
        written
    }

    /// Writes the batch in a new task, and returns false if this is not possible. On a single-threaded runtime, a new
    /// task runs after the tasks that are ready now.
    fn write_after_iteration(self: &Arc<Self>) -> bool {
        let runtime = Handle::try_current().ok();
        let runtime = runtime.filter(|runtime| runtime.runtime_flavor() == RuntimeFlavor::CurrentThread);
        let Some(runtime) = runtime else { return false };
        let write = WriteOnDrop(self.clone());
        runtime.spawn(async move { drop(write) });
        true
    }
}

/// Writes the batch even if the runtime ends before the task has run.
struct WriteOnDrop(Arc<LineBatch>);

impl Drop for WriteOnDrop {
    fn drop(&mut self) {
        let mut lines = self.0.lines.lock();
        if !lines.is_empty() {
            // A failure cannot be reported, because the log itself has failed.
            drop(self.0.write_out(&mut lines));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;

    use super::*;

    type Written = Arc<Mutex<Vec<String>>>;

    fn batch() -> (Arc<LineBatch>, Written) {
        let written = Written::default();
        let writes = written.clone();
        let batch = LineBatch::new(move |lines| {
            writes.lock().push(String::from_utf8_lossy(lines).into_owned());
            Ok(())
        });
        (Arc::new(batch), written)
    }

    #[tokio::test]
    async fn lines_of_one_iteration_are_written_together() {
        let (batch, written) = batch();
        for line in ["a\n", "b\n"] {
            batch.defer(line.as_bytes()).unwrap();
        }
        assert!(written.lock().is_empty());
        yield_now().await;
        batch.defer(b"c\n").unwrap();
        yield_now().await;
        assert_eq!(*written.lock(), ["a\nb\n", "c\n"]);
    }

    #[tokio::test]
    async fn urgent_line_is_written_immediately_after_deferred_lines() {
        let (batch, written) = batch();
        batch.defer(b"request\n").unwrap();
        batch.write(b"error\n").unwrap();
        assert_eq!(*written.lock(), ["request\nerror\n"]);
        yield_now().await;
        assert_eq!(written.lock().len(), 1);
    }

    #[test]
    fn line_outside_a_runtime_is_written_immediately() {
        let (batch, written) = batch();
        batch.defer(b"a\n").unwrap();
        assert_eq!(*written.lock(), ["a\n"]);
    }

    #[test]
    fn lines_are_written_when_the_runtime_ends() {
        let (batch, written) = batch();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async { batch.defer(b"a\n").unwrap() });
        drop(runtime);
        assert_eq!(*written.lock(), ["a\n"]);
    }

    #[tokio::test]
    async fn long_batch_is_written_immediately() {
        let (batch, written) = batch();
        let line = vec![b'x'; MAX_BYTES];
        batch.defer(&line).unwrap();
        assert!(written.lock().is_empty());
        batch.defer(b"y").unwrap();
        assert_eq!(written.lock().len(), 1);
    }
}
