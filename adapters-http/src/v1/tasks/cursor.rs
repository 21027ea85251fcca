//! Encodes the position at which the next page of a list begins as a cursor: text that is opaque to clients.
//!
//! A cursor contains the position, and a checksum over the position, the user, the sort order and the filter. The
//! checksum only detects that a client uses a cursor with another list by mistake. Forged cursors are harmless, because
//! any cursor selects only tasks of the caller.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{DueDate, Position, Sort, SortKey, SortValue, Task, TaskFilter, Title};

use crate::extract::digest;
use crate::respond::rfc3339;

/// Version of the cursor format. Cursors with another version are rejected.
const FORMAT: u8 = 1;
const CHECKSUM_BYTES: usize = 16;

/// The list that a cursor belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct CursorScope<'a> {
    pub(super) owner: UserId,
    pub(super) sort: Sort,
    pub(super) filter: &'a TaskFilter,
}

impl CursorScope<'_> {
    /// Returns the cursor for the page after this task.
    pub(super) fn cursor_after(&self, task: &Task) -> String {
        let position = format!("{} {}", task.id, self.write_value(task));
        let checksum = self.checksum(position.as_bytes());
        URL_SAFE_NO_PAD.encode([&[FORMAT], &checksum[..], position.as_bytes()].concat())
    }

    /// Returns the position, or `None` if the cursor belongs to another list or was altered.
    pub(super) fn position_of(&self, cursor: &str) -> Option<Position> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (checksum, position) = bytes.strip_prefix(&[FORMAT])?.split_at_checked(CHECKSUM_BYTES)?;
        if checksum != self.checksum(position) {
            return None;
        }
        let (id, value) = std::str::from_utf8(position).ok()?.split_once(' ')?;
        Some(Position { value: self.read_value(value)?, id: TaskId::new(id.parse().ok()?)? })
    }

    /// Returns the sort value as text. A title is written unfolded, because its sort value can be too long for a URL.
    fn write_value(&self, task: &Task) -> String {
        if self.sort.key == SortKey::Title {
            return task.content.title.as_str().to_owned();
        }
        match self.sort.key.value_of(task) {
            SortValue::Time(time) => rfc3339::format(&time),
            SortValue::Text(text) => text,
            SortValue::Rank(rank) => rank.to_string(),
            SortValue::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    fn read_value(&self, value: &str) -> Option<SortValue> {
        Some(match self.sort.key {
            SortKey::CreatedAt | SortKey::UpdatedAt => {
                SortValue::Time(DateTime::parse_from_rfc3339(value).ok()?.with_timezone(&Utc))
            }
            SortKey::Title => SortValue::of_title(&Title::parse(value).ok()?),
            SortKey::Status | SortKey::Priority => SortValue::Rank(value.parse().ok()?),
            SortKey::DueDate if value.is_empty() => SortValue::Day(None),
            SortKey::DueDate => SortValue::Day(Some(DueDate::parse(value).ok()?)),
        })
    }

    fn checksum(&self, position: &[u8]) -> [u8; CHECKSUM_BYTES] {
        let direction = if self.sort.descending { "-" } else { "" };
        let list = format!("{} {direction}{}", self.owner, self.sort.key.as_str());
        let digest = digest([list.as_bytes(), canonical(self.filter).as_bytes(), position]);
        let mut checksum = [0; CHECKSUM_BYTES];
        checksum.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        checksum
    }
}

/// Returns the same string for equal filters, regardless of the original query string.
fn canonical(filter: &TaskFilter) -> String {
    let TaskFilter { statuses, is_completed, priorities, tags, text, due_after, due_before } = filter;
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(statuses.iter().map(|status| ("status", status.as_str())))
        .extend_pairs(is_completed.map(|flag| ("is_completed", flag.to_string())))
        .extend_pairs(priorities.iter().map(|priority| ("priority", priority.as_str())))
        .extend_pairs(tags.iter().map(|tag| ("tag", tag)))
        .extend_pairs(text.as_ref().map(|text| ("q", text.as_str())))
        .extend_pairs(due_after.map(|day| ("due_after", day.to_string())))
        .extend_pairs(due_before.map(|day| ("due_before", day.to_string())))
        .finish()
}
