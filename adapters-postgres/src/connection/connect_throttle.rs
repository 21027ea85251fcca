//! Limits how often a pool tries to connect.
//!
//! Without a limit, each request would try to connect while the database is unavailable, and the database would have to
//! reject thousands of connections per second while it starts. After a failure, a pool of N connections makes at most N
//! attempts per second.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, timeout};

use crate::connection::connect_error::ConnectError;

/// The timeout of one attempt. It is shorter than the timeout of the pool: otherwise the pool would drop the attempt
/// before the failure is recorded.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(2900);

#[derive(Debug)]
pub(crate) struct ConnectThrottle {
    /// Set after a failure, until a success.
    pause: Mutex<Option<Pause>>,
    pause_time: Duration,
}

/// A period without attempts.
#[derive(Debug, Clone, Copy)]
struct Pause {
    until: Instant,
    at_connection_limit: bool,
}

impl ConnectThrottle {
    pub(crate) fn of_pool(size: usize) -> Self {
        let connections = u32::try_from(size).unwrap_or(u32::MAX).max(1);
        Self { pause: Mutex::new(None), pause_time: Duration::from_secs(1) / connections }
    }

    /// Runs one attempt. Fails immediately with [`ConnectError::Throttled`] during the pause after a failure.
    pub(crate) async fn attempt<T>(
        &self,
        connecting: impl Future<Output = Result<T, ConnectError>>,
    ) -> Result<T, ConnectError> {
        self.claim_attempt()?;
        let connected =
            timeout(ATTEMPT_TIMEOUT, connecting).await.unwrap_or_else(|elapsed| Err(elapsed.into()));
        *self.pause.lock() = connected.as_ref().err().map(|error| Pause {
            until: Instant::now() + self.pause_time,
            at_connection_limit: error.is_connection_limit(),
        });
        connected
    }

    /// After the pause that follows a failure, allows one attempt. Further attempts are rejected until that attempt has a
    /// result or another pause has passed.
    fn claim_attempt(&self) -> Result<(), ConnectError> {
        let now = Instant::now();
        match &mut *self.pause.lock() {
            Some(Pause { until, at_connection_limit }) if now < *until => {
                return Err(ConnectError::Throttled { at_connection_limit: *at_connection_limit });
            }
            Some(pause) => pause.until = now + self.pause_time,
            None => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::time::{advance, pause};

    use super::*;

    /// Makes an attempt that fails. Returns whether the throttle allowed the attempt.
    async fn fails(throttle: &ConnectThrottle) -> bool {
        let mut attempted = false;
        let failing = async {
            attempted = true;
            Err::<(), _>(ConnectError::Throttled { at_connection_limit: false })
        };
        assert!(throttle.attempt(failing).await.is_err());
        attempted
    }

    // assures: R805
    #[tokio::test]
    async fn attempts_per_second_after_a_failure_are_limited_to_the_pool_size() {
        pause();
        let throttle = ConnectThrottle::of_pool(4);
        let mut attempts = 0;
        for _ in 0..1000 {
            attempts += usize::from(fails(&throttle).await);
            advance(Duration::from_millis(1)).await;
        }
        assert_eq!(attempts, 4);
    }

    #[tokio::test]
    async fn attempt_without_a_response_is_a_failure() {
        pause();
        let throttle = ConnectThrottle::of_pool(1);
        let silent = throttle.attempt(pending::<Result<(), _>>()).await;
        assert!(matches!(silent, Err(ConnectError::TimedOut(_))), "{silent:?}");
        assert!(!fails(&throttle).await);
    }

    #[tokio::test]
    async fn success_lifts_the_limit() {
        pause();
        let throttle = ConnectThrottle::of_pool(1);
        assert!(fails(&throttle).await && !fails(&throttle).await);
        advance(Duration::from_secs(1)).await;
        throttle.attempt(ready(Ok(()))).await.unwrap();
        throttle.attempt(ready(Ok(()))).await.unwrap();
    }

    #[tokio::test]
    async fn abandoned_attempt_does_not_block_later_attempts() {
        pause();
        let throttle = ConnectThrottle::of_pool(2);
        assert!(fails(&throttle).await);
        advance(Duration::from_millis(500)).await;
        let abandoned = timeout(Duration::from_secs(1), throttle.attempt(pending::<Result<(), _>>())).await;
        assert!(abandoned.is_err());
        assert!(fails(&throttle).await);
    }
}
