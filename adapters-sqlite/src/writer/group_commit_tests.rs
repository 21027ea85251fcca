//! Tests of writes that share a transaction. They run raw statements instead of store methods.

use std::pin::Pin;
use std::sync::mpsc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::FutureExt;
use tasklane_core::store_error::StoreError;

use crate::connection::connect::{connect, connect_existing};
use crate::connection::errors::store_error;
use crate::database::DatabaseThreads;
use crate::schema::task_counters;
use crate::testing::TestDatabase;

type Pending<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + 'a>>;

struct Fixture {
    threads: DatabaseThreads,
    database: TestDatabase,
}

impl Fixture {
    fn new() -> Self {
        let database = TestDatabase::create();
        let [writer, reader] = [connect(&database.config()).unwrap(), connect(&database.config()).unwrap()];
        Self { threads: DatabaseThreads::start(writer, vec![reader]).unwrap(), database }
    }

    /// Queues a write without waiting for its result.
    fn queue(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<(), StoreError> + Send + 'static,
    ) -> Pending<'_> {
        let mut result: Pending<'_> = Box::pin(self.threads.write(work));
        assert!((&mut result).now_or_never().is_none());
        result
    }

    /// Blocks the writer until the test sends a message. All writes that are queued until then become one batch.
    fn block_writer(&self) -> (mpsc::Sender<()>, Pending<'_>) {
        let (holding, is_held) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let result = self.queue(move |_| {
            holding.send(()).unwrap();
            released.recv().unwrap();
            Ok(())
        });
        is_held.recv().unwrap();
        (release, result)
    }

    /// Returns the committed state, which it reads on another connection.
    fn stored_ids(&self) -> Vec<i64> {
        let mut connection = connect_existing(&self.database.config()).unwrap().unwrap();
        task_counters::table.select(task_counters::owner_id).load(&mut connection).unwrap()
    }

    async fn add_users(&self) {
        let sql = "WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 9) \
                   INSERT INTO users (id, email, email_canonical, username, username_canonical, hashed_password, created_at, \
                   updated_at) SELECT id, id, id, id, id, '', 0, 0 FROM ids";
        self.threads.write(move |connection| run(connection, sql)).await.unwrap();
    }
}

fn run(connection: &mut SqliteConnection, sql: &str) -> Result<(), StoreError> {
    connection.batch_execute(sql).map_err(store_error)
}

fn insert(number: i64) -> impl FnOnce(&mut SqliteConnection) -> Result<(), StoreError> + Send {
    move |connection| {
        run(
            connection,
            &format!(
                "INSERT INTO task_counters (owner_id, seq, live_tasks, forgotten_seq) VALUES ({number}, 0, 0, 0)"
            ),
        )
    }
}

// assures: R509
#[tokio::test]
async fn writes_of_a_batch_return_after_their_shared_commit() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, held) = fixture.block_writer();
    let mut first = fixture.queue(insert(1));
    let (reached, is_reached) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let second = fixture.queue(move |connection| {
        reached.send(()).unwrap();
        may_go_on.recv().unwrap();
        insert(2)(connection)
    });
    release.send(()).unwrap();
    is_reached.recv().unwrap();
    assert!((&mut first).now_or_never().is_none(), "the first write must not return before the commit");
    assert_eq!(fixture.stored_ids(), [0; 0], "the first write must not be committed before the second");
    go_on.send(()).unwrap();
    for result in [held, first, second] {
        result.await.unwrap();
    }
    assert_eq!(fixture.stored_ids(), [1, 2]);
}

// assures: R810
#[tokio::test]
async fn failed_or_panicked_write_does_not_affect_other_writes_in_its_batch() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, _held) = fixture.block_writer();
    let first = fixture.queue(insert(1));
    let failing = fixture.queue(|connection| {
        insert(2)(connection)?;
        Err(StoreError::Conflict)
    });
    let panicking = fixture.queue(|connection| {
        insert(3)(connection)?;
        panic!("on purpose")
    });
    let rejected = fixture.queue(insert(1));
    let last = fixture.queue(insert(4));
    release.send(()).unwrap();
    first.await.unwrap();
    assert!(matches!(failing.await, Err(StoreError::Conflict)));
    assert!(
        matches!(panicking.await, Err(StoreError::Rejected(cause)) if cause.to_string().contains("on purpose"))
    );
    assert!(matches!(rejected.await, Err(StoreError::Rejected(_))));
    last.await.unwrap();
    assert_eq!(fixture.stored_ids(), [1, 4]);
}

// assures: R509
#[tokio::test]
async fn failed_commit_writes_nothing() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, _held) = fixture.block_writer();
    let first = fixture.queue(insert(1));
    // The dangling reference is detected at the commit.
    let dangling = fixture.queue(|connection| {
        run(connection, "PRAGMA defer_foreign_keys = ON")?;
        insert(4711)(connection)
    });
    let last = fixture.queue(insert(2));
    release.send(()).unwrap();
    for result in [first, dangling, last] {
        assert!(matches!(result.await, Err(StoreError::Unavailable(_))));
    }
    assert_eq!(fixture.stored_ids(), [0; 0]);
    fixture.threads.write(insert(3)).await.unwrap();
    assert_eq!(fixture.stored_ids(), [3]);
}

#[tokio::test]
async fn all_writes_of_a_batch_fail_if_sqlite_ends_its_transaction() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, _held) = fixture.block_writer();
    let first = fixture.queue(insert(1));
    let ended = fixture.queue(|connection| run(connection, "ROLLBACK"));
    let last = fixture.queue(insert(2));
    release.send(()).unwrap();
    for result in [first, ended, last] {
        assert!(matches!(result.await, Err(StoreError::Unavailable(_))));
    }
    assert_eq!(fixture.stored_ids(), [0; 0]);
    fixture.threads.write(insert(3)).await.unwrap();
}

// assures: R818
#[tokio::test]
async fn full_disk_rejects_writes_until_there_is_space() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    fixture.threads.write(|connection| run(connection, "PRAGMA max_page_count = 1")).await.unwrap();
    let (release, _held) = fixture.block_writer();
    let small = fixture.queue(insert(1));
    let large = fixture.queue(|connection| {
        run(connection, "INSERT INTO idempotency_keys VALUES (1, 'key', x'00', 1, zeroblob(100000), 0)")
    });
    let after = fixture.queue(insert(2));
    release.send(()).unwrap();
    assert!(matches!(large.await, Err(StoreError::Unavailable(_))));
    let committed = [(1, small.await), (2, after.await)];
    let committed: Vec<i64> =
        committed.into_iter().filter(|(_, result)| result.is_ok()).map(|(number, _)| number).collect();
    assert_eq!(fixture.stored_ids(), committed, "exactly the successful writes must be stored");
    let count = |connection: &mut SqliteConnection| {
        task_counters::table.count().get_result::<i64>(connection).map_err(store_error)
    };
    assert!(fixture.threads.read(count).await.is_ok(), "reads must still succeed");
    fixture.threads.write(|connection| run(connection, "PRAGMA max_page_count = 1000000")).await.unwrap();
    fixture.threads.write(insert(3)).await.unwrap();
}

#[tokio::test]
async fn panicked_read_does_not_affect_later_reads() {
    let fixture = Fixture::new();
    let panicking = fixture.threads.read(|_| -> Result<(), StoreError> { panic!("on purpose") });
    assert!(matches!(panicking.await, Err(StoreError::Rejected(_))));
    fixture.threads.read(|_| Ok::<_, StoreError>(())).await.unwrap();
}

#[tokio::test]
async fn full_queue_rejects_a_write_immediately() {
    let fixture = Fixture::new();
    let (release, held) = fixture.block_writer();
    let waiting: Vec<Pending<'_>> = (0..1024).map(|_| fixture.queue(|_| Ok(()))).collect();
    let rejected = fixture.threads.write(|_| Ok(())).now_or_never();
    assert!(matches!(rejected, Some(Err(StoreError::Unavailable(_)))), "{rejected:?}");
    release.send(()).unwrap();
    held.await.unwrap();
    for result in waiting {
        result.await.unwrap();
    }
}

#[tokio::test]
async fn cancelled_write_completes_before_the_threads_end() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, held) = fixture.block_writer();
    drop(fixture.queue(insert(1)));
    drop(held);
    release.send(()).unwrap();
    let Fixture { threads, database } = fixture;
    drop(threads);
    // The last connection deletes the write-ahead log when it closes.
    assert!(!database.config().path().with_extension("db-wal").exists());
    let mut connection = connect(&database.config()).unwrap();
    assert_eq!(task_counters::table.count().get_result(&mut connection), Ok(1));
}
