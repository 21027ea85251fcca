//! The log: JSON lines for machines, or something to read on a terminal. To standard output while serving.

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

use crate::json_lines::JsonLines;
use crate::one_line::OneLine;
use crate::settings::LogFormat;
use crate::telemetry::Reader;
use crate::turn_writer::TurnWriter;

/// For commands whose standard output is their answer: to standard error, as people read it.
pub(crate) fn start_beside_output(level: &str) {
    let log = fmt().with_env_filter(EnvFilter::new(level)).with_writer(|| OneLine(std::io::stderr()));
    drop(log.compact().with_target(false).with_ansi(takes_colours(&std::io::stderr())).try_init());
}

/// Without a format, what standard output is decides. Others may read what is logged, too. A second call changes nothing.
pub(crate) fn start(format: Option<LogFormat>, level: &str, mut readers: Vec<Reader>) {
    let terminal = std::io::stdout().is_terminal();
    let format = format.unwrap_or(if terminal { LogFormat::Pretty } else { LogFormat::Json });
    let log = match format {
        LogFormat::Json => fmt::layer().event_format(JsonLines).with_writer(TurnWriter).boxed(),
        LogFormat::Pretty => {
            let log = fmt::layer().with_writer(|| OneLine(std::io::stdout()));
            log.compact().with_target(false).with_ansi(takes_colours(&std::io::stdout())).boxed()
        }
    };
    // Spans are for traces. Where nobody collects these, they cost nothing, because nobody wants them.
    let lines = filter_fn(|line: &Metadata<'_>| line.is_event()).with_max_level_hint(LevelFilter::TRACE);
    readers.push(log.with_filter(EnvFilter::new(level).and(lines)).boxed());
    if tracing_subscriber::registry().with(readers).try_init().is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
}

/// A terminal, unless its user wants none (`NO_COLOR`).
fn takes_colours(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// A line like any other, so that whoever reads the log sees it.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(tracing::field::display);
    let message = panic.payload_as_str().unwrap_or("of no text");
    tracing::error!(event = Event::Panicked.as_str(), place, cause = message, "a thread panicked");
}
