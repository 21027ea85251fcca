use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use tasklane_core::ids::UserId;
use tasklane_core::task::{
    DueDate, NewTask, Priority, SearchText, Sort, SortKey, Status, Task, TaskContent, TaskFilter,
};
use tasklane_core::testing::examples::{full_content, stored_task};

use super::cursor::CursorScope;

fn user(id: i64) -> UserId {
    UserId::new(id).unwrap()
}

fn task(title: &str, due_date: Option<&str>) -> Task {
    let created_at = DateTime::from_timestamp(1_767_268_800, 123_456_000).unwrap();
    let due_date = due_date.map(|day| DueDate::parse(day).unwrap());
    let new = NewTask::pending(TaskContent { due_date, ..full_content(title) });
    Task { updated_at: created_at + TimeDelta::seconds(7), ..stored_task(7, new, created_at) }
}

fn sorts() -> impl Iterator<Item = Sort> {
    SortKey::ALL.into_iter().flat_map(|key| [false, true].map(|descending| Sort { key, descending }))
}

fn filter() -> TaskFilter {
    TaskFilter {
        statuses: vec![Status::Pending],
        is_completed: Some(false),
        priorities: vec![Priority::Low],
        tags: vec!["home".to_owned()],
        text: Some(SearchText::parse("milk").unwrap()),
        due_after: DueDate::parse("2026-01-01").ok(),
        due_before: DueDate::parse("2026-12-31").ok(),
    }
}

#[test]
fn cursor_round_trips_in_every_sort_order() {
    let tasks = [task("Straße  7 +", None), task("=&?%", Some("2026-02-28"))];
    for (sort, task) in sorts().flat_map(|sort| tasks.iter().map(move |task| (sort, task))) {
        let filter = filter();
        let scope = CursorScope { owner: user(1), sort, filter: &filter };
        let cursor = scope.cursor_after(task);
        assert_eq!(scope.position_of(&cursor), Some(sort.position_of(task)), "{sort:?} {cursor}");
    }
}

#[test]
fn cursor_with_the_longest_title_fits_in_a_url() {
    let (sort, filter) = (Sort { key: SortKey::Title, descending: false }, TaskFilter::default());
    let scope = CursorScope { owner: user(1), sort, filter: &filter };
    // U+FDFA is the character whose folded form is longest.
    for title in ["\u{FDFA}".repeat(255), "🦀".repeat(255)] {
        let task = task(&title, None);
        let cursor = scope.cursor_after(&task);
        assert!(cursor.len() < 1500, "{}", cursor.len());
        assert_eq!(scope.position_of(&cursor), Some(sort.position_of(&task)));
    }
}

#[test]
fn cursor_is_rejected_for_any_other_list() {
    let (sort, filter) = (Sort::default(), filter());
    let own = CursorScope { owner: user(1), sort, filter: &filter };
    let cursor = own.cursor_after(&task("Milk", None));
    assert!(own.position_of(&cursor).is_some());
    assert_eq!(CursorScope { owner: user(2), ..own }.position_of(&cursor), None);
    for other in sorts().filter(|other| *other != sort) {
        assert_eq!(CursorScope { sort: other, ..own }.position_of(&cursor), None, "{other:?}");
    }
    let others = [
        TaskFilter { statuses: vec![], ..filter.clone() },
        TaskFilter { statuses: vec![Status::Completed], ..filter.clone() },
        TaskFilter { is_completed: Some(true), ..filter.clone() },
        TaskFilter { is_completed: None, ..filter.clone() },
        TaskFilter { priorities: vec![], ..filter.clone() },
        TaskFilter { priorities: vec![Priority::Low, Priority::High], ..filter.clone() },
        TaskFilter { tags: vec![], ..filter.clone() },
        TaskFilter { tags: vec!["home&q=milk".to_owned()], ..filter.clone() },
        TaskFilter { text: None, ..filter.clone() },
        TaskFilter { due_after: None, ..filter.clone() },
        TaskFilter { due_before: filter.due_after, due_after: filter.due_before, ..filter.clone() },
    ];
    for other in &others {
        assert_eq!(CursorScope { filter: other, ..own }.position_of(&cursor), None, "{other:?}");
    }
}

proptest! {
    #[test]
    fn arbitrary_text_is_rejected(text: String, near_valid in "[A-Za-z0-9_-]{0,60}") {
        let filter = TaskFilter::default();
        for sort in sorts() {
            let scope = CursorScope { owner: user(1), sort, filter: &filter };
            prop_assert_eq!(scope.position_of(&text), None);
            prop_assert_eq!(scope.position_of(&near_valid), None);
        }
    }

    #[test]
    fn altered_cursor_is_rejected(place: prop::sample::Index, byte: u8) {
        let filter = filter();
        let scope = CursorScope { owner: user(1), sort: Sort::default(), filter: &filter };
        let cursor = scope.cursor_after(&task("Milk", None));
        let place = place.index(cursor.len());
        let mut other = cursor.clone().into_bytes();
        other[place] = byte;
        let other = String::from_utf8_lossy(&other);
        prop_assert_eq!(scope.position_of(&other).is_some(), other == cursor);
        prop_assert_eq!(scope.position_of(&cursor[..place]), None);
    }
}
