//! Sends lists of tasks as JSON arrays. A page may have fewer tasks than its limit if the client can continue with a
//! cursor. Every other list must contain all tasks of the requested range, so a long list is read and sent in parts.
//! The client receives the same bytes as if the list were sent at once.

use std::collections::HashSet;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{Page, ReadLimit, SortKey, Task, TaskPage, TaskQuery, TaskService};

use crate::respond::Problem;
use crate::response_memory::{Part, PartError, Parts, Reservation, ResponseBudget};

/// Maximum bytes of text per part of a long list whose reads are limited by an index. Without an index, each read scans
/// all tasks of the owner, so a part then has up to [`ReadLimit::PAGE_BYTES`].
const PART_BYTES: usize = 256 * 1024;
/// Maximum number of tasks per part. It limits the JSON around the text, because each task has more than 100 bytes of
/// it.
const PART_ROWS: i64 = 1000;
/// Bytes reserved per part for the JSON around the text.
const OVERHEAD_BYTES: usize = 256 * 1024;
/// Maximum `limit` of a short list. Most clients request short lists. A short list is read before its memory is
/// reserved, because it is nearly always small, and never much larger than [`ReadLimit::PAGE_BYTES`].
const MAX_SHORT: i64 = 24;
/// Typical size of a task as JSON, to allocate the buffer.
const EXPECTED_TASK_BYTES: usize = 400;

/// Serializes a task in the format of the route.
pub(crate) type WriteTask = fn(&Task, &mut Vec<u8>) -> Result<(), serde_json::Error>;

pub(crate) struct ListWriter {
    pub(crate) tasks: TaskService,
    pub(crate) owner: UserId,
    pub(crate) write: WriteTask,
    pub(crate) memory: ResponseBudget,
}

/// A list whose first part has been read. This part determines the headers of the response.
pub(crate) struct StartedList {
    /// The sequence number of the owner. The list includes all writes up to this number.
    pub(crate) seq: i64,
    /// The last task of the first part.
    pub(crate) last: Option<Task>,
    /// Whether more tasks follow after `last`.
    pub(crate) has_more: bool,
    /// The query for the remaining tasks of the list. `None` if the list is complete.
    rest: Option<TaskQuery>,
    sent: SentTaskIds,
    bytes: Vec<u8>,
    reservation: Option<Reservation>,
}

impl ListWriter {
    /// Begins a list that may end before its limit.
    pub(crate) async fn begin_page(&self, query: &TaskQuery) -> Result<StartedList, Problem> {
        let (page, bytes, reservation) = self.first(query, ReadLimit::PAGE_BYTES).await?;
        Ok(StartedList::new(page, None, query, bytes, reservation))
    }

    /// Begins a list that must be complete.
    pub(crate) async fn begin_complete(&self, query: &TaskQuery) -> Result<StartedList, Problem> {
        let (page, bytes, reservation) = self.first(query, part_bytes(query)).await?;
        let rest = page.remaining_query(query);
        Ok(StartedList::new(page, rest, query, bytes, reservation))
    }

    async fn first(
        &self,
        query: &TaskQuery,
        max_bytes: usize,
    ) -> Result<(TaskPage, Vec<u8>, Option<Reservation>), Problem> {
        let is_short = query.page.limit().is_some_and(|limit| limit <= MAX_SHORT);
        // Limiting the bytes of a short list would take longer than reading the complete list.
        let slice = if is_short { query.clone() } else { part_of(query, max_bytes) };
        let read = async || {
            let page = self.tasks.list(self.owner, &slice).await?;
            let mut bytes =
                Vec::with_capacity(page.tasks.len().saturating_mul(EXPECTED_TASK_BYTES).saturating_add(2));
            bytes.push(b'[');
            write_all(&page.tasks, true, self.write, &mut bytes).map_err(PartError::write_error)?;
            Ok((page, bytes))
        };
        self.memory.build_reserved(is_short, max_bytes + OVERHEAD_BYTES, read).await
    }

    /// Returns whether there are tasks after the range that `skip` and `limit` select, even if the range has not been
    /// read completely.
    pub(crate) async fn has_more_after(
        &self,
        query: &TaskQuery,
        started: &StartedList,
    ) -> Result<bool, Problem> {
        let (true, Some(limit)) = (started.rest.is_some(), query.page.limit()) else {
            return Ok(started.has_more);
        };
        let Ok(next) = Page::new(query.page.skip().saturating_add(limit), Some(1)) else { return Ok(false) };
        let next = TaskQuery { page: next, ..query.clone() };
        Ok(!self.tasks.list(self.owner, &next).await?.tasks.is_empty())
    }

    pub(crate) fn finish(self, mut response: HttpResponseBuilder, started: StartedList) -> HttpResponse {
        let StartedList { rest, sent, mut bytes, reservation, .. } = started;
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
        let Self { tasks, owner, write, memory } = self;
        match (rest, reservation) {
            (Some(query), Some(reservation)) => {
                let first = Part::new(bytes, false);
                memory.send_after_first_part(
                    response,
                    first,
                    reservation,
                    RemainingTasks { tasks, owner, write, query, sent },
                )
            }
            // A list with further parts always has a reservation, so this list has no further parts.
            (_, reservation) => {
                bytes.push(b']');
                memory.send_buffered(response.body(bytes), reservation)
            }
        }
    }
}

impl StartedList {
    fn new(
        mut page: TaskPage,
        rest: Option<TaskQuery>,
        query: &TaskQuery,
        bytes: Vec<u8>,
        reservation: Option<Reservation>,
    ) -> Self {
        let mut sent = SentTaskIds::for_query(query);
        if rest.is_some() {
            for task in &page.tasks {
                sent.is_new(task);
            }
        }
        let has_more = page.next.is_some();
        Self { seq: page.seq, last: page.tasks.pop(), has_more, rest, sent, bytes, reservation }
    }
}

/// The remaining parts of a list.
struct RemainingTasks {
    tasks: TaskService,
    owner: UserId,
    write: WriteTask,
    query: TaskQuery,
    sent: SentTaskIds,
}

impl Parts for RemainingTasks {
    const NEEDS_READ_PERMIT: bool = false;

    fn reserved(&self) -> usize {
        part_bytes(&self.query) + OVERHEAD_BYTES
    }

    async fn next(&mut self) -> Result<Part, PartError> {
        let mut page = self.tasks.list(self.owner, &part_of(&self.query, part_bytes(&self.query))).await?;
        let rest = page.remaining_query(&self.query);
        page.tasks.retain(|task| self.sent.is_new(task));
        let mut bytes = Vec::with_capacity(page.tasks.len().saturating_mul(EXPECTED_TASK_BYTES));
        write_all(&page.tasks, false, self.write, &mut bytes).map_err(PartError::write_error)?;
        let is_last = rest.is_none();
        if let Some(rest) = rest {
            self.query = rest;
        } else {
            bytes.push(b']');
        }
        Ok(Part::new(bytes, is_last))
    }
}

fn part_bytes(query: &TaskQuery) -> usize {
    let part = part_of(query, PART_BYTES);
    if part.is_bounded() { PART_BYTES } else { ReadLimit::PAGE_BYTES }
}

fn part_of(query: &TaskQuery, max_bytes: usize) -> TaskQuery {
    TaskQuery { page: query.page.limited_to(PART_ROWS).with_max_bytes(max_bytes), ..query.clone() }
}

fn write_all(
    tasks: &[Task],
    is_first_batch: bool,
    write: WriteTask,
    bytes: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    for (index, task) in tasks.iter().enumerate() {
        if index > 0 || !is_first_batch {
            bytes.push(b',');
        }
        write(task, bytes)?;
    }
    Ok(())
}

/// The tasks that were already sent. A task that changes while the list is sent can move to a later position, and must
/// not be sent twice.
struct SentTaskIds(Option<HashSet<TaskId>>);

impl SentTaskIds {
    /// Creates an empty set of ids. A list in the order of creation needs no set, because changes do not move its
    /// tasks.
    fn for_query(query: &TaskQuery) -> Self {
        Self((query.sort.key != SortKey::CreatedAt).then(HashSet::new))
    }

    fn is_new(&mut self, task: &Task) -> bool {
        self.0.as_mut().is_none_or(|sent| sent.insert(task.id))
    }
}
