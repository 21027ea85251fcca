//! Cursors: where the next page of a list begins, as text that means nothing to a client.
//!
//! A cursor holds the place and a checksum over it, the user, the order and the filter. The checksum keeps clients from
//! taking a cursor to another list by mistake. It need not keep anybody from making one: all that a cursor selects is
//! part of the owner's own list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{DueDate, Position, Sort, SortKey, SortValue, Task, TaskFilter, Title};

use crate::extract::digest;
use crate::respond::rfc3339;

/// Names the form; a cursor of any other one is no cursor.
const FORM: u8 = 1;
const CHECKSUM: usize = 16;

/// The list that a cursor leads through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing<'a> {
    pub(super) owner: UserId,
    pub(super) sort: Sort,
    pub(super) filter: &'a TaskFilter,
}

impl Listing<'_> {
    /// The cursor to what comes behind this task.
    pub(super) fn cursor_behind(&self, task: &Task) -> String {
        let place = format!("{} {}", task.id, self.write_value(task));
        let checksum = self.checksum(place.as_bytes());
        URL_SAFE_NO_PAD.encode([&[FORM], &checksum[..], place.as_bytes()].concat())
    }

    /// `None` for a cursor of another list, or one that was altered.
    pub(super) fn place_of(&self, cursor: &str) -> Option<Position> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (checksum, place) = bytes.strip_prefix(&[FORM])?.split_at_checked(CHECKSUM)?;
        if checksum != self.checksum(place) {
            return None;
        }
        let (id, value) = std::str::from_utf8(place).ok()?.split_once(' ')?;
        Some(Position { value: self.read_value(value)?, id: TaskId::new(id.parse().ok()?)? })
    }

    /// The title itself stands for what it is sorted by, which can be too long for a URL.
    fn write_value(&self, task: &Task) -> String {
        if self.sort.key == SortKey::Title {
            return task.content.title.as_str().to_owned();
        }
        match self.sort.key.value_of(task) {
            SortValue::Time(time) => rfc3339::text(&time),
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

    fn checksum(&self, place: &[u8]) -> [u8; CHECKSUM] {
        let direction = if self.sort.descending { "-" } else { "" };
        let list = format!("{} {direction}{}", self.owner, self.sort.key.as_str());
        let digest = digest([list.as_bytes(), canonical(self.filter).as_bytes(), place]);
        let mut checksum = [0; CHECKSUM];
        checksum.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        checksum
    }
}

/// Equal for filters that are equal, whatever the query looked like.
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
