//! Wakes the event streams of one process.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::{Gauge, gauge};
use parking_lot::Mutex;
use tasklane_core::ids::UserId;
use tasklane_core::session::ValidToken;
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::subscriber::{Signals, Subscriber};
use crate::config::HttpLimits;

/// Interval of the checks for expired tokens. At each tick, the hub also sends heartbeats to some of the streams.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two heartbeats of a stream: 15 seconds, short enough for proxies that close idle connections.
pub(super) const TICKS_PER_HEARTBEAT: u64 = 15;
/// Ticks after which an ended stream is disconnected. A stream cannot end by itself while its client is not reading.
pub(super) const TICKS_TO_END: u8 = 5;
/// Pause after a report of ended sessions, so that one check covers all sessions that end during the pause.
const PAUSE_BETWEEN_CHECKS: Duration = Duration::from_millis(50);

/// The open event streams of one process, with their limits.
pub struct Hub {
    max: usize,
    max_per_user: usize,
    inner: Mutex<Inner>,
    sessions_ended: Notify,
    /// Whether the last read from the database succeeded, so that an outage is logged once and not by every stream.
    last_read_succeeded: AtomicBool,
    gauge: Gauge,
}

#[derive(Default)]
struct Inner {
    is_closing: bool,
    /// Total number of streams opened so far.
    opened_count: u64,
    open: usize,
    by_owner: HashMap<UserId, Vec<Arc<Subscriber>>>,
    /// Ended streams, which no longer occupy a slot, each with the number of ticks since its end.
    ended: Vec<(Arc<Subscriber>, u8)>,
}

/// The reason why a stream is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamRejected {
    /// The user has this many open streams, which is the maximum.
    UserLimit(usize),
    ServerLimit,
    ShuttingDown,
}

impl Hub {
    /// Creates a hub without streams. The gauge `tasklane_streams_open` counts the open streams.
    pub fn new(limits: &HttpLimits) -> Self {
        Self {
            max: limits.streams,
            max_per_user: limits.streams_per_user,
            inner: Mutex::default(),
            sessions_ended: Notify::new(),
            last_read_succeeded: AtomicBool::new(true),
            gauge: gauge!(description: "Open event streams", "tasklane_streams_open"),
        }
    }

    /// Reports that tasks of this user have changed.
    pub fn tasks_changed(&self, owner: UserId) {
        self.signal(owner, Signals::CHANGED);
    }

    /// Reports that tasks of this user may have changed. If this replica made the change, it has already notified the
    /// streams. So each stream first compares its position with the user's sequence number.
    pub fn tasks_may_have_changed(&self, owner: UserId) {
        self.signal(owner, Signals::CHECK);
    }

    fn signal(&self, owner: UserId, signals: Signals) {
        if let Some(subscribers) = self.inner.lock().by_owner.get(&owner) {
            for subscriber in subscribers {
                subscriber.signal(signals);
            }
        }
    }

    /// Reports that sessions have ended, on this replica or another one.
    pub fn sessions_ended(&self) {
        self.sessions_ended.notify_one();
    }

    /// Ends all streams and rejects new ones.
    pub fn close(&self) {
        self.inner.lock().is_closing = true;
        self.subscribers().iter().for_each(|subscriber| self.end(subscriber));
    }

    /// Sends heartbeats, and ends the streams whose token has expired or whose session has ended. Runs until the future
    /// is dropped.
    ///
    /// `is_valid` returns whether a token is still valid, or `None` if only a database query can show this.
    pub async fn run(&self, is_valid: impl Fn(&ValidToken) -> Option<bool>) -> Infallible {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut tick, mut needs_recheck) = (0, false);
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    tick += 1;
                    self.check(&is_valid, std::mem::take(&mut needs_recheck));
                    self.send_heartbeats(tick);
                    self.disconnect_overdue();
                }
                () = self.sessions_ended.notified() => {
                    self.check(&is_valid, false);
                    // A check in the database requires one query per stream, so it waits for the next tick.
                    needs_recheck = true;
                    sleep(PAUSE_BETWEEN_CHECKS).await;
                }
            }
        }
    }

    /// Adds a stream of the user.
    pub(super) fn subscribe(&self, token: ValidToken) -> Result<Arc<Subscriber>, StreamRejected> {
        let owner = token.signed_in.user_id;
        let mut inner = self.inner.lock();
        if inner.is_closing {
            return Err(StreamRejected::ShuttingDown);
        }
        let of_user = inner.by_owner.get(&owner).map_or(0, Vec::len);
        if of_user >= self.max_per_user {
            return Err(StreamRejected::UserLimit(of_user));
        }
        if inner.open >= self.max {
            return Err(StreamRejected::ServerLimit);
        }
        inner.open += 1;
        self.gauge.increment(1);
        inner.opened_count += 1;
        let subscriber = Arc::new(Subscriber::new(inner.opened_count, token));
        inner.by_owner.entry(owner).or_default().push(subscriber.clone());
        Ok(subscriber)
    }

    /// Removes a stream, if it is still registered.
    pub(super) fn unsubscribe(&self, ended: &Subscriber) {
        self.remove(&mut self.inner.lock(), ended);
    }

    fn remove(&self, inner: &mut Inner, ended: &Subscriber) -> bool {
        let was_registered = inner.remove(ended);
        if was_registered {
            self.gauge.decrement(1);
        }
        was_registered
    }

    /// Ends a stream and frees its slot immediately, even if its client delays the actual end.
    fn end(&self, subscriber: &Arc<Subscriber>) {
        let mut inner = self.inner.lock();
        if self.remove(&mut inner, subscriber) {
            inner.ended.push((subscriber.clone(), 0));
        }
        drop(inner);
        subscriber.signal(Signals::END);
    }

    fn disconnect_overdue(&self) {
        self.inner.lock().ended.retain_mut(|(subscriber, ticks)| {
            *ticks += 1;
            let is_late = *ticks > TICKS_TO_END;
            if is_late {
                subscriber.disconnect();
            }
            // If the hub has the only reference, the stream has been dropped.
            !is_late && Arc::strong_count(subscriber) > 1
        });
    }

    /// Records whether a read from the database succeeded. Returns true if the previous read had the other result.
    pub(crate) fn record_read_result(&self, succeeded: bool) -> bool {
        self.last_read_succeeded.swap(succeeded, Ordering::Relaxed) != succeeded
    }

    fn send_heartbeats(&self, tick: u64) {
        // Each tick covers a different part of the streams, to avoid bursts.
        let due = |subscriber: &&Arc<Subscriber>| {
            subscriber.number % TICKS_PER_HEARTBEAT == tick % TICKS_PER_HEARTBEAT
        };
        self.subscribers().iter().filter(due).for_each(|subscriber| subscriber.signal(Signals::HEARTBEAT));
    }

    /// Ends streams whose token is no longer valid. If the validity is unknown and `can_query` is set, the stream
    /// checks its own token.
    fn check(&self, is_valid: impl Fn(&ValidToken) -> Option<bool>, can_query: bool) {
        for subscriber in self.subscribers() {
            match is_valid(&subscriber.token) {
                Some(false) => self.end(&subscriber),
                None if can_query => subscriber.signal(Signals::CHECK),
                Some(true) | None => {}
            }
        }
    }

    /// Returns a copy of the list, so that the lock is not held while the caller uses the list. Each write to a task
    /// waits for the lock.
    fn subscribers(&self) -> Vec<Arc<Subscriber>> {
        self.inner.lock().by_owner.values().flatten().cloned().collect()
    }
}

impl Inner {
    fn remove(&mut self, ended: &Subscriber) -> bool {
        let owner = ended.token.signed_in.user_id;
        let Some(subscribers) = self.by_owner.get_mut(&owner) else { return false };
        let Some(place) = subscribers.iter().position(|one| one.number == ended.number) else {
            return false;
        };
        subscribers.swap_remove(place);
        if subscribers.is_empty() {
            self.by_owner.remove(&owner);
        }
        self.open -= 1;
        true
    }
}
