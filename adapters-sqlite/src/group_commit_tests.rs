//! What happens to jobs that share a transaction. Raw statements stand for the stores' own.

use std::pin::Pin;
use std::sync::mpsc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::FutureExt;
use tasklane_core::store_error::StoreError;

use crate::connect::{connect, connect_existing};
use crate::error::store_error;
use crate::schema::task_counters;
use crate::testing::TestDatabase;
use crate::threads::Threads;

type Answer<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + 'a>>;

struct Fixture {
    threads: Threads,
    database: TestDatabase,
}

impl Fixture {
    fn new() -> Self {
        let database = TestDatabase::create();
        let [writer, reader] = [connect(&database.config()).unwrap(), connect(&database.config()).unwrap()];
        Self { threads: Threads::start(writer, vec![reader]).unwrap(), database }
    }

    /// Queues a write without waiting for its answer.
    fn queue(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<(), StoreError> + Send + 'static,
    ) -> Answer<'_> {
        let mut answer: Answer<'_> = Box::pin(self.threads.write(work));
        assert!((&mut answer).now_or_never().is_none());
        answer
    }

    /// Keeps the writer busy, so that what is queued meanwhile becomes one batch, until the sender is used.
    fn hold(&self) -> (mpsc::Sender<()>, Answer<'_>) {
        let (holding, is_held) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let answer = self.queue(move |_| {
            holding.send(()).unwrap();
            released.recv().unwrap();
            Ok(())
        });
        is_held.recv().unwrap();
        (release, answer)
    }

    /// What another process sees.
    fn stored(&self) -> Vec<i64> {
        let mut connection = connect_existing(&self.database.config()).unwrap().unwrap();
        task_counters::table.select(task_counters::owner_id).load(&mut connection).unwrap()
    }

    async fn add_users(&self) {
        let sql = "WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 9) \
                   INSERT INTO users SELECT id, id, id, id, id, NULL, '', 1, 0, 0, NULL FROM ids";
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
async fn a_batch_shares_one_commit_and_is_answered_after_it() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, held) = fixture.hold();
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
    assert!((&mut first).now_or_never().is_none(), "answered before the commit");
    assert_eq!(fixture.stored(), [0; 0], "the first write was committed by itself");
    go_on.send(()).unwrap();
    for answer in [held, first, second] {
        answer.await.unwrap();
    }
    assert_eq!(fixture.stored(), [1, 2]);
}

// assures: R810
#[tokio::test]
async fn neighbours_of_a_failure_and_of_a_panic_survive() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, _held) = fixture.hold();
    let first = fixture.queue(insert(1));
    let failing = fixture.queue(|connection| {
        insert(2)(connection)?;
        Err(StoreError::Conflict)
    });
    let panicking = fixture.queue(|connection| {
        insert(3)(connection)?;
        panic!("on purpose")
    });
    let refused = fixture.queue(insert(1));
    let last = fixture.queue(insert(4));
    release.send(()).unwrap();
    first.await.unwrap();
    assert!(matches!(failing.await, Err(StoreError::Conflict)));
    assert!(
        matches!(panicking.await, Err(StoreError::Rejected(cause)) if cause.to_string().contains("on purpose"))
    );
    assert!(matches!(refused.await, Err(StoreError::Rejected(_))));
    last.await.unwrap();
    assert_eq!(fixture.stored(), [1, 4]);
}

// assures: R509
#[tokio::test]
async fn when_the_commit_fails_nothing_was_written() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, _held) = fixture.hold();
    let first = fixture.queue(insert(1));
    // A reference that is checked only at the commit.
    let dangling = fixture.queue(|connection| {
        run(connection, "PRAGMA defer_foreign_keys = ON")?;
        insert(4711)(connection)
    });
    let last = fixture.queue(insert(2));
    release.send(()).unwrap();
    for answer in [first, dangling, last] {
        assert!(matches!(answer.await, Err(StoreError::Unavailable(_))));
    }
    assert_eq!(fixture.stored(), [0; 0]);
    fixture.threads.write(insert(3)).await.unwrap();
    assert_eq!(fixture.stored(), [3]);
}

#[tokio::test]
async fn no_write_escapes_a_transaction_that_sqlite_ended() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, _held) = fixture.hold();
    let first = fixture.queue(insert(1));
    let ended = fixture.queue(|connection| run(connection, "ROLLBACK"));
    let last = fixture.queue(insert(2));
    release.send(()).unwrap();
    for answer in [first, ended, last] {
        assert!(matches!(answer.await, Err(StoreError::Unavailable(_))));
    }
    assert_eq!(fixture.stored(), [0; 0]);
    fixture.threads.write(insert(3)).await.unwrap();
}

// assures: R818
#[tokio::test]
async fn a_full_disk_refuses_writes_until_there_is_room() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    fixture.threads.write(|connection| run(connection, "PRAGMA max_page_count = 1")).await.unwrap();
    let (release, _held) = fixture.hold();
    let small = fixture.queue(insert(1));
    let large = fixture.queue(|connection| {
        run(connection, "INSERT INTO idempotency_keys VALUES (1, 'key', x'00', 1, zeroblob(100000), 0)")
    });
    let after = fixture.queue(insert(2));
    release.send(()).unwrap();
    assert!(matches!(large.await, Err(StoreError::Unavailable(_))));
    let kept = [(1, small.await), (2, after.await)];
    let kept: Vec<i64> =
        kept.into_iter().filter(|(_, answer)| answer.is_ok()).map(|(number, _)| number).collect();
    assert_eq!(fixture.stored(), kept, "what was answered is what is stored");
    let count = |connection: &mut SqliteConnection| {
        task_counters::table.count().get_result::<i64>(connection).map_err(store_error)
    };
    assert!(fixture.threads.read(count).await.is_ok(), "reads go on");
    fixture.threads.write(|connection| run(connection, "PRAGMA max_page_count = 1000000")).await.unwrap();
    fixture.threads.write(insert(3)).await.unwrap();
}

#[tokio::test]
async fn a_panicking_read_costs_one_answer() {
    let fixture = Fixture::new();
    let panicking = fixture.threads.read(|_| -> Result<(), StoreError> { panic!("on purpose") });
    assert!(matches!(panicking.await, Err(StoreError::Rejected(_))));
    fixture.threads.read(|_| Ok::<_, StoreError>(())).await.unwrap();
}

#[tokio::test]
async fn too_much_waiting_is_refused_at_once() {
    let fixture = Fixture::new();
    let (release, held) = fixture.hold();
    let waiting: Vec<Answer<'_>> = (0..1024).map(|_| fixture.queue(|_| Ok(()))).collect();
    let refused = fixture.threads.write(|_| Ok(())).now_or_never();
    assert!(matches!(refused, Some(Err(StoreError::Unavailable(_)))), "{refused:?}");
    release.send(()).unwrap();
    held.await.unwrap();
    for answer in waiting {
        answer.await.unwrap();
    }
}

#[tokio::test]
async fn a_write_whose_caller_left_is_done_before_the_threads_end() {
    let fixture = Fixture::new();
    fixture.add_users().await;
    let (release, held) = fixture.hold();
    drop(fixture.queue(insert(1)));
    drop(held);
    release.send(()).unwrap();
    let Fixture { threads, database } = fixture;
    drop(threads);
    // The last connection to go takes the write-ahead log with it.
    assert!(!database.config().path().with_extension("db-wal").exists());
    let mut connection = connect(&database.config()).unwrap();
    assert_eq!(task_counters::table.count().get_result(&mut connection), Ok(1));
}
