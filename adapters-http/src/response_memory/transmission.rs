//! Bytes that are being sent to a client.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Bytes;
use tokio::time::{Instant, sleep_until};

use super::MAX_CHUNK_BYTES;
use super::memory::Reservation;
use super::recipient::{Recipient, SendProgress};

/// Maximum time in which a client must accept a chunk. A client that reads less than about 550 bytes per second is
/// disconnected.
const MAX_TIME_PER_PIECE: Duration = Duration::from_mins(1);

/// Bytes that are being sent to a client. The client must accept each chunk in time. The HTTP library does not poll a
/// body while the client is not reading, so a separate task checks the time.
#[derive(Debug)]
pub(crate) struct Transmission {
    _reservation: Reservation,
    progress: Arc<SendProgress>,
    watchdog: JoinHandle<()>,
}

impl Transmission {
    pub(super) fn begin(mut reservation: Reservation, recipient: &Recipient) -> Self {
        let progress = Arc::<SendProgress>::default();
        reservation.begin_sending(&progress);
        let watchdog = rt::spawn(disconnect_when_stalled(progress.clone(), recipient.clone()));
        Self { _reservation: reservation, progress, watchdog }
    }

    /// Splits off the next chunk of `rest`, which the connection is about to accept.
    pub(super) fn next_chunk(&self, rest: &mut Bytes) -> Bytes {
        self.record_progress();
        rest.split_to(MAX_CHUNK_BYTES.min(rest.len()))
    }

    pub(crate) fn record_progress(&self) {
        self.progress.record();
    }
}

impl Drop for Transmission {
    fn drop(&mut self) {
        self.watchdog.abort();
    }
}

async fn disconnect_when_stalled(progress: Arc<SendProgress>, recipient: Recipient) {
    loop {
        let deadline = progress.at() + MAX_TIME_PER_PIECE;
        if deadline <= Instant::now() {
            tracing::info!(
                user_id = recipient.user.get(),
                "connection closed: the client is reading too slowly"
            );
            return recipient.disconnect();
        }
        sleep_until(deadline).await;
    }
}
