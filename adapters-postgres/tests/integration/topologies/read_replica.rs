//! Lists are read from a replica and are never stale.

use tasklane_core::ids::UserId;
use tasklane_core::stores::Stores;
use tasklane_core::task::{DueDate, Page, Status, TaskFilter, TaskQuery};
use tasklane_core::testing::examples::{at, new_task, new_user, quota_of};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{diagnose, diagnose_replica, migrate, open};
use tokio_postgres::Client;

use super::cluster::{Cluster, Node, eventually};

/// Two application servers on one cluster: a writer, and a reader that uses the read replica.
struct Replicated {
    cluster: Cluster,
    writer: Stores,
    reader: Stores,
    ada: UserId,
    bob: UserId,
}

impl Replicated {
    async fn start() -> Self {
        let cluster = Cluster::start().await;
        migrate(&cluster.primary.config()).await.unwrap();
        let writer = open(&cluster.primary.config(), 1);
        let reader = open(&cluster.primary.config().with_read_replica(cluster.standby.config()), 1);
        let ada = writer.users.create(&new_user("ada"), at(0)).await.unwrap().id;
        // The registration ends with COMMIT, so it comes before the first task.
        let bob = writer.users.create(&new_user("bob"), at(0)).await.unwrap().id;
        let new = Self { cluster, writer, reader, ada, bob };
        new.write("first").await;
        new
    }

    async fn write(&self, title: &str) {
        self.writer.tasks.create(self.ada, &new_task(title), at(1), quota_of(100)).await.unwrap();
    }

    /// Returns the number of pending tasks. Checks that all kinds of reads return the same number.
    async fn count(&self) -> usize {
        let tasks = &self.reader.tasks;
        let list = tasks.list(self.ada, &TaskQuery::unfiltered(Page::ALL)).await.unwrap().tasks.len();
        let pending = TaskFilter { statuses: vec![Status::Pending], ..TaskFilter::default() };
        assert_eq!(tasks.count(self.ada, &pending).await.unwrap(), i64::try_from(list).unwrap());
        let today = DueDate::parse("2026-01-01").unwrap();
        let summary = tasks.summarize(self.ada, today).await.unwrap();
        assert_eq!(summary.pending, i64::try_from(list).unwrap());
        list
    }

    /// Returns whether `count` has read its summary from this node. Only the slices of expensive reads run in
    /// transactions. After a summary, the last statement on a connection of the stores is therefore COMMIT.
    async fn summed_up_at(&self, node: &Node) -> bool {
        let last = "SELECT FROM pg_stat_activity WHERE application_name = 'tasklane' AND query = 'COMMIT'";
        !node.client().await.query(last, &[]).await.unwrap().is_empty()
    }

    async fn wait_until_the_replica_is_used(&self, expected: usize) {
        eventually("lists are read from the replica", async || {
            assert_eq!(self.count().await, expected);
            !self.summed_up_at(&self.cluster.primary).await && self.summed_up_at(&self.cluster.standby).await
        })
        .await;
    }
}

async fn pause_replay(standby: &Client) {
    standby.batch_execute("SELECT pg_wal_replay_pause()").await.unwrap();
    let paused = "SELECT FROM pg_stat_wal_receiver WHERE pg_get_wal_replay_pause_state() = 'paused'";
    let is_paused = async || !standby.query(paused, &[]).await.unwrap().is_empty();
    eventually("the replay is paused", is_paused).await;
}

#[tokio::test]
async fn list_is_read_from_the_replica_unless_it_would_be_stale() {
    let replicated = Replicated::start().await;
    replicated.wait_until_the_replica_is_used(1).await;

    let standby = replicated.cluster.standby.client().await;
    pause_replay(&standby).await;
    for written in 2..5 {
        replicated.write("and another").await;
        assert_eq!(replicated.count().await, written);
    }
    assert!(replicated.summed_up_at(&replicated.cluster.primary).await);
    // Bob has never written a task, so the paused replica is up to date for him.
    let all = TaskQuery::unfiltered(Page::ALL);
    let nothing = replicated.reader.tasks.list(replicated.bob, &all).await.unwrap();
    assert_eq!((nothing.seq, nothing.tasks.len()), (0, 0));

    standby.batch_execute("SELECT pg_wal_replay_resume()").await.unwrap();
    replicated.wait_until_the_replica_is_used(4).await;
}

#[tokio::test]
async fn lists_survive_a_replica_failure_and_use_the_replica_again_afterwards() {
    let mut replicated = Replicated::start().await;
    replicated.wait_until_the_replica_is_used(1).await;
    replicated.cluster.standby.kill().await;
    for written in 2..5 {
        replicated.write("and another").await;
        assert_eq!(replicated.count().await, written);
    }
    replicated.cluster.standby.start().await;
    replicated.wait_until_the_replica_is_used(4).await;
}

#[tokio::test]
async fn diagnosis_recognizes_a_replica_and_its_lag() {
    let replicated = Replicated::start().await;
    let Cluster { primary, standby, .. } = &replicated.cluster;
    let replica = async || {
        let config = primary.config().with_read_replica(standby.config());
        diagnose_replica(&config).await.unwrap().unwrap()
    };
    eventually("the replica has no lag", async || {
        let facts = replica().await;
        assert!(facts.is_standby && facts.is_of_primary == Some(true), "{facts:?}");
        facts.lag_milliseconds == Some(0)
    })
    .await;
    assert!(diagnose(&standby.config()).await.unwrap().is_standby);
    assert!(diagnose_replica(&primary.config()).await.is_none());

    pause_replay(&standby.client().await).await;
    replicated.write("and another").await;
    eventually("the replica has a lag", async || {
        replica().await.lag_milliseconds.is_some_and(|milliseconds| milliseconds > 0)
    })
    .await;

    let other = TestDatabase::create().await;
    let mistaken = primary.config().with_read_replica(other.config());
    let facts = diagnose_replica(&mistaken).await.unwrap().unwrap();
    assert!(!facts.is_standby && facts.is_of_primary == Some(false), "{facts:?}");
}
