//! Tasks: what they are, how their status moves, how they are found, how they are changed, where they are kept.

mod batch;
mod changes;
mod changing;
mod content;
mod counter;
mod create_error;
mod edit;
mod exporting;
mod filter;
mod idempotency;
mod import;
mod importing;
mod keeper;
mod keeping;
mod kept_task;
mod kept_text;
mod make_room;
mod new_task;
mod operation;
#[cfg(test)]
mod operation_tests;
mod page;
mod progress;
mod query;
mod read_limit;
mod retention;
mod row_bytes;
mod search;
mod service;
mod sliced;
mod slices;
mod sort;
mod status;
mod storage_quota;
mod store;
mod stored_bytes;
mod summary;
mod sync_position;
mod task;
mod version;
mod workflow;
mod writing;
mod written;

pub use changes::{Changes, ReadChanges};
pub use changing::ChangeTaskError;
pub use content::*;
pub use counter::{Counter, Growth};
pub use create_error::CreateTaskError;
pub use edit::{EditRefused, TaskChange, TaskPatch};
pub use exporting::TaskPart;
pub use filter::TaskFilter;
pub use idempotency::{
    Answer, Answering, Done, Fingerprint, IdempotencyKey, KEY_LIFETIME, KeptKey, KeyRefused, Once,
};
pub use import::{Alike, plan_import};
pub use keeper::{Passing, TaskKeeper};
pub use keeping::{OverQuota, Purged, TaskKeeping};
pub use kept_task::KeptTask;
pub use kept_text::MOST_KEPT_TEXT;
pub use new_task::NewTask;
pub use operation::{Rules, TaskOperation, plan};
pub use page::Page;
pub use progress::Progress;
pub use query::{TaskList, TaskPage, TaskQuery};
pub use read_limit::{ReadLimit, TextBytes};
pub use retention::KEPT_AFTER_DELETION;
pub use row_bytes::ROW_BYTES;
pub use search::SearchText;
pub use service::{ChangesError, TaskService};
pub use sliced::{MAX_QUEUED, count as count_sliced, list as list_sliced, summarize as summarize_sliced};
pub use slices::{Contents, Creation, Measured, SLICE, Slice, SliceRange, SliceRead, TaskSlices};
pub use sort::{Position, Sort, SortKey, SortValue};
pub use status::Status;
pub use storage_quota::{QuotaExceeded, StorageQuota};
pub use store::TaskStore;
pub use stored_bytes::key_bytes;
pub use summary::TaskSummary;
pub use task::Task;
pub use version::{Expected, Version};
pub use workflow::{Transition, TransitionRefused, Workflow};
pub use writing::{
    AddedTask, Deciding, Locked, Plan, PlannedStep, Reads, Refusal, Refused, TaskWork, WriteTasksError,
};
pub use written::Written;
