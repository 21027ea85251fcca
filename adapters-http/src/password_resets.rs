//! A queue of requests to reset a password. The server handles each request after its response, so that the response
//! time does not reveal whether a user exists.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tasklane_core::account::AccountService;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::LoginName;
use tasklane_runtime::format_error_chain;
use tokio::sync::mpsc;

/// Maximum number of waiting requests. The rate limit for registrations also applies to these requests, so only clients
/// with many addresses can reach this number.
const MAX_WAITING: usize = 1000;

/// Passes requests to a [`PasswordResetWorker`]. Clones pass requests to the same worker.
#[derive(Clone)]
pub struct PasswordResetQueue {
    names: mpsc::Sender<LoginName>,
    dropped: Arc<AtomicU64>,
}

/// Handles the requests to reset a password, one after another.
pub struct PasswordResetWorker {
    names: mpsc::Receiver<LoginName>,
    dropped: Arc<AtomicU64>,
}

impl PasswordResetQueue {
    /// Creates a queue for at most 1000 requests.
    pub fn channel() -> (Self, PasswordResetWorker) {
        let (sender, names) = mpsc::channel(MAX_WAITING);
        let dropped = Arc::<AtomicU64>::default();
        (Self { names: sender, dropped: dropped.clone() }, PasswordResetWorker { names, dropped })
    }

    /// Adds a request, or drops it if too many requests wait.
    pub(crate) fn add(&self, name: LoginName) {
        if self.names.try_send(name).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl PasswordResetWorker {
    /// Queues a mail for each request whose user exists. After `closed`, handles the waiting requests, and returns.
    pub async fn run(self, accounts: &AccountService, closed: impl Future<Output = ()>) {
        self.handle_each(async |name| accounts.request_password_reset(&name).await, closed).await;
    }

    async fn handle_each(
        mut self,
        handle: impl AsyncFn(LoginName) -> Result<(), StoreError>,
        closed: impl Future<Output = ()>,
    ) {
        let mut closed = pin!(closed);
        loop {
            let name = tokio::select! {
                biased;
                () = &mut closed, if !self.names.is_closed() => {
                    self.names.close();
                    continue;
                }
                name = self.names.recv() => name,
            };
            let Some(name) = name else { break };
            if let Err(error) = handle(name).await {
                tracing::warn!(
                    cause = format_error_chain(&error),
                    "cannot queue the mail for a password reset: the user must request it again"
                );
            }
            self.log_dropped();
        }
    }

    fn log_dropped(&self) {
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            tracing::warn!(dropped, "requests to reset a password dropped: too many requests are waiting");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures_util::FutureExt;

    use super::*;

    fn name(number: usize) -> LoginName {
        LoginName::Username(format!("user{number}"))
    }

    #[tokio::test]
    async fn waiting_requests_are_handled_after_closing() {
        let (requests, handler) = PasswordResetQueue::channel();
        (0..3).for_each(|number| requests.add(name(number)));
        let handled = RefCell::new(Vec::new());
        let handle = async |name| {
            tokio::task::yield_now().await;
            handled.borrow_mut().push(name);
            Err(StoreError::Conflict)
        };
        handler.handle_each(handle, std::future::ready(())).await;
        assert_eq!(
            *handled.borrow(),
            [name(0), name(1), name(2)],
            "a failed request must not stop the others"
        );
        requests.add(name(3));
        assert_eq!(requests.dropped.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn requests_are_handled_until_closing() {
        let (requests, handler) = PasswordResetQueue::channel();
        let handled = RefCell::new(Vec::new());
        let handle = async |name| {
            handled.borrow_mut().push(name);
            Ok(())
        };
        let mut running = pin!(handler.handle_each(handle, std::future::pending()));
        assert_eq!(running.as_mut().now_or_never(), None);
        requests.add(name(7));
        assert_eq!(running.now_or_never(), None);
        assert_eq!(*handled.borrow(), [name(7)]);
    }

    #[test]
    fn full_queue_drops_and_counts_requests() {
        let (requests, mut handler) = PasswordResetQueue::channel();
        (0..MAX_WAITING + 5).for_each(|number| requests.add(name(number)));
        assert_eq!(requests.dropped.load(Ordering::Relaxed), 5);
        assert_eq!(handler.names.try_recv(), Ok(name(0)));
        requests.add(name(0));
        handler.log_dropped();
        assert_eq!(requests.dropped.load(Ordering::Relaxed), 0);
    }
}
