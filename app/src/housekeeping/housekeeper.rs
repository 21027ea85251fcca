//! When house is kept, and by whom.
//!
//! Of several processes with one database one does it: it would do no harm if all did, but each would look at every row.

use std::time::Duration;

use tasklane_core::causes::causes;
use tokio::time::sleep;

use super::tidying::Removed;
use super::{Tidying, Turn};

const PERIOD: Duration = Duration::from_mins(10);
/// By then the schema of a new database is there, and those who wait for a server that starts have been served.
const BEFORE_THE_FIRST: Duration = Duration::from_secs(5);
/// By those whose turn it is not.
const BETWEEN_LOOKS: Duration = Duration::from_secs(10);
/// The tables may not be there yet, or the database is gone.
const AFTER_A_FAILURE: Duration = Duration::from_mins(1);

pub(crate) struct Housekeeper {
    turn: Turn,
    tidying: Tidying,
}

impl Housekeeper {
    /// How long one process keeps house without being heard of.
    pub(crate) const TURN: Duration = Duration::from_mins(20);

    pub(crate) fn new(turn: Turn, tidying: Tidying) -> Self {
        Self { turn, tidying }
    }

    /// Runs until it is dropped.
    pub(crate) async fn run(&self) {
        sleep(BEFORE_THE_FIRST).await;
        loop {
            let pause = match self.turn.take().await {
                Ok(true) => self.tidy().await,
                Ok(false) => {
                    tracing::debug!("another process keeps house");
                    BETWEEN_LOOKS
                }
                Err(error) => {
                    tracing::warn!(cause = causes(&error), "whose turn it is to keep house is not known");
                    AFTER_A_FAILURE
                }
            };
            sleep(pause).await;
        }
    }

    /// After [`run`](Self::run).
    pub(crate) async fn leave(&self) {
        self.turn.give_back().await;
    }

    async fn tidy(&self) -> Duration {
        let removed = tokio::select! {
            removed = self.tidying.round() => removed,
            () = self.turn.lost() => return BETWEEN_LOOKS,
        };
        match removed {
            Ok(removed) if removed == Removed::default() => {}
            Ok(Removed { sessions, users, networks, tasks, keys, over_quota }) => {
                tracing::info!(sessions, users, networks, tasks, keys, over_quota, "removed expired rows");
            }
            Err(error) => {
                tracing::warn!(cause = causes(&error), "what nobody needs any more can't be removed");
                return AFTER_A_FAILURE;
            }
        }
        PERIOD
    }
}
