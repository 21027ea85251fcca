//! Writes the lines of the requests that a server thread answers in one turn of its event loop together. A system call for
//! each line costs a twentieth of a short read.

use std::cell::LazyCell;
use std::io::{self, Write};
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::runtime::{Handle, RuntimeFlavor};
use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// The longest text that waits for the end of a turn.
const MAX_BYTES: usize = 32 * 1024;

type Sink = dyn Fn(&[u8]) -> io::Result<()> + Send + Sync;

thread_local! {
    static TURN: LazyCell<Arc<Turn>> =
        const { LazyCell::new(|| Arc::new(Turn::new(|lines| io::stdout().write_all(lines)))) };
}

/// Standard output.
pub(crate) struct TurnWriter;

impl MakeWriter<'_> for TurnWriter {
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
        let written = TURN.try_with(|turn| if self.can_wait { turn.defer(line) } else { turn.write(line) });
        // The thread is ending.
        written.unwrap_or_else(|_| io::stdout().write_all(line)).map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Turn {
    lines: Mutex<Vec<u8>>,
    sink: Box<Sink>,
}

impl Turn {
    fn new(sink: impl Fn(&[u8]) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self { lines: Mutex::default(), sink: Box::new(sink) }
    }

    /// Writes the line at the end of the turn, or at once where the thread has none.
    fn defer(self: &Arc<Self>, line: &[u8]) -> io::Result<()> {
        let mut lines = self.lines.lock();
        let is_first = lines.is_empty();
        lines.extend_from_slice(line);
        if lines.len() > MAX_BYTES || (is_first && !self.write_after_turn()) {
            return self.write_out(&mut lines);
        }
        Ok(())
    }

    /// Writes the line now, behind those that are waiting.
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

    /// On a runtime of one thread, a new task runs after those that are ready now.
    fn write_after_turn(self: &Arc<Self>) -> bool {
        let runtime = Handle::try_current().ok();
        let runtime = runtime.filter(|runtime| runtime.runtime_flavor() == RuntimeFlavor::CurrentThread);
        let Some(runtime) = runtime else { return false };
        let write = WriteOnDrop(self.clone());
        runtime.spawn(async move { drop(write) });
        true
    }
}

/// Also writes when the runtime ends before the task has run.
struct WriteOnDrop(Arc<Turn>);

impl Drop for WriteOnDrop {
    fn drop(&mut self) {
        let mut lines = self.0.lines.lock();
        if !lines.is_empty() {
            // Nothing is left that could report it.
            drop(self.0.write_out(&mut lines));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;

    use super::*;

    type Written = Arc<Mutex<Vec<String>>>;

    fn turn() -> (Arc<Turn>, Written) {
        let written = Written::default();
        let writes = written.clone();
        let turn = Turn::new(move |lines| {
            writes.lock().push(String::from_utf8_lossy(lines).into_owned());
            Ok(())
        });
        (Arc::new(turn), written)
    }

    #[tokio::test]
    async fn lines_of_one_turn_are_written_together() {
        let (turn, written) = turn();
        for line in ["a\n", "b\n"] {
            turn.defer(line.as_bytes()).unwrap();
        }
        assert!(written.lock().is_empty());
        yield_now().await;
        turn.defer(b"c\n").unwrap();
        yield_now().await;
        assert_eq!(*written.lock(), ["a\nb\n", "c\n"]);
    }

    #[tokio::test]
    async fn urgent_line_follows_the_waiting_ones_at_once() {
        let (turn, written) = turn();
        turn.defer(b"request\n").unwrap();
        turn.write(b"error\n").unwrap();
        assert_eq!(*written.lock(), ["request\nerror\n"]);
        yield_now().await;
        assert_eq!(written.lock().len(), 1);
    }

    #[test]
    fn line_outside_of_a_runtime_is_written_at_once() {
        let (turn, written) = turn();
        turn.defer(b"a\n").unwrap();
        assert_eq!(*written.lock(), ["a\n"]);
    }

    #[test]
    fn lines_are_written_when_the_runtime_ends() {
        let (turn, written) = turn();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async { turn.defer(b"a\n").unwrap() });
        drop(runtime);
        assert_eq!(*written.lock(), ["a\n"]);
    }

    #[tokio::test]
    async fn long_text_does_not_wait() {
        let (turn, written) = turn();
        let line = vec![b'x'; MAX_BYTES];
        turn.defer(&line).unwrap();
        assert!(written.lock().is_empty());
        turn.defer(b"y").unwrap();
        assert_eq!(written.lock().len(), 1);
    }
}
