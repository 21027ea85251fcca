//! Runs expensive reads in slices, on a limited number of connections.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::fair_reads::{Admission, SlicePermit};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    CreationPosition, DueDate, MAX_QUEUED, ReadLimit, Slice, SliceColumns, SliceRange, SliceRead, Task,
    TaskFilter, TaskQuery, TaskSize, TaskSlices, TaskSummary,
};
use tokio::time::timeout;

use crate::connection::errors::Access;
use crate::database::{Database, TransactionFuture};
use crate::schema::task_counters;
use crate::tasks::list::{count_slice, list_slice, measure, summarize_slice};
use crate::tasks::read;
use crate::tasks::rows::{CountRow, SummaryRow, TaskRow};
use crate::tasks::slice_limiter::SliceLimiter;
use crate::tasks::store::PostgresTaskStore;

#[async_trait]
impl TaskSlices for PostgresTaskStore {
    async fn admit(&self, owner: UserId) -> Result<Admission, StoreError> {
        let SliceLimiter { scheduler, metrics, .. } = &self.slices;
        let _waiting = metrics.wait();
        let admitted = timeout(MAX_QUEUED, scheduler.clone().admit(owner)).await;
        admitted.map_err(|_elapsed| {
            metrics.count_rejected();
            StoreError::TooManyReads
        })
    }

    async fn last_sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        read::sequence(&self.database, owner).await
    }

    async fn list_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        query: &TaskQuery,
        columns: SliceColumns,
    ) -> Result<SliceRead<(Vec<Task>, bool)>, StoreError> {
        let SliceRead { value: found, next_after } =
            self.in_slice(permit, owner, slice, ListQuery { query: query.clone(), columns }).await?;
        let found = query.page.read_limit().collect_rows(found.into_iter().map(Task::try_from))?;
        Ok(SliceRead { value: found, next_after })
    }

    async fn count_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        filter: &TaskFilter,
    ) -> Result<SliceRead<i64>, StoreError> {
        // The empty filter reads no text.
        let bytes = if *filter == TaskFilter::default() { usize::MAX } else { slice.limit.bytes };
        let slice = Slice { limit: ReadLimit { bytes, ..slice.limit }, ..slice };
        self.in_slice(permit, owner, slice, CountQuery(filter.clone())).await
    }

    async fn summarize_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        today: DueDate,
    ) -> Result<SliceRead<TaskSummary>, StoreError> {
        self.in_slice(permit, owner, slice, SummaryQuery(today)).await
    }
}

impl PostgresTaskStore {
    async fn in_slice<W: SliceQuery>(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        work: W,
    ) -> Result<SliceRead<W::Found>, StoreError> {
        let _permit = permit;
        let _connection = self.slices.connections.acquire().await;
        self.slices.metrics.count_slice();
        if let Some(replica) = &self.replica {
            let slice_on_replica = read_slice(replica.database(), owner, slice, work.clone());
            let written = read::sequence(&self.database, owner);
            if let Some((_, read)) = replica.read(written, slice_on_replica, |(seq, _)| *seq).await? {
                return Ok(read);
            }
        }
        read_slice(&self.database, owner, slice, work).await.map(|(_, read)| read)
    }
}

/// Reads a slice. Also returns the owner's sequence number, which is read before the slice. So the result includes all
/// writes up to that number.
async fn read_slice<W: SliceQuery>(
    database: &Database,
    owner: UserId,
    slice: Slice,
    work: W,
) -> Result<(i64, SliceRead<W::Found>), StoreError> {
    let read = database.transact(Access::Read, move |connection| {
        let work = work.clone();
        Box::pin(async move {
            let counters = task_counters::table.filter(task_counters::owner_id.eq(owner.get()));
            let seq: Vec<i64> = counters.select(task_counters::seq).load(connection).await?;
            let measured: Vec<(Timestamp, i64, i64)> = measure(owner, slice).load(connection).await?;
            let measured = measured.into_iter().filter_map(read_measured).map(Ok::<_, diesel::result::Error>);
            let (measured, has_more) = slice.limit.collect_rows(measured)?;
            let found = match SliceRange::spanning(&measured) {
                Some(range) => work.find(connection, owner, range).await?,
                None => W::Found::default(),
            };
            let next_after = measured.last().filter(|_| has_more).map(|last| last.creation);
            Ok((seq.into_iter().next().unwrap_or(0), SliceRead { value: found, next_after }))
        })
    });
    Ok(read.await?)
}

/// Returns `None` for an invalid id, which the database never assigns.
fn read_measured((at, id, bytes): (Timestamp, i64, i64)) -> Option<TaskSize> {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    Some(TaskSize { creation: CreationPosition { at, id: TaskId::new(id)? }, bytes })
}

/// A query on the tasks of a slice.
trait SliceQuery: Clone + Send + Sync + 'static {
    type Found: Default + Send + 'static;

    fn find(
        self,
        connection: &mut AsyncPgConnection,
        owner: UserId,
        range: SliceRange,
    ) -> TransactionFuture<'_, Self::Found>;
}

#[derive(Clone)]
struct ListQuery {
    query: TaskQuery,
    columns: SliceColumns,
}

impl SliceQuery for ListQuery {
    type Found = Vec<TaskRow>;

    fn find(
        self,
        connection: &mut AsyncPgConnection,
        owner: UserId,
        range: SliceRange,
    ) -> TransactionFuture<'_, Vec<TaskRow>> {
        Box::pin(async move { list_slice(owner, range, &self.query, self.columns).load(connection).await })
    }
}

#[derive(Clone)]
struct CountQuery(TaskFilter);

impl SliceQuery for CountQuery {
    type Found = i64;

    fn find(
        self,
        connection: &mut AsyncPgConnection,
        owner: UserId,
        range: SliceRange,
    ) -> TransactionFuture<'_, i64> {
        Box::pin(async move {
            let row: CountRow = count_slice(owner, range, &self.0).get_result(connection).await?;
            Ok(row.count)
        })
    }
}

#[derive(Clone)]
struct SummaryQuery(DueDate);

impl SliceQuery for SummaryQuery {
    type Found = TaskSummary;

    fn find(
        self,
        connection: &mut AsyncPgConnection,
        owner: UserId,
        range: SliceRange,
    ) -> TransactionFuture<'_, TaskSummary> {
        Box::pin(async move {
            let row: SummaryRow = summarize_slice(owner, range, self.0).get_result(connection).await?;
            Ok(row.into())
        })
    }
}
