//! Writes and reads tasks as JSON: an object with the format, its version, and the tasks as in API responses.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use tasklane_core::task::Task;

use super::import_collector::{ImportCollector, MAX_TASK_BYTES, Malformed};
use crate::extract::{MemberValue, object, without_byte_order_mark};
use crate::respond::{Fault, Reason, ValidationErrors};
use crate::v1::tasks::TaskBody;

const FORMAT: &str = "tasklane-tasks";
/// Version of the file format. Increased by 1 for every change that older programs can't read.
const VERSION: i64 = 1;
pub(super) const BEGIN: &str = r#"{"format":"tasklane-tasks","version":1,"tasks":["#;
pub(super) const END: &str = "]}";

pub(super) fn write(tasks: &[Task], is_first_batch: bool) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for (index, task) in tasks.iter().enumerate() {
        if index > 0 || !is_first_batch {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(&TaskBody::from(task))?);
    }
    Ok(text)
}

/// Reads an exported object, or a bare list of tasks. Parses and validates one task at a time, to limit memory.
pub(super) fn read(bytes: &[u8], collector: &mut ImportCollector) -> Result<(), Malformed> {
    let text = str::from_utf8(without_byte_order_mark(bytes))?;
    object::check(text)?;
    let is_list = text.trim_ascii_start().starts_with('[');
    if let Some(tasks) = if is_list { Some(text) } else { of_document(text, collector)? } {
        serde_json::Deserializer::from_str(tasks).deserialize_seq(Tasks(collector))?;
    }
    Ok(())
}

/// Returns the JSON of the member `tasks`, and checks `format` and `version`. If a member is repeated, the last one is
/// used. Unknown members are ignored.
fn of_document<'a>(
    text: &'a str,
    collector: &mut ImportCollector,
) -> Result<Option<&'a str>, serde_json::Error> {
    let [format, version, tasks] = object::members(text, &["format", "version", "tasks"])?;
    let expected = [
        ("format", format, MemberValue::Text(FORMAT.to_owned()), format!("\"{FORMAT}\"")),
        ("version", version, MemberValue::Integer(VERSION), VERSION.to_string()),
    ];
    for (name, given, expected, shown) in expected {
        let given = given.map(|given| serde_json::from_str::<MemberValue>(given.get())).transpose()?;
        if given.is_some_and(|given| given != expected) {
            let reason = Reason::new(format!("must be {shown}, if it is present"), "literal_error");
            collector.reject_file(Fault::new("body", name, reason));
        }
    }
    let Some(tasks) = tasks.map(RawValue::get) else {
        collector.reject_file(Fault::missing("tasks"));
        return Ok(None);
    };
    if !tasks.starts_with('[') {
        let reason = Reason::new("must be a list of objects", "list_type");
        collector.reject_file(Fault::new("body", "tasks", reason));
        return Ok(None);
    }
    Ok(Some(tasks))
}

/// Reads the list of tasks, up to the maximum number.
struct Tasks<'r>(&'r mut ImportCollector);

impl<'de> Visitor<'de> for Tasks<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut tasks: A) -> Result<(), A::Error> {
        let Self(collector) = self;
        let mut index = 0;
        while let Some(task) = tasks.next_element::<&RawValue>()? {
            if !collector.has_room() {
                break;
            }
            read_task(task.get(), index, collector).map_err(A::Error::custom)?;
            index += 1;
        }
        while let Some(IgnoredAny) = tasks.next_element()? {}
        Ok(())
    }
}

fn read_task(task: &str, index: usize, collector: &mut ImportCollector) -> Result<(), serde_json::Error> {
    if task.len() > MAX_TASK_BYTES {
        collector.reject_too_large(index);
    } else if task.starts_with('{') {
        let body = object::read_reporting(task, &mut |name| collector.report_ignored(name))?;
        collector.add_task(index, body, ValidationErrors::default());
    } else {
        collector.reject(index, Fault::new("body", "task", Reason::new("must be an object", "dict_type")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::MediaType;
    use crate::v1::tasks::files::{FileError, read as read_file};
    use serde_json::json;

    /// Returns the location of each error.
    fn errors(file: &str) -> serde_json::Value {
        match read_file(MediaType::Json, file.as_bytes()) {
            Err(FileError::Faulty { reported, .. }) => {
                let errors = serde_json::to_value(reported.list()).unwrap();
                errors.as_array().unwrap().iter().map(|fault| fault["loc"].clone()).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn task_above_the_size_limit_is_rejected_with_its_index() {
        let objects = format!(r#"{{"title":"a","tags":[{}0]}}"#, r#"{"":0},"#.repeat(1_100_000));
        let text = format!(r#"{{"title":"a","x":"{}"}}"#, "x".repeat(MAX_TASK_BYTES));
        for large in [objects, text, format!("[{}0]", "0,".repeat(4_000_000))] {
            for file in [format!("[{{}},{large}]"), format!(r#"{{"tasks":[{{}},{large}]}}"#)] {
                assert_eq!(errors(&file), json!([["body", 0, "title"], ["body", 1, "task"]]));
            }
        }
    }

    #[test]
    fn task_of_the_maximum_size_is_accepted() {
        let rest = MAX_TASK_BYTES - r#"{"title":"a","x":""}"#.len();
        let file = format!(r#"[{{"title":"a","x":"{}"}}]"#, "x".repeat(rest));
        assert_eq!(read_file(MediaType::Json, file.as_bytes()).unwrap().tasks.len(), 1);
    }

    #[test]
    fn values_above_the_task_limit_add_one_error() {
        let file = format!("[{}0]", "0,".repeat(4_000_000));
        let Err(FileError::Faulty { reported, omitted }) = read_file(MediaType::Json, file.as_bytes()) else {
            panic!()
        };
        assert_eq!((reported.len(), omitted), (100, 10_000 - 100 + 1));
    }
}
