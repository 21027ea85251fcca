//! The log: JSON lines for machines, or something to read on a terminal. To standard output while serving.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::settings::LogFormat;

/// For commands whose standard output is their answer: to standard error, as people read it.
pub(crate) fn start_beside_output(level: &str) {
    let log = fmt().with_env_filter(EnvFilter::new(level)).with_writer(std::io::stderr);
    drop(log.compact().with_target(false).with_ansi(false).try_init());
}

/// Without a format, what standard output is decides. A second call changes nothing.
pub(crate) fn start(format: Option<LogFormat>, level: &str) {
    let terminal = std::io::stdout().is_terminal();
    let format = format.unwrap_or(if terminal { LogFormat::Pretty } else { LogFormat::Json });
    let log = fmt().with_env_filter(EnvFilter::new(level));
    let started = match format {
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).try_init(),
        LogFormat::Pretty => log.compact().with_target(false).with_ansi(terminal).try_init(),
    };
    drop(started);
}
