//! The order of a list of tasks. Every order is total: ties are ordered by `id`, in the same direction.

use std::cmp::Ordering;

use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::invalid::Invalid;
use crate::task::{DueDate, Task, Title};
use crate::text;

/// The value that tasks are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// The creation time.
    CreatedAt,
    /// The time of the last change.
    UpdatedAt,
    /// The folded title, by code point: "apple" comes before "Banana".
    Title,
    /// The status, in this order: pending, in progress, completed.
    Status,
    /// The due date. Tasks without a due date come last, in both directions.
    DueDate,
    /// The priority, in this order: none, low, medium, high.
    Priority,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The value that tasks are sorted by.
    pub key: SortKey,
    /// Whether the greatest value comes first.
    pub descending: bool,
}

/// Sorts by creation, newest first.
impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::CreatedAt, descending: true }
    }
}

/// The value that a task is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortValue {
    /// A creation or update time.
    Time(Timestamp),
    /// A folded title.
    Text(String),
    /// The rank of a status or a priority.
    Rank(i16),
    /// A due date.
    Day(Option<DueDate>),
}

/// A position in a sorted list, after a task that may have been moved or deleted since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The value that the task was sorted by.
    pub value: SortValue,
    /// The id, which orders tasks with equal values.
    pub id: TaskId,
}

impl SortKey {
    /// Every key.
    pub const ALL: [Self; 6] =
        [Self::CreatedAt, Self::UpdatedAt, Self::Title, Self::Status, Self::DueDate, Self::Priority];

    /// Returns the name of the field, such as `created_at`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::Title => "title",
            Self::Status => "status",
            Self::DueDate => "due_date",
            Self::Priority => "priority",
        }
    }

    /// Returns the value that `task` is sorted by.
    pub fn value_of(self, task: &Task) -> SortValue {
        match self {
            Self::CreatedAt => SortValue::Time(task.created_at),
            Self::UpdatedAt => SortValue::Time(task.updated_at),
            Self::Title => SortValue::of_title(&task.content.title),
            Self::Status => SortValue::Rank(task.progress.status().rank()),
            Self::DueDate => SortValue::Day(task.content.due_date),
            Self::Priority => SortValue::Rank(task.content.priority.rank()),
        }
    }
}

impl SortValue {
    /// Returns the sort value of a title. The value can be up to 18 times as long as the title.
    pub fn of_title(title: &Title) -> Self {
        Self::Text(text::fold(title.as_str()))
    }
}

impl Sort {
    /// Parses the name of a key, with the prefix `-` for the descending order. Fails with [`Invalid::NotOneOf`].
    ///
    /// ```
    /// use tasklane_core::task::{Sort, SortKey};
    ///
    /// assert_eq!(Sort::parse("-due_date")?, Sort { key: SortKey::DueDate, descending: true });
    /// # Ok::<(), tasklane_core::invalid::Invalid>(())
    /// ```
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let (name, descending) = raw.strip_prefix('-').map_or((raw, false), |name| (name, true));
        let key = SortKey::ALL.into_iter().find(|key| key.as_str() == name);
        key.map(|key| Self { key, descending }).ok_or(Invalid::NotOneOf(
            "created_at, updated_at, title, status, due_date, priority; put - before the name for descending order",
        ))
    }

    /// Returns the position of a task in this order.
    pub fn position_of(self, task: &Task) -> Position {
        Position { value: self.key.value_of(task), id: task.id }
    }

    /// Compares two positions of this sort.
    pub fn compare(self, one: &Position, other: &Position) -> Ordering {
        let directed = |order: Ordering| if self.descending { order.reverse() } else { order };
        let by_value = match (&one.value, &other.value) {
            (SortValue::Time(a), SortValue::Time(b)) => directed(a.cmp(b)),
            (SortValue::Text(a), SortValue::Text(b)) => directed(a.cmp(b)),
            (SortValue::Rank(a), SortValue::Rank(b)) => directed(a.cmp(b)),
            (SortValue::Day(Some(a)), SortValue::Day(Some(b))) => directed(a.cmp(b)),
            (SortValue::Day(a), SortValue::Day(b)) => a.is_none().cmp(&b.is_none()),
            _ => Ordering::Equal,
        };
        by_value.then_with(|| directed(one.id.cmp(&other.id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sort_is_parsed_from_a_key_and_an_optional_minus() {
        assert_eq!(Sort::parse("-created_at"), Ok(Sort::default()));
        assert_eq!(Sort::parse("title"), Ok(Sort { key: SortKey::Title, descending: false }));
        for wrong in ["", "-", "--title", "Title", "id", "title desc", "+title"] {
            assert!(Sort::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn task_without_a_due_date_is_last_in_both_directions() {
        let place = |day: Option<&str>, id| Position {
            value: SortValue::Day(day.map(|day| DueDate::parse(day).unwrap())),
            id: TaskId::new(id).unwrap(),
        };
        let mut places =
            [place(None, 1), place(Some("2026-01-02"), 2), place(Some("2026-01-01"), 3), place(None, 4)];
        let mut sorted = |descending| {
            let sort = Sort { key: SortKey::DueDate, descending };
            places.sort_by(|a, b| sort.compare(a, b));
            places.each_ref().map(|place| place.id.get())
        };
        assert_eq!(sorted(false), [3, 2, 1, 4]);
        assert_eq!(sorted(true), [2, 3, 4, 1]);
    }
}
