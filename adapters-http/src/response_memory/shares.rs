//! Divides a limited number of bytes or permits fairly among users. Among waiting users, the user that holds the least
//! is served first.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt;
use metrics::Gauge;
use parking_lot::{Mutex, MutexGuard};
use tasklane_core::ids::UserId;
use tokio::sync::oneshot;

#[derive(Debug)]
pub(super) struct FairShares {
    total: usize,
    per_user: usize,
    /// Exports the amount in use.
    gauge: Gauge,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    taken: usize,
    taken_by: HashMap<UserId, usize>,
    queues: HashMap<UserId, Queue>,
    /// Numbers requests and grants, to order users by the time of their last grant.
    ticks: u64,
}

#[derive(Debug)]
struct Queue {
    /// Tick of the last grant from this queue, or of the creation of the queue if there was no grant.
    since: u64,
    waiters: VecDeque<Waiter>,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    amount: usize,
    grant: oneshot::Sender<Share>,
}

/// The limit that another share would exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExhaustedLimit {
    UserLimit,
    Total,
}

impl FairShares {
    pub(super) fn new(total: usize, per_user: usize, gauge: Gauge) -> Arc<Self> {
        Arc::new(Self { total, per_user, gauge, state: Mutex::default() })
    }

    /// Requests an amount. The future resolves when the amount is granted. An amount above a limit is granted
    /// when nothing else is in use under that limit.
    pub(super) fn request(self: &Arc<Self>, user: UserId, amount: usize) -> Pending {
        let (grant, granted) = oneshot::channel();
        let mut state = self.state.lock();
        let number = state.tick();
        let queue =
            state.queues.entry(user).or_insert_with(|| Queue { since: number, waiters: VecDeque::new() });
        queue.waiters.push_back(Waiter { number, amount, grant });
        self.grant(state);
        Pending { shares: self.clone(), user, number, granted }
    }

    /// Returns the limit that currently prevents a grant of this amount, if any.
    pub(super) fn exhausted_limit(&self, user: UserId, amount: usize) -> Option<ExhaustedLimit> {
        let state = self.state.lock();
        if !self.user_has_room(&state, user, amount) {
            Some(ExhaustedLimit::UserLimit)
        } else if !self.has_room(&state, amount) {
            Some(ExhaustedLimit::Total)
        } else {
            None
        }
    }

    pub(super) fn waiting(&self, user: UserId) -> usize {
        self.state.lock().queues.get(&user).map_or(0, |queue| queue.waiters.len())
    }

    /// Returns the amount that each of these users holds.
    pub(super) fn taken_by(&self, users: impl Iterator<Item = UserId>) -> Vec<usize> {
        let state = self.state.lock();
        users.map(|user| state.taken_by(user)).collect()
    }

    fn has_room(&self, state: &State, amount: usize) -> bool {
        state.taken == 0 || state.taken.saturating_add(amount) <= self.total
    }

    fn user_has_room(&self, state: &State, user: UserId, amount: usize) -> bool {
        let taken = state.taken_by(user);
        taken == 0 || taken.saturating_add(amount) <= self.per_user
    }

    /// Grants waiting requests. The user that holds the least comes first. Among users that hold the same amount, the
    /// user with the oldest last grant comes first.
    fn grant(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        // Shares that were not received. Dropping a share acquires the lock, so these shares are dropped after the lock
        // is released.
        let mut unreceived = Vec::new();
        while let Some((user, amount)) = self.next_waiter(&state) {
            if !self.has_room(&state, amount) {
                break;
            }
            let Some(waiter) = state.pop(user) else { break };
            self.take(&mut state, user, amount);
            let share = Share { shares: self.clone(), user, amount };
            unreceived.extend(waiter.grant.send(share).err());
        }
        drop(state);
        drop(unreceived);
    }

    fn next_waiter(&self, state: &State) -> Option<(UserId, usize)> {
        let fitting = state.queues.iter().filter_map(|(user, queue)| {
            let amount = queue.waiters.front()?.amount;
            self.user_has_room(state, *user, amount).then_some((*user, amount, queue.since))
        });
        let first = fitting.min_by_key(|(user, _, since)| (state.taken_by(*user), *since));
        first.map(|(user, amount, _)| (user, amount))
    }

    fn take(&self, state: &mut State, user: UserId, amount: usize) {
        state.taken += amount;
        *state.taken_by.entry(user).or_default() += amount;
        self.update_gauge(state);
    }

    fn release(self: &Arc<Self>, user: UserId, amount: usize) {
        let mut state = self.state.lock();
        state.taken = state.taken.saturating_sub(amount);
        if let Some(taken) = state.taken_by.get_mut(&user) {
            *taken = taken.saturating_sub(amount);
            if *taken == 0 {
                state.taken_by.remove(&user);
            }
        }
        self.update_gauge(&state);
        self.grant(state);
    }

    fn update_gauge(&self, state: &State) {
        self.gauge.set(u32::try_from(state.taken).unwrap_or(u32::MAX));
    }
}

impl State {
    fn tick(&mut self) -> u64 {
        self.ticks += 1;
        self.ticks
    }

    fn taken_by(&self, user: UserId) -> usize {
        self.taken_by.get(&user).copied().unwrap_or_default()
    }

    /// Removes the first waiter of the user. The user then comes after all other users that hold the same amount.
    fn pop(&mut self, user: UserId) -> Option<Waiter> {
        let now = self.tick();
        let queue = self.queues.get_mut(&user)?;
        queue.since = now;
        let waiter = queue.waiters.pop_front();
        if queue.waiters.is_empty() {
            self.queues.remove(&user);
        }
        waiter
    }

    fn remove_waiter(&mut self, user: UserId, number: u64) {
        if let Some(queue) = self.queues.get_mut(&user) {
            queue.waiters.retain(|waiter| waiter.number != number);
            if queue.waiters.is_empty() {
                self.queues.remove(&user);
            }
        }
    }
}

/// An amount that a user holds. Released on drop.
#[derive(Debug)]
pub(super) struct Share {
    shares: Arc<FairShares>,
    user: UserId,
    amount: usize,
}

impl Share {
    /// Changes the share to the amount that is actually used. An increase is always granted, because the memory is
    /// already in use.
    pub(super) fn resize(&mut self, amount: usize) {
        let before = std::mem::replace(&mut self.amount, amount);
        if amount < before {
            self.shares.release(self.user, before - amount);
        } else {
            self.shares.take(&mut self.shares.state.lock(), self.user, amount - before);
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.amount > 0 {
            self.shares.release(self.user, self.amount);
        }
    }
}

/// A granted or waiting request. Withdrawn on drop.
#[derive(Debug)]
pub(super) struct Pending {
    shares: Arc<FairShares>,
    user: UserId,
    number: u64,
    granted: oneshot::Receiver<Share>,
}

impl Pending {
    /// Returns the share if it has been granted.
    pub(super) fn try_take(&mut self) -> Option<Share> {
        self.granted.try_recv().ok()
    }
}

impl Future for Pending {
    type Output = Share;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Share> {
        match ready!(self.granted.poll_unpin(cx)) {
            Ok(share) => Poll::Ready(share),
            // The sender is dropped only together with this request.
            Err(_) => Poll::Pending,
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let mut state = self.shares.state.lock();
        state.remove_waiter(self.user, self.number);
        // Another waiting request may be smaller and fit now.
        self.shares.grant(state);
    }
}
