//! Records the result of each request of all clients.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy)]
struct Sample {
    begun: Instant,
    took: Duration,
    is_write: bool,
    status: Option<u16>,
}

impl Sample {
    fn is_acknowledged(&self) -> bool {
        self.is_write && self.status.is_some_and(|status| status < 300)
    }

    fn ended(&self) -> Instant {
        self.begun + self.took
    }
}

#[derive(Debug, Default)]
pub(crate) struct RequestLog(Mutex<Vec<Sample>>);

impl RequestLog {
    pub(crate) fn record(&self, begun: Instant, is_write: bool, status: Option<u16>) {
        let sample = Sample { begun, took: begun.elapsed(), is_write, status };
        self.0.lock().unwrap().push(sample);
    }

    /// Returns the number of acknowledged writes that began after this time.
    pub(crate) fn acknowledged_since(&self, begun: Instant) -> usize {
        self.count(|sample| sample.begun >= begun && sample.is_acknowledged())
    }

    /// Returns the number of requests that began after this time and got a 5xx status or no response.
    pub(crate) fn failed_since(&self, begun: Instant) -> usize {
        self.count(|sample| sample.begun >= begun && sample.status.is_none_or(|status| status >= 500))
    }

    pub(crate) fn failed(&self) -> usize {
        self.count(|sample| sample.status.is_none_or(|status| status >= 500))
    }

    pub(crate) fn count_of(&self, status: u16) -> usize {
        self.count(|sample| sample.status == Some(status))
    }

    /// Returns the longest duration of a request with a response.
    pub(crate) fn slowest(&self) -> Duration {
        let samples = self.0.lock().unwrap();
        samples.iter().filter(|sample| sample.status.is_some()).map(|sample| sample.took).max().unwrap()
    }

    /// Returns the time from `moment` until the next write is acknowledged.
    pub(crate) fn first_success_after(&self, moment: Instant) -> Option<Duration> {
        let samples = self.0.lock().unwrap();
        let after = samples.iter().filter(|sample| sample.is_acknowledged() && sample.ended() > moment);
        after.map(|sample| sample.ended() - moment).min()
    }

    /// Returns the number of requests by status. The status 0 stands for requests without a response.
    pub(crate) fn statuses(&self) -> BTreeMap<u16, usize> {
        let mut statuses = BTreeMap::new();
        for sample in self.0.lock().unwrap().iter() {
            *statuses.entry(sample.status.unwrap_or(0)).or_default() += 1;
        }
        statuses
    }

    fn count(&self, which: impl Fn(&Sample) -> bool) -> usize {
        self.0.lock().unwrap().iter().filter(|sample| which(sample)).count()
    }
}
