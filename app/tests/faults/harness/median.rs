//! The middle one of many times: what a loaded machine does to a few of them does not show.

use std::time::Duration;

pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
