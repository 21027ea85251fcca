//! The text of an owner's file: one row on each line, with fields that are separated by tabs.

use std::str::FromStr;

use chrono::DateTime;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{
    Description, DueDate, IdempotencyKey, IdempotencyRecord, Priority, Progress, RequestDigest, Status,
    StoredResponse, Tags, Task, TaskContent, TaskCounters, TaskRecord, Title, Version,
};

use crate::owner_file::OwnerFile;

/// The field of a missing value.
const NONE: &str = "-";

pub(crate) fn print(file: &OwnerFile) -> String {
    let TaskCounters { seq, live_tasks, stored_bytes } = file.counter;
    let counter = format!("counter\t{seq}\t{live_tasks}\t{stored_bytes}\n");
    let tasks = file.tasks.iter().map(print_task);
    let keys = file.keys.iter().map(print_key);
    std::iter::once(counter).chain(tasks).chain(keys).collect()
}

/// Parses the text of an owner's file. Returns `None` if a line does not have the format of [`print`].
pub(crate) fn parse(owner: UserId, text: &str) -> Option<OwnerFile> {
    let mut file = OwnerFile::default();
    for line in text.lines() {
        let mut fields = line.split('\t');
        match fields.next()? {
            "counter" => file.counter = parse_counter(&mut fields)?,
            "task" => file.tasks.push(parse_task(owner, &mut fields)?),
            "key" => file.keys.push(parse_key(&mut fields)?),
            _ => return None,
        }
    }
    Some(file)
}

fn print_task(record: &TaskRecord) -> String {
    let TaskRecord { task, deleted_at } = record;
    let content = &task.content;
    let mut fields = vec![
        "task".to_owned(),
        task.id.to_string(),
        task.version.to_string(),
        task.change_seq.to_string(),
        print_time(Some(task.created_at)),
        print_time(Some(task.updated_at)),
        print_time(*deleted_at),
        task.progress.status().to_string(),
        print_time(task.progress.completed_at()),
        content.due_date.map_or(NONE.to_owned(), |day| day.to_string()),
        content.priority.as_str().to_owned(),
        escape(content.title.as_str()),
        content.description.as_ref().map_or(NONE.to_owned(), |text| format!("={}", escape(text.as_str()))),
    ];
    // The tags are the remaining fields of the line.
    fields.extend(content.tags.as_slice().iter().map(|tag| escape(tag)));
    fields.join("\t") + "\n"
}

fn print_key(record: &IdempotencyRecord) -> String {
    let IdempotencyRecord { key, digest, response, created_at } = record;
    let (digest, body) = (print_hex(&digest.0), print_hex(&response.body));
    let created_at = print_time(Some(*created_at));
    format!("key\t{}\t{digest}\t{}\t{body}\t{created_at}\n", escape(key.as_str()), response.status)
}

fn parse_counter<'a>(fields: &mut impl Iterator<Item = &'a str>) -> Option<TaskCounters> {
    let [seq, live_tasks, stored_bytes] = [next(fields)?, next(fields)?, next(fields)?];
    Some(TaskCounters { seq, live_tasks, stored_bytes })
}

fn parse_task<'a>(owner_id: UserId, fields: &mut impl Iterator<Item = &'a str>) -> Option<TaskRecord> {
    let id = TaskId::new(next(fields)?)?;
    let version = Version::new(next(fields)?)?;
    let change_seq = next(fields)?;
    let (created_at, updated_at) = (parse_time(fields.next()?)??, parse_time(fields.next()?)??);
    let deleted_at = parse_time(fields.next()?)?;
    let status = Status::parse(fields.next()?).ok()?;
    let progress = Progress::from_stored(status, parse_time(fields.next()?)?)?;
    let due_date = match fields.next()? {
        NONE => None,
        day => Some(DueDate::parse(day).ok()?),
    };
    let priority = Priority::parse(fields.next()?).ok()?;
    let title = Title::parse(&unescape(fields.next()?)).ok()?;
    let description = match fields.next()? {
        NONE => None,
        text => Some(Description::parse(&unescape(text.strip_prefix('=')?)).ok()?),
    };
    let tags = Tags::parse(fields.map(unescape).collect()).ok()?;
    let content = TaskContent { title, description, due_date, priority, tags };
    let task = Task { id, owner_id, content, progress, version, change_seq, created_at, updated_at };
    Some(TaskRecord { task, deleted_at })
}

fn parse_key<'a>(fields: &mut impl Iterator<Item = &'a str>) -> Option<IdempotencyRecord> {
    let key = IdempotencyKey::parse(&unescape(fields.next()?))?;
    let digest = RequestDigest(parse_hex(fields.next()?)?.try_into().ok()?);
    let response = StoredResponse { status: next(fields)?, body: parse_hex(fields.next()?)? };
    Some(IdempotencyRecord { key, digest, response, created_at: parse_time(fields.next()?)?? })
}

fn next<'a, T: FromStr>(fields: &mut impl Iterator<Item = &'a str>) -> Option<T> {
    fields.next()?.parse().ok()
}

/// Prints a time in microseconds, which is the precision of a [`Timestamp`].
fn print_time(time: Option<Timestamp>) -> String {
    time.map_or(NONE.to_owned(), |time| time.timestamp_micros().to_string())
}

/// Parses a time. Returns `None` for a field that is not a time, and `Some(None)` for a missing time.
fn parse_time(field: &str) -> Option<Option<Timestamp>> {
    if field == NONE {
        return Some(None);
    }
    DateTime::from_timestamp_micros(field.parse().ok()?).map(Some)
}

fn print_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits = |at| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).map(digits).collect()
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n")
}

fn unescape(field: &str) -> String {
    let mut chars = field.chars();
    let mut text = String::new();
    while let Some(char) = chars.next() {
        text.extend(if char == '\\' {
            chars.next().map(|escaped| match escaped {
                't' => '\t',
                'n' => '\n',
                other => other,
            })
        } else {
            Some(char)
        });
    }
    text
}
