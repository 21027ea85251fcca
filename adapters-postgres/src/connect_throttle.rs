//! Limits how often a pool tries to connect. While the database is unavailable each request would try: thousands of
//! connections a second that the database would have to refuse, just when it starts. After a failure a pool tries from time
//! to time only, and all pools of a process together at most as often a second as they may have connections.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, timeout};

use crate::connect_error::ConnectError;

/// For one try: less than the pool gives to it, for who is dropped by the pool can't say how it went.
const PATIENCE: Duration = Duration::from_millis(2900);

#[derive(Debug)]
pub(crate) struct ConnectThrottle {
    /// After a failure, and until a success: nobody tries before this.
    rests_until: Mutex<Option<Instant>>,
    rest: Duration,
}

impl ConnectThrottle {
    pub(crate) fn of_pool(size: usize) -> Self {
        let connections = u32::try_from(size).unwrap_or(u32::MAX).max(1);
        Self { rests_until: Mutex::new(None), rest: Duration::from_secs(1) / connections }
    }

    /// Fails at once with [`ConnectError::Resting`] while it is not worth a try.
    pub(crate) async fn attempt<T>(
        &self,
        connecting: impl Future<Output = Result<T, ConnectError>>,
    ) -> Result<T, ConnectError> {
        if !self.may_try() {
            return Err(ConnectError::Resting);
        }
        let connected = timeout(PATIENCE, connecting).await.unwrap_or_else(|silence| Err(silence.into()));
        *self.rests_until.lock() = if connected.is_ok() { None } else { Some(Instant::now() + self.rest) };
        connected
    }

    /// Who is let through after a failure keeps the others out, until he has said how it went or they have waited enough.
    fn may_try(&self) -> bool {
        let now = Instant::now();
        let mut rests_until = self.rests_until.lock();
        match *rests_until {
            Some(end) if now < end => return false,
            Some(_) => *rests_until = Some(now + self.rest),
            None => {}
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::time::{advance, pause};

    use super::*;

    /// Whether it was tried. If so, in vain.
    async fn failed(throttle: &ConnectThrottle) -> bool {
        let mut tried = false;
        let watched = async {
            tried = true;
            Err::<(), _>(ConnectError::Resting)
        };
        assert!(throttle.attempt(watched).await.is_err());
        tried
    }

    // assures: R805
    #[tokio::test]
    async fn after_a_failure_it_is_tried_as_often_a_second_as_there_may_be_connections() {
        pause();
        let throttle = ConnectThrottle::of_pool(4);
        let mut tried = 0;
        for _ in 0..1000 {
            tried += usize::from(failed(&throttle).await);
            advance(Duration::from_millis(1)).await;
        }
        assert_eq!(tried, 4);
    }

    #[tokio::test]
    async fn silence_is_a_failure() {
        pause();
        let throttle = ConnectThrottle::of_pool(1);
        let silent = throttle.attempt(pending::<Result<(), _>>()).await;
        assert!(matches!(silent, Err(ConnectError::Silent(_))), "{silent:?}");
        assert!(!failed(&throttle).await);
    }

    #[tokio::test]
    async fn after_a_success_everybody_may_try() {
        pause();
        let throttle = ConnectThrottle::of_pool(1);
        assert!(failed(&throttle).await && !failed(&throttle).await);
        advance(Duration::from_secs(1)).await;
        throttle.attempt(ready(Ok(()))).await.unwrap();
        throttle.attempt(ready(Ok(()))).await.unwrap();
    }

    #[tokio::test]
    async fn who_tries_and_never_says_how_it_went_does_not_keep_the_others_out_for_good() {
        pause();
        let throttle = ConnectThrottle::of_pool(2);
        assert!(failed(&throttle).await);
        advance(Duration::from_millis(500)).await;
        let given_up = timeout(Duration::from_secs(1), throttle.attempt(pending::<Result<(), _>>())).await;
        assert!(given_up.is_err());
        assert!(failed(&throttle).await);
    }
}
