//! What the other threads of the process see of a connection, and what they ask of it.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::Waker;

use tokio::time::Instant;

use super::kill::ConnectionKill;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Between requests.
    Idle,
    /// Its client is sending the head of a request, or beginning with TLS.
    Head,
    /// A request is under way.
    Busy,
}

/// Which connections are to close: in this order, each wish includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wish {
    Stay,
    /// Once no request is under way, and no head of one.
    CloseIfIdle,
    /// Once no request is under way.
    CloseInHead,
}

#[derive(Debug)]
pub(crate) struct Status {
    /// The phase in the lowest two bits, and above them since when, in milliseconds.
    phase: AtomicU64,
    wish: AtomicU8,
    kill: Arc<ConnectionKill>,
}

impl Default for Status {
    fn default() -> Self {
        Self {
            phase: AtomicU64::new(packed(Phase::Idle, millis(Instant::now()))),
            wish: AtomicU8::new(0),
            kill: Arc::default(),
        }
    }
}

impl Status {
    pub(crate) fn kill(&self) -> &Arc<ConnectionKill> {
        &self.kill
    }

    pub(crate) fn enter(&self, phase: Phase, now: Instant) {
        self.phase.store(packed(phase, millis(now)), Ordering::Relaxed);
    }

    /// The head is complete: from when it began on, so that no clock need be read.
    pub(crate) fn become_busy(&self) {
        let since = self.phase.load(Ordering::Relaxed) >> 2;
        self.phase.store(packed(Phase::Busy, since), Ordering::Relaxed);
    }

    /// The phase, and a number that is lower the longer it has lasted.
    pub(crate) fn phase(&self) -> (Phase, u64) {
        let packed = self.phase.load(Ordering::Relaxed);
        let phase = match packed & 3 {
            0 => Phase::Idle,
            1 => Phase::Head,
            _ => Phase::Busy,
        };
        (phase, packed >> 2)
    }

    /// Asks it to close, which it does on the thread that it lives on, if it is still as it was seen.
    pub(crate) fn ask(&self, wish: Wish) {
        let wish = match wish {
            Wish::Stay => 0,
            Wish::CloseIfIdle => 1,
            Wish::CloseInHead => 2,
        };
        self.wish.store(wish, Ordering::Release);
        self.kill.wake();
    }

    pub(crate) fn wish(&self) -> Wish {
        match self.wish.load(Ordering::Acquire) {
            0 => Wish::Stay,
            1 => Wish::CloseIfIdle,
            _ => Wish::CloseInHead,
        }
    }

    /// Whether it is to end before it has begun; if not, `waker` is woken when it is.
    pub(crate) fn ends_handshake_or_wakes(&self, waker: &Waker) -> bool {
        self.kill.is_triggered_or_wakes(waker) || self.wish() == Wish::CloseInHead
    }
}

fn packed(phase: Phase, since: u64) -> u64 {
    let phase = match phase {
        Phase::Idle => 0,
        Phase::Head => 1,
        Phase::Busy => 2,
    };
    since << 2 | phase
}

fn millis(now: Instant) -> u64 {
    now.saturating_duration_since(*START).as_millis().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_phase_is_known_with_its_beginning() {
        let status = Status::default();
        let (phase, first) = status.phase();
        assert_eq!(phase, Phase::Idle);
        status.enter(Phase::Head, Instant::now() + Duration::from_secs(2));
        assert_eq!(status.phase(), (Phase::Head, first + 2000));
        status.become_busy();
        assert_eq!(status.phase(), (Phase::Busy, first + 2000));
    }
}
