//! Writes tasks as iCalendar to-dos (RFC 5545 §3.6.2).

use std::fmt;

use icalendar::{Component, EventLike, Todo, TodoStatus};
use tasklane_core::task::{Description, DueDate, Priority, Status, Task};
use uuid::Uuid;

use super::ics_lines::refold;
use crate::extract::digest;

pub(super) const BEGIN: &str =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tasklane//Tasklane//EN\r\nCALSCALE:GREGORIAN\r\n";
pub(super) const END: &str = "END:VCALENDAR\r\n";

pub(super) fn write(tasks: &[Task]) -> Result<String, fmt::Error> {
    let mut text = String::new();
    for task in tasks {
        text.push_str(&refold(&to_do(task).try_into_string()?));
    }
    Ok(text)
}

fn to_do(task: &Task) -> Todo {
    let (status, percent) = match task.progress.status() {
        Status::Pending => (TodoStatus::NeedsAction, Some(0)),
        Status::InProgress => (TodoStatus::InProcess, None),
        Status::Completed => (TodoStatus::Completed, Some(100)),
    };
    let mut to_do = Todo::new();
    to_do
        .uid(&uid(task).to_string())
        // Without a METHOD, DTSTAMP is the time of the last revision (§3.8.7.2).
        .timestamp(task.updated_at)
        .created(task.created_at)
        .last_modified(task.updated_at)
        .summary(task.content.title.as_str())
        .priority(priority(task.content.priority))
        .add_property("SEQUENCE", (task.version.get() - 1).to_string());
    to_do.status(status);
    if let Some(percent) = percent {
        to_do.percent_complete(percent);
    }
    if let Some(description) =
        task.content.description.as_ref().map(Description::as_str).filter(|text| !text.is_empty())
    {
        to_do.description(description);
    }
    if let Some(at) = task.progress.completed_at() {
        to_do.completed(at);
    }
    if let Some(day) = task.content.due_date.map(DueDate::day) {
        to_do.due(day);
    }
    if !task.content.tags.as_slice().is_empty() {
        to_do.categories(task.content.tags.as_slice());
    }
    to_do.done()
}

/// Returns the priority in iCalendar: 1 is the highest, 9 the lowest, and 0 means undefined (§3.8.1.9).
fn priority(priority: Priority) -> u32 {
    match priority {
        Priority::None => 0,
        Priority::Low => 9,
        Priority::Medium => 5,
        Priority::High => 1,
    }
}

/// Returns the UID of a task: a UUID made of a hash (RFC 9562 §5.8). The hash reveals neither host nor owner (RFC 7986
/// §5.3). The UID does not change if the database moves to another host. The hash covers the time of creation, so
/// tasks with equal ids on different servers have different UIDs.
fn uid(task: &Task) -> Uuid {
    let made_of =
        [task.owner_id.get(), task.id.get(), task.created_at.timestamp_micros()].map(i64::to_be_bytes);
    let digest = digest(made_of.iter().map(<[u8; 8]>::as_slice));
    let hash = digest.first_chunk().copied().unwrap_or_default();
    uuid::Builder::from_custom_bytes(hash).into_uuid()
}
