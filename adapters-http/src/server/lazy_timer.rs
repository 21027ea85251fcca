//! A timer for deadlines that are rarely reached.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, Sleep, sleep_until};

/// A timer that is allocated when it is first polled.
#[derive(Default)]
pub(super) struct LazyTimer {
    sleep: Option<Pin<Box<Sleep>>>,
    is_armed: bool,
}

impl LazyTimer {
    pub(super) fn poll_at(&mut self, deadline: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        self.is_armed = true;
        sleep.poll_unpin(cx)
    }

    /// Polls a timeout that starts with the first call after [`disarm`](Self::disarm).
    pub(super) fn poll_after(&mut self, timeout: Duration, cx: &mut Context<'_>) -> Poll<()> {
        let armed = self.sleep.as_ref().filter(|_| self.is_armed).map(|sleep| sleep.deadline());
        self.poll_at(armed.unwrap_or_else(|| Instant::now() + timeout), cx)
    }

    pub(super) fn disarm(&mut self) {
        self.is_armed = false;
    }
}
