//! A serialized batch of changes that a stream sends next.

use actix_web::web::{Bytes, BytesMut};
use tasklane_core::task::SyncPage;

use super::event;
use crate::v1::tasks::bodies::MAX_TASK_BYTES;

/// A batch ends with the event that reaches this size. This bounds the memory that a slow client occupies.
const PART_BYTES: usize = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventBatch {
    pub(super) text: Bytes,
    /// The position to resume from after this batch.
    pub(super) next: i64,
    pub(super) has_more: bool,
}

impl EventBatch {
    pub(crate) const MAX_BYTES: usize = PART_BYTES + MAX_TASK_BYTES;
}

impl From<SyncPage> for EventBatch {
    fn from(changes: SyncPage) -> Self {
        let mut text = BytesMut::new();
        for task in &changes.tasks {
            let next = changes.next_after(task);
            text.extend_from_slice(&event::change(task, next).unwrap_or_default());
            if text.len() >= PART_BYTES {
                let has_more = changes.has_more || next != changes.next;
                return Self { text: text.freeze(), next, has_more };
            }
        }
        Self { text: text.freeze(), next: changes.next, has_more: changes.has_more }
    }
}
