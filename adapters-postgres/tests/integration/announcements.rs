//! Announcements between replicas with LISTEN and NOTIFY.

use std::collections::HashSet;
use std::time::Duration;

use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::ids::UserId;
use tasklane_postgres::PostgresAnnouncements;
use tasklane_postgres::testing::TestDatabase;
use tasklane_runtime::AnnouncementFeed;
use tokio::time::{sleep, timeout};

/// A generous bound that only a defect exceeds.
const MAX_WAIT: Duration = Duration::from_mins(1);

fn of(user: i64) -> Announcement {
    Announcement::TasksChanged(UserId::new(user).unwrap())
}

/// Announces repeatedly until the other replica receives the announcement. An announcement is lost if that replica is not yet
/// listening.
async fn receives(one: &PostgresAnnouncements, other: &PostgresAnnouncements, announcement: Announcement) {
    let announce = async {
        loop {
            one.announce(announcement);
            sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = async { while other.next().await != announcement {} } => {}
        () = announce => {}
    }
}

async fn with_running_feeds(
    one: &PostgresAnnouncements,
    other: &PostgresAnnouncements,
    scenario: impl Future<Output = ()>,
) {
    tokio::select! {
        done = timeout(MAX_WAIT, scenario) => done.expect("every announcement must arrive in time"),
        () = one.run() => {}
        () = other.run() => {}
    }
}

#[tokio::test]
async fn announcements_arrive_at_the_other_replica_even_after_a_reconnect() {
    let database = TestDatabase::create_empty().await;
    let [one, other] = [(); 2].map(|()| PostgresAnnouncements::new(database.config()));
    with_running_feeds(&one, &other, async {
        receives(&one, &other, Announcement::SessionsEnded).await;
        receives(&one, &other, of(1815)).await;
        let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE application_name = 'tasklane' AND datname = current_database()";
        assert_eq!(database.client().await.query(kick, &[]).await.unwrap().len(), 2);
        receives(&one, &other, of(1852)).await;
        receives(&one, &other, Announcement::SessionsEnded).await;
    })
    .await;
}

/// Equal announcements are merged while they are queued. Each different announcement is delivered.
#[tokio::test]
async fn each_of_many_announcements_is_sent() {
    let database = TestDatabase::create_empty().await;
    let [one, other] = [(); 2].map(|()| PostgresAnnouncements::new(database.config()));
    with_running_feeds(&one, &other, async {
        receives(&one, &other, Announcement::SessionsEnded).await;
        let mut missing: HashSet<_> = (1..=1200).map(of).collect();
        for _ in 0..3 {
            for announcement in &missing {
                one.announce(*announcement);
            }
        }
        while !missing.is_empty() {
            missing.remove(&other.next().await);
        }
    })
    .await;
}
