//! The state of a connection, shared between threads. Other threads can read the phase and request the closing of the
//! connection.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::Waker;

use tokio::time::Instant;

use super::kill::ConnectionKill;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Between requests.
    Idle,
    /// The client is sending the head of a request, or the TLS handshake is in progress.
    Head,
    /// A request is in progress.
    Busy,
}

/// A request to close the connection. The variants are ordered: each variant also applies in the cases of the previous
/// variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CloseRequest {
    None,
    /// Close if no request and no request head is in progress.
    IfIdle,
    /// Close if no request is in progress.
    IfNoRequest,
}

#[derive(Debug)]
pub(crate) struct ConnectionState {
    /// The phase in the two lowest bits, and its start in milliseconds in the bits above.
    phase: AtomicU64,
    close_request: AtomicU8,
    kill: Arc<ConnectionKill>,
}

impl Default for ConnectionState {
    fn default() -> Self {
        Self {
            phase: AtomicU64::new(pack(Phase::Idle, millis(Instant::now()))),
            close_request: AtomicU8::new(0),
            kill: Arc::default(),
        }
    }
}

impl ConnectionState {
    pub(crate) fn kill(&self) -> &Arc<ConnectionKill> {
        &self.kill
    }

    pub(crate) fn enter(&self, phase: Phase, now: Instant) {
        self.phase.store(pack(phase, millis(now)), Ordering::Relaxed);
    }

    /// Enters the busy phase when a head is complete. Keeps the start time of the head, to avoid reading the clock.
    pub(crate) fn become_busy(&self) {
        let since = self.phase.load(Ordering::Relaxed) >> 2;
        self.phase.store(pack(Phase::Busy, since), Ordering::Relaxed);
    }

    /// Returns the phase and its start. A lower number means an earlier start.
    pub(crate) fn phase(&self) -> (Phase, u64) {
        let packed = self.phase.load(Ordering::Relaxed);
        let phase = match packed & 3 {
            0 => Phase::Idle,
            1 => Phase::Head,
            _ => Phase::Busy,
        };
        (phase, packed >> 2)
    }

    /// Asks the thread of the connection to close the connection. The thread closes it only if the connection is in a
    /// phase that `close_request` allows.
    pub(crate) fn request_close(&self, close_request: CloseRequest) {
        let close_request = match close_request {
            CloseRequest::None => 0,
            CloseRequest::IfIdle => 1,
            CloseRequest::IfNoRequest => 2,
        };
        self.close_request.store(close_request, Ordering::Release);
        self.kill.wake();
    }

    pub(crate) fn close_request(&self) -> CloseRequest {
        match self.close_request.load(Ordering::Acquire) {
            0 => CloseRequest::None,
            1 => CloseRequest::IfIdle,
            _ => CloseRequest::IfNoRequest,
        }
    }

    /// Returns whether to abort the TLS handshake. If not, `waker` is woken when the result may have changed.
    pub(crate) fn should_abort_handshake_or_wakes(&self, waker: &Waker) -> bool {
        self.kill.is_triggered_or_wakes(waker) || self.close_request() == CloseRequest::IfNoRequest
    }
}

fn pack(phase: Phase, since: u64) -> u64 {
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
    async fn phase_is_stored_with_its_start() {
        let state = ConnectionState::default();
        let (phase, first) = state.phase();
        assert_eq!(phase, Phase::Idle);
        state.enter(Phase::Head, Instant::now() + Duration::from_secs(2));
        assert_eq!(state.phase(), (Phase::Head, first + 2000));
        state.become_busy();
        assert_eq!(state.phase(), (Phase::Busy, first + 2000));
    }
}
