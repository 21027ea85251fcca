//! A progress bar on standard error.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::OutputArgs;

const BAR: &str = "{bar:40} {percent:>3} %  {human_pos} of {human_len} {msg}, {per_sec}, {eta} left";
const COUNT: &str = "{spinner} {human_pos} {msg}, {elapsed}";
const TICK: Duration = Duration::from_millis(100);

/// A progress bar. It is hidden if standard error is not a terminal, or with `--json`.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn with_total(total: u64, what: &'static str, output: OutputArgs) -> Self {
        Self::start(ProgressBar::new(total), BAR, what, output)
    }

    /// Shows a counter instead of a bar, because the total is unknown.
    pub(super) fn counting(what: &'static str, output: OutputArgs) -> Self {
        Self::start(ProgressBar::no_length(), COUNT, what, output)
    }

    fn start(bar: ProgressBar, template: &str, what: &'static str, output: OutputArgs) -> Self {
        if output.json || bar.is_hidden() {
            return Self(ProgressBar::hidden());
        }
        // The templates are constants. An invalid template would fall back to the default style.
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_usual| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_message(what);
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    pub(super) fn add(&self, more: u64) {
        self.0.inc(more);
    }

    pub(super) fn set_position(&self, position: u64) {
        self.0.set_position(position);
    }

    pub(super) fn set_total(&self, total: u64) {
        self.0.set_length(total);
    }

    pub(super) fn describe(&self, what: &'static str) {
        self.0.set_message(what);
    }

    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

/// Clears the bar before an error message is printed.
impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}
