//! Sets up the log: JSON lines, or readable text on a terminal. `tasklane serve` logs to standard output.

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use tasklane_runtime::Event;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::batching_writer::BatchingWriter;
use crate::json_lines::JsonLines;
use crate::settings::LogFormat;
use crate::single_line_writer::SingleLineWriter;
use crate::telemetry::LogLayer;

/// Logs as text to standard error, for commands that print their result to standard output.
pub(crate) fn start_for_command(level: &str) {
    let log =
        fmt().with_env_filter(EnvFilter::new(level)).with_writer(|| SingleLineWriter(std::io::stderr()));
    drop(log.compact().with_target(false).with_ansi(supports_colors(&std::io::stderr())).try_init());
}

/// Starts the log of the server. The default format is text on a terminal, otherwise JSON. `layers` also receive the
/// events and spans. A second call has no effect.
pub(crate) fn start(format: Option<LogFormat>, level: &str, mut layers: Vec<LogLayer>) {
    let terminal = std::io::stdout().is_terminal();
    let format = format.unwrap_or(if terminal { LogFormat::Pretty } else { LogFormat::Json });
    let log = match format {
        LogFormat::Json => fmt::layer().event_format(JsonLines).with_writer(BatchingWriter).boxed(),
        LogFormat::Pretty => {
            let log = fmt::layer().with_writer(|| SingleLineWriter(std::io::stdout()));
            log.compact().with_target(false).with_ansi(supports_colors(&std::io::stdout())).boxed()
        }
    };
    // The log ignores spans. Without a trace exporter no layer enables them, so they cost nothing.
    let lines = filter_fn(|line: &Metadata<'_>| line.is_event()).with_max_level_hint(LevelFilter::TRACE);
    layers.push(log.with_filter(EnvFilter::new(level).and(lines)).boxed());
    if tracing_subscriber::registry().with(layers).try_init().is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
}

/// Returns whether to color the output. By default, only output to a terminal is colored. `NO_COLOR`, `CLICOLOR`,
/// `CLICOLOR_FORCE` and `TERM` can change the default.
fn supports_colors(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// Logs a panic as an ordinary event, in the format of the log.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(tracing::field::display);
    let message = panic.payload_as_str().unwrap_or("no message");
    tracing::error!(event = Event::Panicked.as_str(), place, cause = message, "a thread panicked");
}
