//! Tests that Tasklane and a third-party parser can read exported files.

use chrono::{DateTime, TimeDelta};
use icalendar::parser::{read_calendar, unfold};
use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime, EventLike, TodoStatus};
use proptest::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::task::{
    Description, DueDate, NewTask, Priority, Progress, Status, Tags, Task, TaskContent, Title, Version,
};
use tasklane_core::testing::examples::{described_content, full_content, new_task, stored_task};

use super::{Format, read};
use crate::extract::MediaType;

fn at(seconds: i64) -> Timestamp {
    DateTime::from_timestamp(1_767_268_800 + seconds, 0).unwrap()
}

/// Returns a task that was created at time 0 and changed one minute later.
fn task(id: i64, new: NewTask) -> Task {
    Task {
        progress: Progress::starting_in(new.status, at(60)),
        version: Version::FIRST.next(),
        updated_at: at(60),
        ..stored_task(id, new, at(0) + TimeDelta::microseconds(id))
    }
}

fn file(format: Format, tasks: &[Task]) -> String {
    let mut file = format.begin().into_bytes();
    let (first, others) = tasks.split_at(tasks.len() / 2);
    file.extend(format.write(first, true).unwrap());
    file.extend(format.write(others, first.is_empty()).unwrap());
    file.extend(format.end().bytes());
    String::from_utf8(file).unwrap()
}

fn any_text(max_chars: usize) -> impl Strategy<Value = String> {
    let hazards = "['=+@\t -]{0,3}[\"',;:\\\\nN\\[\\]a=\\- ]{0,90}";
    prop_oneof![any::<String>(), hazards, "[ä🦀 a]{0,99}"]
        .prop_map(move |text| text.chars().take(max_chars).collect())
}

prop_compose! {
    fn any_task()(
        title in any_text(255).prop_filter_map("a title", |text| Title::parse(&text).ok()),
        description in prop::option::of(any_text(300).prop_map(|text| text.replace('a', "\n")))
            .prop_filter_map("a description", |text| text.map(|text| Description::parse(&text)).transpose().ok()),
        status in prop::sample::select(Status::ALL.to_vec()),
        due_date in prop::option::of("[0-9]{3}[1-9]-0[1-9]-[12][0-8]"),
        priority in prop::sample::select(Priority::ALL.to_vec()),
        tags in prop::collection::vec(any_text(50), 0..4)
            .prop_filter_map("tags", |tags| Tags::parse(tags).ok()),
    ) -> NewTask {
        let due_date = due_date.map(|day| DueDate::parse(&day).unwrap());
        let full = TaskContent { title, ..full_content("title") };
        let content = TaskContent { description, due_date, priority, tags, ..full };
        NewTask { content, status }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn exported_json_and_csv_import_the_same_tasks(new in prop::collection::vec(any_task(), 0..5)) {
        let tasks: Vec<Task> = (1..).zip(new.clone()).map(|(id, new)| task(id, new)).collect();
        for (format, media_type) in [(Format::Json, MediaType::Json), (Format::Csv, MediaType::Csv)] {
            let file = file(format, &tasks);
            let found = read(media_type, file.as_bytes());
            prop_assert!(matches!(&found, Ok(found) if found.tasks == new), "{file:?}: {found:?}");
        }
    }

    #[test]
    fn exported_calendar_contains_every_member_of_each_task(new in prop::collection::vec(any_task(), 1..5)) {
        let tasks: Vec<Task> = (1..).zip(new).map(|(id, new)| task(id, new)).collect();
        let text = file(Format::Ics, &tasks);
        for line in text.split_terminator("\r\n") {
            prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
        }
        let unfolded = unfold(&text);
        let calendar = Calendar::from(read_calendar(&unfolded).unwrap());
        prop_assert_eq!(calendar.components.len(), tasks.len());
        for (component, task) in calendar.components.iter().zip(&tasks) {
            let CalendarComponent::Todo(to_do) = component else { panic!("{component:?}") };
            prop_assert_eq!(to_do.get_summary(), Some(task.content.title.as_str()));
            let description = task.content.description.as_ref().map(Description::as_str).filter(|text| !text.is_empty());
            prop_assert_eq!(to_do.get_description(), description);
            let tags = task.content.tags.as_slice();
            prop_assert_eq!(to_do.get_categories().unwrap_or_default(), tags);
            prop_assert_eq!(to_do.get_due(), task.content.due_date.map(|day| DatePerhapsTime::from(day.day())));
            prop_assert_eq!(to_do.get_completed(), task.progress.completed_at());
        }
    }
}

#[test]
fn exported_to_do_has_the_expected_lines() {
    let mut done = task(
        7,
        NewTask {
            content: TaskContent {
                due_date: Some(DueDate::parse("2026-02-28").unwrap()),
                priority: Priority::High,
                tags: Tags::parse(vec!["home, sweet".to_owned(), "b;c".to_owned()]).unwrap(),
                ..described_content(&"é".repeat(40), "two\nlines; a \\ and, so on")
            },
            status: Status::Completed,
        },
    );
    let text = file(Format::Ics, &[done.clone()]);
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tasklane//Tasklane//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VTODO",
        "COMPLETED:20260101T120100Z",
        "CREATED:20260101T120000Z",
        "DESCRIPTION:two\\nlines\\; a \\\\ and\\, so on",
        "DTSTAMP:20260101T120100Z",
        "DUE;VALUE=DATE:20260228",
        "LAST-MODIFIED:20260101T120100Z",
        "PERCENT-COMPLETE:100",
        "PRIORITY:1",
        "SEQUENCE:1",
        "STATUS:COMPLETED",
        &format!("SUMMARY:{}", "é".repeat(33)),
        &format!(" {}", "é".repeat(7)),
        "UID:",
        "CATEGORIES:home\\, sweet,b\\;c",
        "END:VTODO",
        "END:VCALENDAR",
    ];
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), expected.len(), "{text}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(
            *line == expected || expected == "UID:" && line.starts_with(expected),
            "{line} must be {expected}"
        );
    }
    let uid = |task: &Task| {
        file(Format::Ics, std::slice::from_ref(task))
            .lines()
            .find(|line| line.starts_with("UID:"))
            .map(str::to_owned)
    };
    let before = uid(&done);
    done.content.title = Title::parse("Other").unwrap();
    done.updated_at = at(120);
    assert_eq!(uid(&done), before, "an update must not change the UID");
    done.created_at = at(1);
    assert_ne!(uid(&done), before, "a task with the same id on another server must have a different UID");
}

#[test]
fn status_is_mapped_to_the_icalendar_status() {
    for (status, expected) in [
        (Status::Pending, (TodoStatus::NeedsAction, Some(0))),
        (Status::InProgress, (TodoStatus::InProcess, None)),
        (Status::Completed, (TodoStatus::Completed, Some(100))),
    ] {
        let new = NewTask { status, ..new_task("a") };
        let text = file(Format::Ics, &[task(1, new)]);
        let calendar: Calendar = text.parse().unwrap();
        let to_do = calendar.components[0].as_todo().unwrap();
        assert_eq!((to_do.get_status().unwrap(), to_do.get_percent_complete()), expected);
    }
}

#[test]
fn export_without_tasks_is_a_complete_file() {
    assert_eq!(file(Format::Json, &[]), r#"{"format":"tasklane-tasks","version":1,"tasks":[]}"#);
    assert_eq!(
        file(Format::Csv, &[]),
        "id,title,description,status,due_date,priority,tags,created_at,updated_at,completed_at\r\n"
    );
    assert!(file(Format::Ics, &[]).ends_with("\r\nCALSCALE:GREGORIAN\r\nEND:VCALENDAR\r\n"));
}
