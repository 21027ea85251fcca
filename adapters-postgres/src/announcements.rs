//! Sends and receives announcements with LISTEN and NOTIFY, on a dedicated connection.
//!
//! An announcement is never sent in a transaction that writes, because transactions with NOTIFY commit one after another.

use std::time::Duration;

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::pg::PgNotification;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::StreamExt;
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_runtime::{
    AnnouncementFeed, CoalescingQueue, format_announcement, format_error_chain, parse_announcement,
};
use thiserror::Error;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::connection::cached_sql::cached_sql;
use crate::connection::config::PostgresConfig;
use crate::connection::connect::connect;
use crate::connection::connect_error::ConnectError;

const LISTEN: &str = "LISTEN tasklane";
/// An announcement is only a hint and is lost in a crash anyway, so its transaction does not wait for the disk.
const NOTIFY: &str = "SELECT set_config('synchronous_commit', 'off', true), pg_notify('tasklane', $1)";
/// Separates the announcements of one payload.
const SEPARATOR: &str = " ";

/// The maximum number of announcements in each queue.
const MAX_QUEUED: usize = 10_000;
/// The maximum number of announcements in one NOTIFY. Each NOTIFY wakes all replicas, and its payload must be shorter
/// than 8000 bytes.
const MAX_BATCH: usize = 200;
/// The minimum time between two NOTIFY statements. Announcements made in the meantime are sent together.
const NOTIFY_INTERVAL: Duration = Duration::from_millis(10);
/// The timeout of one statement. If the network drops packets, the operating system would wait for many minutes.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
const MIN_RECONNECT_PAUSE: Duration = Duration::from_secs(1);
const MAX_RECONNECT_PAUSE: Duration = Duration::from_secs(30);

/// Why the connection could not be opened, or was lost.
#[derive(Debug, Error)]
enum ConnectionLost {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("a statement on the connection failed")]
    Broken(#[from] DieselError),
    #[error("the connection was closed")]
    Closed,
    #[error("the server did not respond in time")]
    TimedOut(#[from] Elapsed),
}

/// Sends announcements to other replicas with NOTIFY, and receives announcements from them with LISTEN. Each direction
/// queues at most 10 000 announcements.
pub struct PostgresAnnouncements {
    config: PostgresConfig,
    outgoing: CoalescingQueue<Announcement>,
    incoming: CoalescingQueue<Announcement>,
}

impl PostgresAnnouncements {
    /// Sends and receives only while [`run`](Self::run) runs.
    pub fn new(config: PostgresConfig) -> Self {
        Self {
            config,
            outgoing: CoalescingQueue::new(MAX_QUEUED),
            incoming: CoalescingQueue::new(MAX_QUEUED),
        }
    }

    /// Sends and receives until the future is dropped. While the server is unreachable, replicas find changes by polling.
    pub async fn run(&self) {
        let (mut pause, mut was_connected) = (MIN_RECONNECT_PAUSE, true);
        loop {
            let lost = match self.listen().await {
                Ok(connection) => {
                    (pause, was_connected) = (MIN_RECONNECT_PAUSE, true);
                    self.exchange(connection).await
                }
                Err(lost) => lost,
            };
            if was_connected {
                tracing::warn!(
                    cause = format_error_chain(&lost),
                    "cannot exchange announcements through PostgreSQL, retrying"
                );
                was_connected = false;
            }
            sleep(pause).await;
            pause = (pause * 2).min(MAX_RECONNECT_PAUSE);
        }
    }

    async fn listen(&self) -> Result<AsyncPgConnection, ConnectionLost> {
        timeout(STATEMENT_TIMEOUT, async {
            let mut connection = connect(self.config.target()).await?;
            diesel::sql_query(LISTEN).execute(&mut connection).await?;
            Ok(connection)
        })
        .await?
    }

    /// Sends and receives until the connection breaks.
    async fn exchange(&self, mut connection: AsyncPgConnection) -> ConnectionLost {
        let mut next_notify = Instant::now();
        loop {
            let outgoing = async {
                sleep_until(next_notify).await;
                self.outgoing.next_batch(MAX_BATCH).await
            };
            tokio::select! {
                received = receive(&mut connection) => match received {
                    Some(Ok(notification)) => {
                        // Unknown announcements are skipped: a newer replica may send them.
                        let announcements = notification.payload.split(SEPARATOR).filter_map(parse_announcement);
                        announcements.for_each(|announcement| self.incoming.push(announcement));
                    }
                    Some(Err(error)) => return error.into(),
                    None => return ConnectionLost::Closed,
                },
                announcements = outgoing => {
                    next_notify = Instant::now() + NOTIFY_INTERVAL;
                    if let Err(error) = notify(&mut connection, &announcements).await {
                        return error;
                    }
                }
            }
        }
    }
}

impl Announcements for PostgresAnnouncements {
    fn announce(&self, announcement: Announcement) {
        self.outgoing.push(announcement);
    }
}

#[async_trait]
impl AnnouncementFeed for PostgresAnnouncements {
    async fn next(&self) -> Announcement {
        self.incoming.next().await
    }
}

/// Receives a notification. The future can be dropped without loss, because the connection stores received notifications.
async fn receive(connection: &mut AsyncPgConnection) -> Option<QueryResult<PgNotification>> {
    std::pin::pin!(connection.notifications_stream()).next().await
}

async fn notify(
    connection: &mut AsyncPgConnection,
    announcements: &[Announcement],
) -> Result<(), ConnectionLost> {
    let texts: Vec<String> = announcements.iter().copied().map(format_announcement).collect();
    let notify = cached_sql(NOTIFY).bind_all(|sql| sql.bind::<Text, _>(texts.join(SEPARATOR)));
    timeout(STATEMENT_TIMEOUT, notify.execute(connection)).await??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tasklane_core::ids::UserId;

    use super::*;

    #[test]
    fn largest_batch_fits_into_a_payload() {
        let longest = format_announcement(Announcement::TasksChanged(UserId::new((1 << 53) - 1).unwrap()));
        assert!(vec![longest; MAX_BATCH].join(SEPARATOR).len() < 8000);
    }
}
