//! Tasks: values and their rules, ports of stores, plans of writes, use cases.

mod changes_page;
mod cleaner;
mod content;
mod counter;
mod create_error;
mod filter;
mod idempotency;
mod new_task;
mod operation_result;
mod page;
mod patch;
mod plan;
mod progress;
mod query;
mod read_limit;
mod retention;
mod row_bytes;
mod search;
mod sliced_reads;
mod slices;
mod sort;
mod status;
mod storage_quota;
mod store;
mod stored_bytes;
mod summary;
mod task;
mod task_record;
mod usecases;
mod version;
mod workflow;

pub use changes_page::ChangesPage;
pub use cleaner::{Expired, TaskCleaner};
pub use content::*;
pub use counter::{CounterDelta, TaskCounters};
pub use create_error::CreateTaskError;
pub use filter::TaskFilter;
pub use idempotency::{
    IdempotencyKey, IdempotencyKeyError, IdempotencyRecord, IdempotentRequest, KEY_LIFETIME, Outcome,
    RenderReply, RequestDigest, StoredResponse,
};
pub use new_task::NewTask;
pub use operation_result::OperationResult;
pub use page::Page;
pub use patch::{EditError, TaskChange, TaskPatch};
pub use plan::*;
pub use progress::Progress;
pub use query::{TaskList, TaskPage, TaskQuery};
pub use read_limit::{ReadLimit, TextBytes};
pub use retention::{OverQuota, Purged, TOMBSTONE_RETENTION, TaskRetention};
pub use row_bytes::ROW_BYTES;
pub use search::SearchText;
pub use sliced_reads::{
    MAX_QUEUED, count as count_sliced, list as list_sliced, summarize as summarize_sliced,
};
pub use slices::{CreationPosition, SLICE, Slice, SliceColumns, SliceRange, SliceRead, TaskSize, TaskSlices};
pub use sort::{Position, Sort, SortKey, SortValue};
pub use status::Status;
pub use storage_quota::{QuotaExceeded, StorageQuota};
pub use store::TaskStore;
pub use stored_bytes::key_bytes;
pub use summary::TaskSummary;
pub use task::Task;
pub use task_record::TaskRecord;
pub use usecases::*;
pub use version::{ExpectedVersion, Version};
pub use workflow::{Transition, TransitionError, Workflow};
