//! How much work is under way, and how long a request has been worked on. Neither counts while a client lets its
//! request wait for the body: else a few slow clients could take every place.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use metrics::{Gauge, gauge};
use tokio::time::Instant;

use super::shed_log::ShedLog;

/// Counts the requests in flight of the whole process, and those that it sheds.
#[derive(Debug)]
pub(crate) struct InFlight {
    taken: AtomicUsize,
    /// The same, as a metric.
    shown: Gauge,
    refused: ShedLog,
}

impl Default for InFlight {
    fn default() -> Self {
        let shown = gauge!(
            description: "Requests that are worked on; those that wait for their clients are not",
            "tasklane_http_requests_in_flight"
        );
        Self { taken: AtomicUsize::default(), shown, refused: ShedLog::default() }
    }
}

impl InFlight {
    /// The work on one more request, unless there is enough of it.
    pub(crate) fn begin(this: &Data<Self>, limit: usize) -> Option<Work> {
        let below = |taken| (taken < limit).then_some(taken + 1);
        this.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, below).ok()?;
        this.shown.increment(1);
        Some(Work(Rc::new(Progress {
            in_flight: this.clone(),
            since: Instant::now(),
            waited: Cell::default(),
            waiting_since: Cell::default(),
            is_over: Cell::default(),
        })))
    }

    fn leave(&self) {
        self.taken.fetch_sub(1, Ordering::Relaxed);
        self.shown.decrement(1);
    }

    /// For a request that was admitted before.
    fn return_to_it(&self) {
        self.taken.fetch_add(1, Ordering::Relaxed);
        self.shown.increment(1);
    }

    pub(crate) fn count_refusal(self: &Arc<Self>) {
        if self.refused.count() {
            let this = self.clone();
            actix_web::rt::spawn(async move { this.refused.write().await });
        }
    }
}

/// The work on one request, which is over when this is dropped.
pub(crate) struct Work(Rc<Progress>);

impl Work {
    pub(crate) fn progress(&self) -> Rc<Progress> {
        self.0.clone()
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.go_on();
        self.0.is_over.set(true);
        self.0.in_flight.leave();
    }
}

#[derive(Debug)]
pub(crate) struct Progress {
    in_flight: Data<InFlight>,
    since: Instant,
    waited: Cell<Duration>,
    waiting_since: Cell<Option<Instant>>,
    is_over: Cell<bool>,
}

impl Progress {
    /// The client is waited for.
    pub(crate) fn wait(&self) {
        if !self.is_over.get() && self.waiting_since.get().is_none() {
            self.waiting_since.set(Some(Instant::now()));
            self.in_flight.leave();
        }
    }

    /// Something else than the server's own work is waited for, until what is returned is dropped.
    pub(crate) fn pause(this: &Rc<Self>) -> Pause {
        this.wait();
        Pause(this.clone())
    }

    /// There is something to work on again. It was let in already, so it is not refused now.
    pub(crate) fn go_on(&self) {
        if let Some(since) = self.waiting_since.take() {
            self.waited.set(self.waited.get() + since.elapsed());
            self.in_flight.return_to_it();
        }
    }

    /// When the work reaches this limit, if the client is not waited for again.
    pub(crate) fn end_of(&self, limit: Duration) -> Instant {
        let waiting = self.waiting_since.get().map_or(Duration::ZERO, |since| since.elapsed());
        self.since + limit + self.waited.get() + waiting
    }
}

/// A pause in the work on a request.
pub(crate) struct Pause(Rc<Progress>);

impl Drop for Pause {
    fn drop(&mut self) {
        self.0.go_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // assures: R706
    #[test]
    fn there_is_a_place_for_each_up_to_the_limit_and_again_once_one_is_over() {
        let in_flight = Data::new(InFlight::default());
        let first = InFlight::begin(&in_flight, 2).unwrap();
        let _second = InFlight::begin(&in_flight, 2).unwrap();
        assert!(InFlight::begin(&in_flight, 2).is_none());
        drop(first);
        assert!(InFlight::begin(&in_flight, 2).is_some());
    }

    #[test]
    fn who_waits_for_its_client_takes_no_place() {
        let in_flight = Data::new(InFlight::default());
        let slow = InFlight::begin(&in_flight, 1).unwrap();
        let progress = slow.progress();
        progress.wait();
        progress.wait();
        let other = InFlight::begin(&in_flight, 1).unwrap();
        progress.go_on();
        drop(other);
        assert!(InFlight::begin(&in_flight, 1).is_none(), "the slow one is back");
        progress.wait();
        drop(slow);
        progress.wait();
        progress.go_on();
        assert_eq!(in_flight.taken.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_that_a_client_takes_is_not_the_work_s() {
        let in_flight = Data::new(InFlight::default());
        let work = InFlight::begin(&in_flight, 1).unwrap();
        let (progress, begin, limit) = (work.progress(), Instant::now(), Duration::from_secs(10));
        tokio::time::advance(Duration::from_secs(2)).await;
        progress.wait();
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!(progress.end_of(limit), begin + Duration::from_secs(13));
        progress.go_on();
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(progress.end_of(limit), begin + Duration::from_secs(13));
    }
}
