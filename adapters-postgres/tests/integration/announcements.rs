//! What one replica tells the others by LISTEN and NOTIFY.

use std::collections::HashSet;
use std::time::Duration;

use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::ids::UserId;
use tasklane_postgres::PostgresAnnouncements;
use tasklane_postgres::testing::TestDatabase;
use tasklane_runtime::AnnouncementFeed;
use tokio::time::{sleep, timeout};

/// Generous: it only runs out when something is broken.
const LONG: Duration = Duration::from_mins(1);

fn of(user: i64) -> Announcement {
    Announcement::TasksChanged(UserId::new(user).unwrap())
}

/// Announced again and again: it may be lost before the other listens.
async fn hears(one: &PostgresAnnouncements, other: &PostgresAnnouncements, announcement: Announcement) {
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

async fn while_they_run(
    one: &PostgresAnnouncements,
    other: &PostgresAnnouncements,
    scenario: impl Future<Output = ()>,
) {
    tokio::select! {
        done = timeout(LONG, scenario) => done.expect("not all is heard"),
        () = one.run() => {}
        () = other.run() => {}
    }
}

#[tokio::test]
async fn what_one_replica_announces_the_other_hears_also_after_its_connection_was_cut() {
    let database = TestDatabase::create_empty().await;
    let [one, other] = [(); 2].map(|()| PostgresAnnouncements::new(database.config()));
    while_they_run(&one, &other, async {
        hears(&one, &other, Announcement::SessionsEnded).await;
        hears(&one, &other, of(1815)).await;
        let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE application_name = 'tasklane' AND datname = current_database()";
        assert_eq!(database.client().await.query(kick, &[]).await.unwrap().len(), 2);
        hears(&one, &other, of(1852)).await;
        hears(&one, &other, Announcement::SessionsEnded).await;
    })
    .await;
}

/// A writer that is faster than the connection tells one thing once, and loses nothing of the others.
#[tokio::test]
async fn of_many_announcements_each_is_told() {
    let database = TestDatabase::create_empty().await;
    let [one, other] = [(); 2].map(|()| PostgresAnnouncements::new(database.config()));
    while_they_run(&one, &other, async {
        hears(&one, &other, Announcement::SessionsEnded).await;
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
