//! Counts the requests in flight, and measures their processing time. A request that waits for its client occupies no
//! slot, so a few slow clients cannot occupy all slots. The waiting time is not part of the processing time.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use metrics::{Gauge, gauge};
use tokio::time::Instant;

use super::shed_log::ShedLog;

/// Counts the requests in flight and the shed requests of the whole process.
#[derive(Debug)]
pub(crate) struct InFlight {
    count: AtomicUsize,
    gauge: Gauge,
    shed_log: ShedLog,
}

impl Default for InFlight {
    fn default() -> Self {
        let gauge = gauge!(
            description: "Requests being processed, excluding requests that wait for their clients",
            "tasklane_http_requests_in_flight"
        );
        Self { count: AtomicUsize::default(), gauge, shed_log: ShedLog::default() }
    }
}

impl InFlight {
    /// Starts a request, unless the in-flight request limit is reached.
    pub(crate) fn begin(this: &Data<Self>, limit: usize) -> Option<InFlightRequest> {
        let below = |count| (count < limit).then_some(count + 1);
        this.count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, below).ok()?;
        this.gauge.increment(1);
        Some(InFlightRequest(Rc::new(RequestTimer {
            in_flight: this.clone(),
            since: Instant::now(),
            waited: Cell::default(),
            waiting_since: Cell::default(),
            is_finished: Cell::default(),
        })))
    }

    fn release(&self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
        self.gauge.decrement(1);
    }

    /// Counts a previously admitted request again, regardless of the limit.
    fn reacquire(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.gauge.increment(1);
    }

    pub(crate) fn record_shed(self: &Arc<Self>) {
        if self.shed_log.count() {
            let this = self.clone();
            actix_web::rt::spawn(async move { this.shed_log.write().await });
        }
    }
}

/// A request in flight. Its slot is released on drop.
pub(crate) struct InFlightRequest(Rc<RequestTimer>);

impl InFlightRequest {
    pub(crate) fn timer(&self) -> Rc<RequestTimer> {
        self.0.clone()
    }
}

impl Drop for InFlightRequest {
    fn drop(&mut self) {
        self.0.resume();
        self.0.is_finished.set(true);
        self.0.in_flight.release();
    }
}

#[derive(Debug)]
pub(crate) struct RequestTimer {
    in_flight: Data<InFlight>,
    since: Instant,
    waited: Cell<Duration>,
    waiting_since: Cell<Option<Instant>>,
    is_finished: Cell<bool>,
}

impl RequestTimer {
    /// Stops the clock of the request and releases the slot, until [`resume`](Self::resume) is called.
    pub(crate) fn wait(&self) {
        if !self.is_finished.get() && self.waiting_since.get().is_none() {
            self.waiting_since.set(Some(Instant::now()));
            self.in_flight.release();
        }
    }

    /// Pauses the request until the returned guard is dropped. Use this method while the request waits for clients, but
    /// not while it waits for the server.
    pub(crate) fn pause(this: &Rc<Self>) -> TimerPause {
        this.wait();
        TimerPause(this.clone())
    }

    /// Resumes the request. The limit does not apply, because the request was admitted earlier.
    pub(crate) fn resume(&self) {
        if let Some(since) = self.waiting_since.take() {
            self.waited.set(self.waited.get() + since.elapsed());
            self.in_flight.reacquire();
        }
    }

    /// Returns the time at which the processing time of the request reaches `limit` if the request is not paused again.
    pub(crate) fn deadline(&self, limit: Duration) -> Instant {
        let waiting = self.waiting_since.get().map_or(Duration::ZERO, |since| since.elapsed());
        self.since + limit + self.waited.get() + waiting
    }
}

/// A paused request. The request resumes on drop.
pub(crate) struct TimerPause(Rc<RequestTimer>);

impl Drop for TimerPause {
    fn drop(&mut self) {
        self.0.resume();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // assures: R706
    #[test]
    fn slots_are_granted_up_to_the_limit_and_again_after_release() {
        let in_flight = Data::new(InFlight::default());
        let first = InFlight::begin(&in_flight, 2).unwrap();
        let _second = InFlight::begin(&in_flight, 2).unwrap();
        assert!(InFlight::begin(&in_flight, 2).is_none());
        drop(first);
        assert!(InFlight::begin(&in_flight, 2).is_some());
    }

    #[test]
    fn request_that_waits_for_its_client_occupies_no_slot() {
        let in_flight = Data::new(InFlight::default());
        let slow = InFlight::begin(&in_flight, 1).unwrap();
        let timer = slow.timer();
        timer.wait();
        timer.wait();
        let other = InFlight::begin(&in_flight, 1).unwrap();
        timer.resume();
        drop(other);
        assert!(InFlight::begin(&in_flight, 1).is_none(), "the slow request must be counted again");
        timer.wait();
        drop(slow);
        timer.wait();
        timer.resume();
        assert_eq!(in_flight.count.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn time_spent_waiting_for_the_client_is_not_counted() {
        let in_flight = Data::new(InFlight::default());
        let request = InFlight::begin(&in_flight, 1).unwrap();
        let (timer, begin, limit) = (request.timer(), Instant::now(), Duration::from_secs(10));
        tokio::time::advance(Duration::from_secs(2)).await;
        timer.wait();
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!(timer.deadline(limit), begin + Duration::from_secs(13));
        timer.resume();
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(timer.deadline(limit), begin + Duration::from_secs(13));
    }
}
