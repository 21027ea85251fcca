//! The median of durations, which is robust against a few outliers on a busy machine.

use std::time::Duration;

pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
