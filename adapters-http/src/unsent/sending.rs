//! Bytes on their way to a client.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Bytes;
use tokio::time::{Instant, sleep_until};

use super::PIECE;
use super::budget::Reservation;
use super::recipient::{Progress, Recipient};

/// A client that takes longer for a piece is disconnected: that is slower than 550 bytes a second.
const SLOWEST_PIECE: Duration = Duration::from_mins(1);

/// Bytes on their way to a client, which has to take them in time. The HTTP library asks a body for nothing while its client
/// takes nothing, so the time is watched from outside.
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

    /// The next piece of `rest`, which the connection is about to take.
    pub(super) fn piece_of(&self, rest: &mut Bytes) -> Bytes {
        self.note_progress();
        rest.split_to(PIECE.min(rest.len()))
    }

    pub(crate) fn note_progress(&self) {
        self.progress.note();
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

async fn watch(progress: Arc<Progress>, recipient: Recipient) {
    loop {
        let deadline = progress.at() + SLOWEST_PIECE;
        if deadline <= Instant::now() {
            tracing::info!(user_id = recipient.user.get(), "connection closed: the client reads too slowly");
            return recipient.disconnect();
        }
        sleep_until(deadline).await;
    }
}
