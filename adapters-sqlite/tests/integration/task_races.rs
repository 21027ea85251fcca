//! Concurrent reads and writes of two processes on one file.

use std::sync::Arc;

use futures_util::future::join_all;
use tasklane_core::ids::UserId;
use tasklane_core::stores::Stores;
use tasklane_core::task::{
    ExpectedVersion, IdempotencyKey, IdempotentRequest, LockScope, LockedRows, LockedWrite, OperationResult,
    Outcome, Page, PlanRules, ReadLimit, RequestDigest, StoredResponse, TaskOperation, TaskQuery, Workflow,
    WriteTasksError, plan,
};
use tasklane_core::testing::examples::{AMPLE_QUOTA, at, new_task, new_user, quota_of};
use tasklane_sqlite::{open, testing::TestDatabase};
use uuid::Uuid;

const QUOTA: u32 = 1000;

struct TwoProcesses {
    processes: [Stores; 2],
    owner: UserId,
    _database: TestDatabase,
}

impl TwoProcesses {
    async fn start() -> Self {
        let database = TestDatabase::create();
        let processes = [open(&database.config()).unwrap(), open(&database.config()).unwrap()];
        let owner = processes[0].users.create(&new_user("ada"), at(0)).await.unwrap().id;
        Self { processes, owner, _database: database }
    }

    /// Starts `count` concurrent calls, half of them in each process, and waits for all results.
    async fn all<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
        &self,
        count: usize,
        work: impl Fn(Stores, usize) -> F,
    ) -> Vec<T> {
        let processes = self.processes.iter().cycle().zip(0..count);
        let started: Vec<_> =
            processes.map(|(stores, number)| tokio::spawn(work(stores.clone(), number))).collect();
        join_all(started).await.into_iter().map(Result::unwrap).collect()
    }
}

fn work(operations: Vec<TaskOperation>, idempotency: Option<IdempotentRequest>) -> LockedWrite {
    let rules = PlanRules { workflow: Arc::new(Workflow::open()), quota: quota_of(QUOTA), now: at(1) };
    let scope = LockScope::Ids(operations.iter().filter_map(TaskOperation::task).collect());
    let decide = Arc::new(move |locked: &LockedRows| plan(&operations, locked, &rules));
    LockedWrite { scope, decide, idempotency, quota: AMPLE_QUOTA, at: at(1) }
}

fn create(title: &str) -> TaskOperation {
    TaskOperation::Create(new_task(title))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_32_requests_with_the_same_key_writes_and_all_get_its_response() {
    let file = TwoProcesses::start().await;
    let owner = file.owner;
    let responses = file
        .all(32, |stores, number| async move {
            let render = Arc::new(move |written: &[OperationResult]| {
                let id = written.first().and_then(OperationResult::task).unwrap().id;
                StoredResponse { status: 201, body: format!("{number}: {id}").into_bytes() }
            });
            let (key, digest) = (IdempotencyKey::parse("key").unwrap(), RequestDigest([7; 32]));
            let idempotency = IdempotentRequest { key, digest, render };
            stores.tasks.write(owner, &work(vec![create("task")], Some(idempotency))).await.unwrap()
        })
        .await;
    let mut replayed: Vec<&StoredResponse> = Vec::new();
    for done in &responses {
        if let Outcome::Replayed(response) = done {
            replayed.push(response);
        }
    }
    assert_eq!(replayed.len(), 31);
    replayed.dedup();
    assert_eq!(replayed.len(), 1, "{replayed:?}");
    let stored = file.processes[1].tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap();
    assert_eq!((stored.tasks.len(), stored.seq), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_batches_are_atomic_and_serialized() {
    let file = TwoProcesses::start().await;
    let owner = file.owner;
    let task =
        file.processes[0].tasks.create(owner, &new_task("counted"), at(0), quota_of(QUOTA)).await.unwrap();
    let batches = file
        .all(40, |stores, number| async move {
            let toggle = || TaskOperation::Toggle { id: task.id, expected: ExpectedVersion::Any };
            let mut operations = vec![create("first"), toggle(), create("second")];
            // The last operation fails, so the whole batch is rolled back.
            if number % 4 == 3 {
                operations.push(TaskOperation::Restore { id: task.id });
            }
            stores.tasks.write(owner, &work(operations, None)).await
        })
        .await;
    let rejected = batches.iter().filter(|batch| matches!(batch, Err(WriteTasksError::Operation(_)))).count();
    let done = batches.iter().filter(|batch| matches!(batch, Ok(Outcome::Fresh(_)))).count();
    assert_eq!((done, rejected), (30, 10));
    let stored = file.processes[1].tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap();
    assert_eq!((stored.tasks.len(), stored.seq), (61, 91));
    let toggled = stored.tasks.iter().find(|stored| stored.id == task.id).unwrap();
    assert_eq!(toggled.version.get(), 31);
    let mut sequence: Vec<i64> = stored.tasks.iter().map(|task| task.change_seq).collect();
    sequence.sort_unstable();
    sequence.dedup();
    assert_eq!(sequence.len(), 61);
}

#[tokio::test(flavor = "multi_thread")]
async fn list_includes_all_writes_up_to_its_sequence_number() {
    let file = TwoProcesses::start().await;
    let owner = file.owner;
    let writing = file.all(2, |stores, _| async move {
        for _ in 0..150 {
            stores.tasks.create(owner, &new_task("task"), at(0), quota_of(QUOTA)).await.unwrap();
        }
    });
    let reading = async {
        let stores = &file.processes[1];
        let mut last = 0;
        while last < 300 {
            let found = stores.tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap();
            let shown = i64::try_from(found.tasks.len()).unwrap();
            assert!(shown >= found.seq, "the list must show at least {} tasks, not {shown}", found.seq);
            let changes = stores.tasks.read_changes(owner, 0, ReadLimit::of_rows(QUOTA)).await.unwrap();
            let numbers: Vec<i64> = changes.tasks.iter().map(|record| record.task.change_seq).collect();
            assert_eq!(
                numbers,
                (1..=changes.seq).collect::<Vec<_>>(),
                "changes and sequence number must show the same state"
            );
            last = changes.seq;
        }
    };
    tokio::join!(writing, reading);
}

#[tokio::test(flavor = "multi_thread")]
async fn lease_is_acquired_by_exactly_one_caller() {
    let file = TwoProcesses::start().await;
    for round in 0..20_i64 {
        let (now, until) = (at(round * 10), at(round * 10 + 10));
        let acquired = file
            .all(8, |stores, number| async move {
                let holder = Uuid::from_u128(u128::try_from(number).unwrap());
                stores.leases.acquire("sweep", holder, now, until).await.unwrap()
            })
            .await;
        assert_eq!(acquired.into_iter().filter(|acquired| *acquired).count(), 1);
    }
}
