//! Announcements by LISTEN and NOTIFY, on one connection of their own.
//!
//! They are never told in a transaction that writes: all who notify wait for each other when they commit.

use std::time::Duration;

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::pg::PgNotification;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::StreamExt;
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_runtime::{AnnouncementFeed, CoalescingQueue, causes, parse_announcement, print_announcement};
use thiserror::Error;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::connection::cached_sql::cached_sql;
use crate::connection::config::PostgresConfig;
use crate::connection::connect::connect;
use crate::connection::connect_error::ConnectError;

const LISTEN: &str = "LISTEN tasklane";
/// Nobody waits for a hint to be safe on disk, and it would not be there after a crash anyway.
const NOTIFY: &str = "SELECT set_config('synchronous_commit', 'off', true), pg_notify('tasklane', $1)";
/// Between announcements that go together.
const AND: &str = " ";

/// Of users whose tasks have changed, and that all replicas are to hear of.
const MOST_WAITING: usize = 10_000;
/// So many go together, which may have 8000 bytes: each wakes up all replicas.
const AT_ONCE: usize = 200;
/// Between two statements: what is said meanwhile goes together.
const BETWEEN_NOTIFIES: Duration = Duration::from_millis(10);
/// For the answer to a statement. Over a line that was cut without a word, the system would wait for many minutes.
const PATIENCE: Duration = Duration::from_secs(5);
const SHORTEST_BETWEEN_CONNECTS: Duration = Duration::from_secs(1);
const LONGEST_BETWEEN_CONNECTS: Duration = Duration::from_secs(30);

#[derive(Debug, Error)]
enum Ended {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("the connection ended")]
    Broken(#[from] DieselError),
    #[error("the connection was closed")]
    Closed,
    #[error("the server does not answer")]
    Silent(#[from] Elapsed),
}

pub struct PostgresAnnouncements {
    config: PostgresConfig,
    to_tell: CoalescingQueue<Announcement>,
    heard: CoalescingQueue<Announcement>,
}

impl PostgresAnnouncements {
    /// Nothing is told or heard but while [`run`](Self::run) runs.
    pub fn new(config: PostgresConfig) -> Self {
        Self {
            config,
            to_tell: CoalescingQueue::new(MOST_WAITING),
            heard: CoalescingQueue::new(MOST_WAITING),
        }
    }

    /// Runs until it is dropped. While the server can't be reached, everybody finds out by himself.
    pub async fn run(&self) {
        let (mut pause, mut was_well) = (SHORTEST_BETWEEN_CONNECTS, true);
        loop {
            let ended = match self.listen().await {
                Ok(connection) => {
                    (pause, was_well) = (SHORTEST_BETWEEN_CONNECTS, true);
                    self.talk(connection).await
                }
                Err(ended) => ended,
            };
            if was_well {
                tracing::warn!(cause = causes(&ended), "PostgreSQL does not pass announcements on");
                was_well = false;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_BETWEEN_CONNECTS);
        }
    }

    async fn listen(&self) -> Result<AsyncPgConnection, Ended> {
        timeout(PATIENCE, async {
            let mut connection = connect(self.config.target()).await?;
            diesel::sql_query(LISTEN).execute(&mut connection).await?;
            Ok(connection)
        })
        .await?
    }

    /// Tells and hears until the connection breaks.
    async fn talk(&self, mut connection: AsyncPgConnection) -> Ended {
        let mut may_tell = Instant::now();
        loop {
            let to_tell = async {
                sleep_until(may_tell).await;
                self.to_tell.next_batch(AT_ONCE).await
            };
            tokio::select! {
                heard = hear(&mut connection) => match heard {
                    Some(Ok(notification)) => {
                        // A newer replica may say what is not known here.
                        let announcements = notification.payload.split(AND).filter_map(parse_announcement);
                        announcements.for_each(|announcement| self.heard.push(announcement));
                    }
                    Some(Err(error)) => return error.into(),
                    None => return Ended::Closed,
                },
                announcements = to_tell => {
                    may_tell = Instant::now() + BETWEEN_NOTIFIES;
                    if let Err(error) = tell(&mut connection, &announcements).await {
                        return error;
                    }
                }
            }
        }
    }
}

impl Announcements for PostgresAnnouncements {
    fn announce(&self, announcement: Announcement) {
        self.to_tell.push(announcement);
    }
}

#[async_trait]
impl AnnouncementFeed for PostgresAnnouncements {
    async fn next(&self) -> Announcement {
        self.heard.next().await
    }
}

/// Giving up the wait loses nothing: what has come stays with the connection.
async fn hear(connection: &mut AsyncPgConnection) -> Option<QueryResult<PgNotification>> {
    std::pin::pin!(connection.notifications_stream()).next().await
}

async fn tell(connection: &mut AsyncPgConnection, announcements: &[Announcement]) -> Result<(), Ended> {
    let told: Vec<String> = announcements.iter().copied().map(print_announcement).collect();
    let notify = cached_sql(NOTIFY).bind_all(|sql| sql.bind::<Text, _>(told.join(AND)));
    timeout(PATIENCE, notify.execute(connection)).await??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tasklane_core::ids::UserId;

    use super::*;

    #[test]
    fn as_many_as_go_together_fit_into_a_payload() {
        let longest = print_announcement(Announcement::TasksChanged(UserId::new((1 << 53) - 1).unwrap()));
        assert!(vec![longest; AT_ONCE].join(AND).len() < 8000);
    }
}
