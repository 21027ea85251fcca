//! Runs expensive reads in slices, on a limited number of reader threads.

use async_trait::async_trait;
use diesel::prelude::*;
use tasklane_core::fair_reads::{Admission, SlicePermit};
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    DueDate, MAX_QUEUED, ReadLimit, Slice, SliceColumns, SliceRange, SliceRead, Task, TaskFilter, TaskQuery,
    TaskSlices, TaskStore, TaskSummary,
};
use tokio::time::timeout;

use super::{list, read};
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;

#[async_trait]
impl TaskSlices for SqliteDatabase {
    async fn admit(&self, owner: UserId) -> Result<Admission, StoreError> {
        let _queued = self.slice_metrics.wait();
        let admitted = timeout(MAX_QUEUED, self.scheduler.clone().admit(owner)).await;
        admitted.map_err(|_elapsed| {
            self.slice_metrics.count_rejected();
            StoreError::TooManyReads
        })
    }

    async fn last_sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        self.sequence(owner).await
    }

    async fn list_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        query: &TaskQuery,
        columns: SliceColumns,
    ) -> Result<SliceRead<(Vec<Task>, bool)>, StoreError> {
        let query = query.clone();
        self.in_slice(permit, owner, slice, move |connection, range| {
            list::list_slice(connection, owner, range, &query, columns)
        })
        .await
    }

    async fn count_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        filter: &TaskFilter,
    ) -> Result<SliceRead<i64>, StoreError> {
        // The empty filter reads no text.
        let is_plain = *filter == TaskFilter::default();
        let bytes = if is_plain { usize::MAX } else { slice.limit.bytes };
        let slice = Slice { limit: ReadLimit { bytes, ..slice.limit }, ..slice };
        let filter = filter.clone();
        self.in_slice(permit, owner, slice, move |connection, range| {
            list::count_slice(connection, owner, range, &filter).map_err(store_error)
        })
        .await
    }

    async fn summarize_slice(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        today: DueDate,
    ) -> Result<SliceRead<TaskSummary>, StoreError> {
        self.in_slice(permit, owner, slice, move |connection, range| {
            read::summarize_slice(connection, owner, range, today).map_err(store_error)
        })
        .await
    }
}

impl SqliteDatabase {
    /// Runs a query on the tasks of a slice. The permit is released when the query has ended, even if the caller is cancelled
    /// earlier.
    async fn in_slice<T, F>(
        &self,
        permit: SlicePermit,
        owner: UserId,
        slice: Slice,
        find: F,
    ) -> Result<SliceRead<T>, StoreError>
    where
        T: Default + Send + 'static,
        F: FnOnce(&mut SqliteConnection, SliceRange) -> Result<T, StoreError> + Send + 'static,
    {
        let read = move |connection: &mut SqliteConnection| {
            let _permit = permit;
            let measured = list::measure(connection, owner, slice)?;
            let (measured, has_more) =
                slice.limit.collect_rows(measured.into_iter().map(Ok::<_, StoreError>))?;
            let found = SliceRange::spanning(&measured).map(|range| find(connection, range)).transpose()?;
            let next_after = measured.last().filter(|_| has_more).map(|last| last.creation);
            Ok(SliceRead { value: found.unwrap_or_default(), next_after })
        };
        self.slice_metrics.count_slice();
        self.threads.read(read).await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tasklane_core::task::SearchText;

    use super::*;
    use crate::connection::connect;
    use crate::database::DatabaseThreads;
    use crate::testing::TestDatabase;

    fn open(database: &TestDatabase) -> SqliteDatabase {
        let config = database.config();
        let readers = [connect::reader(&config).unwrap(), connect::reader(&config).unwrap()];
        SqliteDatabase::new(
            DatabaseThreads::start(connect::writer(&config).unwrap(), readers.into()).unwrap(),
        )
    }

    #[tokio::test]
    async fn expensive_read_is_rejected_after_waiting_for_two_seconds() {
        let file = TestDatabase::create();
        let database = open(&file);
        let [ada, bob] = [1, 2].map(|id| UserId::new(id).unwrap());
        let running = database.scheduler.clone().admit(ada).await;
        let words = TaskFilter { text: SearchText::parse("milk").ok(), ..TaskFilter::default() };
        let started = Instant::now();
        let rejected = TaskStore::count(&database, ada, &words).await;
        assert!(matches!(rejected, Err(StoreError::TooManyReads)), "{rejected:?}");
        assert!(started.elapsed() >= MAX_QUEUED);
        assert_eq!(TaskStore::count(&database, bob, &words).await.unwrap(), 0);
        drop(running);
        assert_eq!(TaskStore::count(&database, ada, &words).await.unwrap(), 0);
    }

    /// Cancelled callers must not lead to more concurrent queries than there are slots.
    #[tokio::test]
    async fn slice_permit_is_held_until_the_query_ends_even_without_its_caller() {
        let file = TestDatabase::create();
        let database = open(&file);
        let [ada, bob] = [1, 2].map(|id| UserId::new(id).unwrap());
        let (begun, begins) = std::sync::mpsc::channel::<()>();
        let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
        let admission = database.admit(ada).await.unwrap();
        let permit = admission.next_slice().await;
        let mut work = Box::pin(database.threads.read(move |_| {
            let _permit = permit;
            begun.send(()).unwrap();
            goes_on.recv().unwrap();
            Ok::<_, StoreError>(())
        }));
        assert!(futures_util::FutureExt::now_or_never(&mut work).is_none());
        begins.recv().unwrap();
        drop(work);
        let other = database.admit(bob).await.unwrap();
        let mut next = Box::pin(other.next_slice());
        assert!(futures_util::FutureExt::now_or_never(&mut next).is_none());
        go_on.send(()).unwrap();
        next.await;
    }
}
