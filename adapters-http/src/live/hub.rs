//! Wakes the streams of one process.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::{Gauge, gauge};
use tasklane_core::ids::UserId;
use tasklane_core::session::ValidToken;
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::subscriber::{Signals, Subscriber};
use crate::config::Bounds;

/// How often expired tokens are looked for, and a part of the streams gets a heartbeat.
const TICK: Duration = Duration::from_secs(1);
/// The ticks between two heartbeats of a stream: often enough for proxies that close silent connections.
pub(super) const TICKS_PER_HEARTBEAT: u64 = 15;
/// How many ticks a stream has to end by itself once it is over. A stream whose client takes nothing can't.
pub(super) const TICKS_TO_END: u8 = 5;
/// Of many sessions that end at once, most are found together.
const BETWEEN_CHECKS: Duration = Duration::from_millis(50);

/// The streams of one process.
pub struct Hub {
    max: usize,
    max_per_user: usize,
    inner: Mutex<Inner>,
    sessions_ended: Notify,
    /// Whether the last read of the database succeeded: its loss is logged once, not by each stream.
    reads_well: AtomicBool,
    shown: Gauge,
}

#[derive(Default)]
struct Inner {
    is_closing: bool,
    /// How many there ever were.
    opened: u64,
    open: usize,
    by_owner: HashMap<UserId, Vec<Arc<Subscriber>>>,
    /// Those that are over and have no place any more, each with for how many ticks.
    leaving: Vec<(Arc<Subscriber>, u8)>,
}

/// Why there is no place for one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The user has this many open.
    UserHas(usize),
    TooMany,
    Closing,
}

impl Hub {
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            max: bounds.streams,
            max_per_user: bounds.streams_per_user,
            inner: Mutex::default(),
            sessions_ended: Notify::new(),
            reads_well: AtomicBool::new(true),
            shown: gauge!(description: "Live streams that are open", "tasklane_streams_open"),
        }
    }

    /// This user's tasks have changed.
    pub fn tasks_changed(&self, owner: UserId) {
        self.signal(owner, Signals::CHANGED);
    }

    /// A replica says so, maybe this one itself: then its streams know already, and need no more than a glance.
    pub fn tasks_may_have_changed(&self, owner: UserId) {
        self.signal(owner, Signals::LOOK);
    }

    fn signal(&self, owner: UserId, signals: Signals) {
        if let Some(subscribers) = self.lock().by_owner.get(&owner) {
            for subscriber in subscribers {
                subscriber.signal(signals);
            }
        }
    }

    /// Sessions have ended, here or elsewhere.
    pub fn sessions_ended(&self) {
        self.sessions_ended.notify_one();
    }

    /// Ends all streams, and rejects new ones.
    pub fn close(&self) {
        self.lock().is_closing = true;
        self.all().iter().for_each(|subscriber| self.end(subscriber));
    }

    /// Sends heartbeats, and ends the streams whose tokens or sessions are over. Runs until it is dropped.
    ///
    /// `is_good` is what is known of a pass without asking anybody, or `None`.
    pub async fn run(&self, is_good: impl Fn(&ValidToken) -> Option<bool>) -> Infallible {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut tick, mut is_unsure) = (0, false);
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    tick += 1;
                    self.check(&is_good, std::mem::take(&mut is_unsure));
                    self.send_heartbeats(tick);
                    self.disconnect_overdue();
                }
                () = self.sessions_ended.notified() => {
                    self.check(&is_good, false);
                    // They ask the database, all of them, so not each time.
                    is_unsure = true;
                    sleep(BETWEEN_CHECKS).await;
                }
            }
        }
    }

    /// A place for one more stream of the user.
    pub(super) fn admit(&self, pass: ValidToken) -> Result<Arc<Subscriber>, Refused> {
        let owner = pass.who.user_id;
        let mut inner = self.lock();
        if inner.is_closing {
            return Err(Refused::Closing);
        }
        let of_user = inner.by_owner.get(&owner).map_or(0, Vec::len);
        if of_user >= self.max_per_user {
            return Err(Refused::UserHas(of_user));
        }
        if inner.open >= self.max {
            return Err(Refused::TooMany);
        }
        inner.open += 1;
        self.shown.increment(1);
        inner.opened += 1;
        let subscriber = Arc::new(Subscriber::new(inner.opened, pass));
        inner.by_owner.entry(owner).or_default().push(subscriber.clone());
        Ok(subscriber)
    }

    /// Gives its place back, if it still has it.
    pub(super) fn leave(&self, leaving: &Subscriber) {
        self.remove(&mut self.lock(), leaving);
    }

    fn remove(&self, inner: &mut Inner, leaving: &Subscriber) -> bool {
        let had_a_place = inner.remove(leaving);
        if had_a_place {
            self.shown.decrement(1);
        }
        had_a_place
    }

    /// A stream that is over needs no place, however long its client makes it wait.
    fn end(&self, subscriber: &Arc<Subscriber>) {
        let mut inner = self.lock();
        if self.remove(&mut inner, subscriber) {
            inner.leaving.push((subscriber.clone(), 0));
        }
        drop(inner);
        subscriber.signal(Signals::OVER);
    }

    fn disconnect_overdue(&self) {
        self.lock().leaving.retain_mut(|(subscriber, ticks)| {
            *ticks += 1;
            let is_late = *ticks > TICKS_TO_END;
            if is_late {
                subscriber.disconnect();
            }
            // Else its stream is dropped.
            !is_late && Arc::strong_count(subscriber) > 1
        });
    }

    /// Says whether this is news.
    pub(crate) fn note_reads(&self, well: bool) -> bool {
        self.reads_well.swap(well, Ordering::Relaxed) != well
    }

    fn send_heartbeats(&self, tick: u64) {
        // Each tick another part of them: all at once would be a burst.
        let due = |subscriber: &&Arc<Subscriber>| {
            subscriber.number % TICKS_PER_HEARTBEAT == tick % TICKS_PER_HEARTBEAT
        };
        self.all().iter().filter(due).for_each(|subscriber| subscriber.signal(Signals::HEARTBEAT));
    }

    /// Where it is not known whether a pass is good, its stream can look.
    fn check(&self, is_good: impl Fn(&ValidToken) -> Option<bool>, may_look: bool) {
        for subscriber in self.all() {
            match is_good(&subscriber.pass) {
                Some(false) => self.end(&subscriber),
                None if may_look => subscriber.signal(Signals::LOOK),
                Some(true) | None => {}
            }
        }
    }

    /// Writers of tasks wait for the lock, so it is not held while each is checked.
    fn all(&self) -> Vec<Arc<Subscriber>> {
        self.lock().by_owner.values().flatten().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // None of the steps on it can panic.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn remove(&mut self, leaving: &Subscriber) -> bool {
        let owner = leaving.pass.who.user_id;
        let Some(subscribers) = self.by_owner.get_mut(&owner) else { return false };
        let Some(place) = subscribers.iter().position(|one| one.number == leaving.number) else {
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
