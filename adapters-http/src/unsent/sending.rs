//! Bytes that are being sent to a client.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Bytes;
use tokio::time::{Instant, sleep_until};

use super::PIECE;
use super::budget::Reservation;
use super::recipient::{Progress, Recipient};

/// A client that takes longer for a piece is disconnected. This corresponds to less than 550 bytes per second.
const MAX_TIME_PER_PIECE: Duration = Duration::from_mins(1);

/// Bytes that are being sent to a client, which must accept them in time. The HTTP library does not poll a body while
/// the client reads nothing, so a separate task watches the time.
#[derive(Debug)]
pub(crate) struct Sending {
    _reservation: Reservation,
    progress: Arc<Progress>,
    watch: JoinHandle<()>,
}

impl Sending {
    pub(super) fn begin(mut reservation: Reservation, recipient: &Recipient) -> Self {
        let progress = Arc::<Progress>::default();
        reservation.begin_sending(&progress);
        let watch = rt::spawn(watch(progress.clone(), recipient.clone()));
        Self { _reservation: reservation, progress, watch }
    }

    /// Splits off the next piece of `rest`, which the connection is about to accept.
    pub(super) fn piece_of(&self, rest: &mut Bytes) -> Bytes {
        self.note_progress();
        rest.split_to(PIECE.min(rest.len()))
    }

    pub(crate) fn note_progress(&self) {
        self.progress.record();
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

async fn watch(progress: Arc<Progress>, recipient: Recipient) {
    loop {
        let deadline = progress.at() + MAX_TIME_PER_PIECE;
        if deadline <= Instant::now() {
            tracing::info!(user_id = recipient.user.get(), "connection closed: the client reads too slowly");
            return recipient.disconnect();
        }
        sleep_until(deadline).await;
    }
}
