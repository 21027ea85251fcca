//! Who a response is sent to, and how it gets on.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::rt;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Bytes;
use tasklane_core::ids::UserId;
use tokio::time::{Instant, sleep_until};

use super::{PIECE, Reservation};
use crate::connection::ConnectionKill;

/// A client that takes longer for a piece is disconnected: that is slower than 550 bytes a second.
const SLOWEST_PIECE: Duration = Duration::from_mins(1);

/// The user, and the connection that they read on.
#[derive(Debug, Clone)]
pub(super) struct Recipient {
    pub(super) user: UserId,
    /// `None` where there is no socket.
    connection: Option<Arc<ConnectionKill>>,
}

impl Recipient {
    pub(super) fn new(user: UserId, connection: Option<Arc<ConnectionKill>>) -> Self {
        Self { user, connection }
    }

    pub(super) fn can_be_disconnected(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| !connection.is_triggered())
    }

    pub(super) fn disconnect(&self) {
        if let Some(connection) = &self.connection {
            connection.trigger();
        }
    }

    #[cfg(test)]
    pub(super) fn is_disconnected(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.is_triggered())
    }
}

/// When the connection last took something.
#[derive(Debug)]
pub(super) struct Progress(Mutex<Instant>);

impl Default for Progress {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

impl Progress {
    pub(super) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    pub(super) fn idle(&self) -> Duration {
        self.at().elapsed()
    }

    fn at(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes on their way to a client who has to take them in time. The HTTP library asks a body for nothing while its client
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
