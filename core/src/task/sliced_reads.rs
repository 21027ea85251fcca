//! Expensive reads in slices: counts, summaries, and lists that are filtered, sorted or skip many tasks.
//!
//! Slices of other users run between two slices. Dropping the future stops the read. A list or a summary reads the
//! owner's sequence number first, so the result includes every write up to this number. The result may include later
//! writes.

use std::time::Duration;

use super::slices::{CreationPosition, Slice, SliceColumns, TaskSlices};
use crate::fair_reads::Admission;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::task::{
    DueDate, Page, Position, ReadLimit, SortKey, Task, TaskFilter, TaskList, TaskQuery, TaskSummary,
};

/// The maximum time that an expensive read waits for other expensive reads before its first slice.
pub const MAX_QUEUED: Duration = Duration::from_secs(2);

/// The maximum size of the tasks that one pass skips. These tasks are in memory. Skipping more tasks takes several passes.
const MAX_SKIPPED_PER_PASS: ReadLimit = ReadLimit { rows: 10_000, bytes: 4 * 1024 * 1024 };

/// Lists tasks slice by slice. Implements [`TaskStore::list`](crate::task::TaskStore::list) for a list that is
/// not [bounded](TaskQuery::is_bounded).
pub async fn list(store: &dyn TaskSlices, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError> {
    let walker = SliceWalker { store, owner, admission: store.admit(owner).await? };
    let seq = store.last_sequence(owner).await?;
    let (tasks, has_more) = match walker.skip(query).await? {
        Some(query) => walker.find_first(&query, SliceColumns::All).await?,
        None => (Vec::new(), false),
    };
    Ok(TaskList { seq, tasks, has_more })
}

/// Counts tasks slice by slice. Implements [`TaskStore::count`](crate::task::TaskStore::count).
pub async fn count(store: &dyn TaskSlices, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError> {
    let walker = SliceWalker { store, owner, admission: store.admit(owner).await? };
    let (mut slice, mut count) = (walker.first_slice(true, None), 0);
    loop {
        let read = store.count_slice(walker.admission.next_slice().await, owner, slice, filter).await?;
        count += read.value;
        let Some(end) = read.next_after else { return Ok(count) };
        slice.after = Some(end);
    }
}

/// Counts tasks by status, slice by slice. Implements [`TaskStore::summarize`](crate::task::TaskStore::summarize).
pub async fn summarize(
    store: &dyn TaskSlices,
    owner: UserId,
    today: DueDate,
) -> Result<TaskSummary, StoreError> {
    let walker = SliceWalker { store, owner, admission: store.admit(owner).await? };
    let mut sum = TaskSummary { seq: store.last_sequence(owner).await?, ..TaskSummary::default() };
    let mut slice = walker.first_slice(true, None);
    loop {
        let read = store.summarize_slice(walker.admission.next_slice().await, owner, slice, today).await?;
        sum = sum.plus(read.value);
        let Some(end) = read.next_after else { return Ok(sum) };
        slice.after = Some(end);
    }
}

struct SliceWalker<'a> {
    store: &'a dyn TaskSlices,
    owner: UserId,
    admission: Admission,
}

impl SliceWalker<'_> {
    fn first_slice(&self, newest_first: bool, after: Option<CreationPosition>) -> Slice {
        Slice { newest_first, after, limit: self.store.slice_limit() }
    }

    /// Returns the first slice. If the list is sorted by creation, slices are read in the order of the list. In other
    /// lists, the slice with the newest tasks is read first.
    fn first_slice_for(&self, query: &TaskQuery) -> Slice {
        if query.sort.key != SortKey::CreatedAt {
            return self.first_slice(true, None);
        }
        self.first_slice(
            query.sort.descending,
            query.after.as_ref().and_then(CreationPosition::from_position),
        )
    }

    /// Returns the first matching tasks, and whether more tasks match. At most one page and one slice are in memory.
    async fn find_first(
        &self,
        query: &TaskQuery,
        columns: SliceColumns,
    ) -> Result<(Vec<Task>, bool), StoreError> {
        let limit = query.page.read_limit();
        let (mut tasks, mut has_more) = (Vec::new(), false);
        let mut slice = self.first_slice_for(query);
        loop {
            let permit = self.admission.next_slice().await;
            let read = self.store.list_slice(permit, self.owner, slice, query, columns).await?;
            let (found, more_in_slice) = read.value;
            let merged = merge(tasks, found, query);
            let is_cut;
            (tasks, is_cut) = limit.collect_rows(merged.into_iter().map(Ok::<_, StoreError>))?;
            has_more |= more_in_slice || is_cut;
            let is_complete = has_more && query.sort.key == SortKey::CreatedAt;
            let Some(end) = read.next_after.filter(|_| !is_complete) else { return Ok((tasks, has_more)) };
            slice.after = Some(end);
        }
    }

    /// Returns the query for the tasks after the skipped tasks, or `None` if no task follows.
    async fn skip(&self, query: &TaskQuery) -> Result<Option<TaskQuery>, StoreError> {
        let (mut query, mut left) = (query.clone(), query.page.skip());
        query.page = Page::from_read_limit(query.page.read_limit());
        while left > 0 {
            let passed = if query.sort.key == SortKey::CreatedAt {
                self.skip_slice(&query, left).await?
            } else {
                self.skip_first(&query, left).await?
            };
            let Some((count, last)) = passed else { return Ok(None) };
            left -= count;
            query.after = Some(last);
        }
        Ok(Some(query))
    }

    /// Skips a slice in order of creation: counts the matching tasks of the slice instead of reading them.
    async fn skip_slice(&self, query: &TaskQuery, left: i64) -> Result<Option<(i64, Position)>, StoreError> {
        let slice = self.first_slice_for(query);
        let permit = self.admission.next_slice().await;
        let read = self.store.count_slice(permit, self.owner, slice, &query.filter).await?;
        if read.value > left {
            return self.skip_first(query, left).await;
        }
        Ok(read.next_after.map(|end| (read.value, end.position())))
    }

    /// Skips at most `left` tasks. Returns their number and the position of the last skipped task, or `None` if no task follows.
    async fn skip_first(&self, query: &TaskQuery, left: i64) -> Result<Option<(i64, Position)>, StoreError> {
        let rows = u32::try_from(left).unwrap_or(u32::MAX).min(MAX_SKIPPED_PER_PASS.rows);
        let query = TaskQuery {
            page: Page::from_read_limit(ReadLimit { rows, ..MAX_SKIPPED_PER_PASS }),
            ..query.clone()
        };
        let (passed, has_more) = self.find_first(&query, SliceColumns::SortValues).await?;
        let count = i64::try_from(passed.len()).unwrap_or(i64::MAX);
        let last = passed.last().filter(|_| has_more).map(|last| query.sort.position_of(last));
        Ok(last.map(|last| (count, last)))
    }
}

/// Merges two lists, each in the order of the query.
fn merge(mut tasks: Vec<Task>, found: Vec<Task>, query: &TaskQuery) -> Vec<Task> {
    if tasks.is_empty() {
        return found;
    }
    if found.is_empty() {
        return tasks;
    }
    tasks.extend(found);
    if query.sort.key != SortKey::CreatedAt {
        let keyed = tasks.into_iter().map(|task| (query.sort.position_of(&task), task));
        let mut keyed: Vec<_> = keyed.collect();
        keyed.sort_by(|(one, _), (other, _)| query.sort.compare(one, other));
        tasks = keyed.into_iter().map(|(_, task)| task).collect();
    }
    tasks
}
