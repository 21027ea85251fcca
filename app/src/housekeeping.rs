//! Removes what nobody needs any more, so that no table grows without end.
//!
//! Every replica does it. That is harmless: a row that is gone is not there for the other one, and rows that one of them
//! is removing are passed over by the others. It only costs the others a look at each row.

use std::time::Duration;

use tasklane_core::causes::causes;
use tasklane_core::session::SessionKeeper;
use tasklane_core::store_error::StoreError;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

const PERIOD: Duration = Duration::from_mins(10);
/// By then the schema of a new database is there, and those who wait for a server that starts have been served.
const BEFORE_THE_FIRST: Duration = Duration::from_secs(5);
/// Between two steps, for whoever needs the connection, or the one thread that writes.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs until it is dropped.
pub(crate) async fn run(keeper: SessionKeeper) {
    let mut ticks = interval_at(Instant::now() + BEFORE_THE_FIRST, PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match tidy(&keeper).await {
            Ok((0, 0)) => {}
            Ok((sessions, users)) => {
                tracing::info!(
                    sessions,
                    users,
                    "removed sessions that are over, and what reminded of deleted users"
                );
            }
            Err(error) => {
                tracing::warn!(cause = causes(&error), "what nobody needs any more can't be removed");
            }
        }
    }
}

/// How many sessions, and how many deleted users.
async fn tidy(keeper: &SessionKeeper) -> Result<(usize, usize), StoreError> {
    Ok((purge_sessions(keeper).await?, forget_deleted_users(keeper).await?))
}

async fn forget_deleted_users(keeper: &SessionKeeper) -> Result<usize, StoreError> {
    let mut forgotten = 0;
    loop {
        let some = keeper.forget_deleted_users().await?;
        if some == 0 {
            return Ok(forgotten);
        }
        forgotten += some;
        sleep(PAUSE).await;
    }
}

async fn purge_sessions(keeper: &SessionKeeper) -> Result<usize, StoreError> {
    let (mut removed, mut after) = (0, None);
    loop {
        let step = keeper.purge_next(after).await?;
        removed += step.changed;
        after = step.next;
        if after.is_none() {
            return Ok(removed);
        }
        sleep(PAUSE).await;
    }
}
