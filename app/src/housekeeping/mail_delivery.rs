//! Sends the mails of the outbox, on one replica.
//!
//! The replica that holds a lease in the database sends the mails. The outbox alone prevents two replicas from sending
//! the same mail at the same time. The lease also makes the limit of links per hour exact.

use std::sync::Arc;
use std::time::Duration;

use metrics::{Gauge, Unit, counter, gauge};
use tasklane_core::clock::Clock;
use tasklane_core::entropy::Entropy;
use tasklane_core::lease::Leases;
use tasklane_core::mail_sender::{Attempt, AttemptOutcome, MailSender};
use tasklane_core::store_error::StoreError;
use tasklane_runtime::{Leadership, format_error_chain};
use tokio::time::sleep;

/// Delay between checks for due mails.
const PERIOD: Duration = Duration::from_secs(1);
/// Delay between attempts to acquire the lease while another process holds it.
const RETRY_PERIOD: Duration = Duration::from_secs(10);
/// Delay after an error: the tables may be missing, or the database may be unavailable.
const FAILURE_DELAY: Duration = Duration::from_secs(10);
/// If a process stops without releasing the lease, another process can acquire it after this time.
const LEASE_DURATION: Duration = Duration::from_mins(1);

pub(crate) struct MailDelivery {
    leadership: Leadership,
    sender: MailSender,
    clock: Arc<dyn Clock>,
    waiting: Gauge,
    oldest: Gauge,
}

impl MailDelivery {
    pub(crate) fn new(leadership: Leadership, sender: MailSender, clock: Arc<dyn Clock>) -> Self {
        Self {
            leadership,
            sender,
            clock,
            waiting: gauge!(
                description: "Mails in the outbox, reported by the replica that sends mails",
                "tasklane_mails_waiting"
            ),
            oldest: gauge!(
                description: "Age of the oldest mail in the outbox, reported by the replica that sends mails",
                unit: Unit::Seconds,
                "tasklane_mails_oldest_seconds"
            ),
        }
    }

    pub(crate) fn leadership(
        leases: Arc<dyn Leases>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
    ) -> Leadership {
        let is_leader =
            gauge!(description: "1 while this replica sends the mails", "tasklane_mail_delivery_leader");
        Leadership::new("mail", leases, clock, entropy, LEASE_DURATION, is_leader)
    }

    /// Runs until the future is dropped.
    pub(crate) async fn run(&self) {
        loop {
            let pause = match self.leadership.acquire().await {
                Ok(true) => self.deliver().await,
                Ok(false) => RETRY_PERIOD,
                Err(error) => {
                    tracing::warn!(cause = format_error_chain(&error), "cannot acquire the mail lease");
                    FAILURE_DELAY
                }
            };
            sleep(pause).await;
        }
    }

    /// Releases the lease. Call it after [`run`](Self::run) has ended.
    pub(crate) async fn stop(&self) {
        self.leadership.release().await;
    }

    /// Sends mails until this process loses the lease or the database fails. Returns the delay until the next attempt
    /// to acquire the lease.
    async fn deliver(&self) -> Duration {
        let failed = tokio::select! {
            failed = self.send_until_failure() => failed,
            () = self.leadership.wait_until_lost() => return RETRY_PERIOD,
        };
        tracing::warn!(cause = format_error_chain(&failed), "cannot process the mail outbox");
        FAILURE_DELAY
    }

    async fn send_until_failure(&self) -> StoreError {
        loop {
            if let Err(error) = self.send_due().await {
                return error;
            }
            sleep(PERIOD).await;
        }
    }

    async fn send_due(&self) -> Result<(), StoreError> {
        while let Some(attempt) = self.sender.send_next().await? {
            report(&attempt);
        }
        let status = self.sender.status().await?;
        self.waiting.set(u32::try_from(status.waiting).unwrap_or(u32::MAX));
        let age = status.oldest.and_then(|at| (self.clock.now() - at).to_std().ok());
        self.oldest.set(age.unwrap_or_default().as_secs_f64());
        Ok(())
    }
}

fn report(attempt: &Attempt) {
    let Attempt { id, user_id, kind, attempts, outcome } = attempt;
    let (kind, user_id) = (*kind, user_id.get());
    let result = match outcome {
        AttemptOutcome::Sent => {
            tracing::info!(mail_id = %id, kind, user_id, attempts, "sent a mail");
            "sent"
        }
        AttemptOutcome::Discarded(reason) => {
            tracing::info!(mail_id = %id, kind, user_id, reason = reason.as_str(), "discarded a mail");
            "discarded"
        }
        AttemptOutcome::Postponed { error, due_at } => {
            let cause = format_error_chain(error);
            tracing::warn!(mail_id = %id, kind, user_id, attempts, %due_at, cause, "cannot send a mail yet, retrying");
            "postponed"
        }
        AttemptOutcome::Failed(error) => {
            let cause = format_error_chain(error);
            tracing::warn!(mail_id = %id, kind, user_id, attempts, cause, "cannot send a mail, discarding it");
            "failed"
        }
    };
    counter!(
        description: "Attempts to send a mail, by kind and result: sent, discarded, postponed or failed",
        "tasklane_mail_attempts_total",
        "kind" => kind,
        "result" => result
    )
    .increment(1);
}
