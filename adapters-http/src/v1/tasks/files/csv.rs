//! Tasks as CSV (RFC 4180): a line of column names, then a line for each task.

use csv::{Terminator, WriterBuilder};
use tasklane_core::clock::Timestamp;
use tasklane_core::task::{Task, Version};

use super::cells::cell;
use crate::rfc3339;

const COLUMNS: [&str; 10] = [
    "id",
    "title",
    "description",
    "status",
    "due_date",
    "priority",
    "tags",
    "created_at",
    "updated_at",
    "completed_at",
];

pub(super) fn header() -> String {
    format!("{}\r\n", COLUMNS.join(","))
}

pub(super) fn write(tasks: &[Task]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for task in tasks {
        writer.write_record(cells(task))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// As the API shows the task; what is null there is an empty cell here.
fn cells(task: &Task) -> [String; COLUMNS.len()] {
    let description = task.content.description.as_ref().map(|text| cell(text.as_str()).into_owned());
    let updated_at = (task.version != Version::FIRST).then_some(task.updated_at);
    [
        task.id.to_string(),
        cell(task.content.title.as_str()).into_owned(),
        description.unwrap_or_default(),
        task.progress.status().to_string(),
        task.content.due_date.map(|day| day.to_string()).unwrap_or_default(),
        task.content.priority.as_str().to_owned(),
        tags(task.content.tags.as_slice()),
        time(task.created_at),
        updated_at.map(time).unwrap_or_default(),
        task.progress.completed_at().map(time).unwrap_or_default(),
    ]
}

/// A JSON array: a tag may contain whatever else could stand between two.
fn tags(tags: &[String]) -> String {
    // A list of text is JSON: the conversion can't fail.
    if tags.is_empty() { String::new() } else { serde_json::to_string(tags).unwrap_or_default() }
}

fn time(at: Timestamp) -> String {
    rfc3339::text(&at)
}
