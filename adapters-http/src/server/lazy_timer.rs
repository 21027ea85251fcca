//! A deadline that is mostly not waited for.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, Sleep, sleep_until};

/// Made when it is first needed: most connections never wait long.
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

    /// Counted from the first call after it was disarmed.
    pub(super) fn poll_after(&mut self, timeout: Duration, cx: &mut Context<'_>) -> Poll<()> {
        let armed = self.sleep.as_ref().filter(|_| self.is_armed).map(|sleep| sleep.deadline());
        self.poll_at(armed.unwrap_or_else(|| Instant::now() + timeout), cx)
    }

    pub(super) fn disarm(&mut self) {
        self.is_armed = false;
    }
}
