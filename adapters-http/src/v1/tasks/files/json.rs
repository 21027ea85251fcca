//! Tasks as JSON: as the API shows them, in an object that says what it is.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use tasklane_core::task::Task;

use super::reading::{MAX_TASK_BYTES, Malformed, Reading};
use crate::extract::{MemberValue, object, without_byte_order_mark};
use crate::respond::{Fault, Faults, Reason};
use crate::v1::tasks::TaskBody;

const FORMAT: &str = "tasklane-tasks";
/// One more when a reader of today could not read the file any more.
const VERSION: i64 = 1;
pub(super) const BEGIN: &str = r#"{"format":"tasklane-tasks","version":1,"tasks":["#;
pub(super) const END: &str = "]}";

pub(super) fn write(tasks: &[Task], are_first: bool) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for (index, task) in tasks.iter().enumerate() {
        if index > 0 || !are_first {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(&TaskBody::from(task))?);
    }
    Ok(text)
}

/// Reads such an object, or the list alone, task by task: the tasks of a file are never all in memory as they are written.
pub(super) fn read(bytes: &[u8], reading: &mut Reading) -> Result<(), Malformed> {
    let text = str::from_utf8(without_byte_order_mark(bytes))?;
    object::check(text)?;
    let is_list = text.trim_ascii_start().starts_with('[');
    if let Some(tasks) = if is_list { Some(text) } else { of_document(text, reading)? } {
        serde_json::Deserializer::from_str(tasks).deserialize_seq(Tasks(reading))?;
    }
    Ok(())
}

/// Of duplicate members the last counts, and unknown ones are ignored.
fn of_document<'a>(text: &'a str, reading: &mut Reading) -> Result<Option<&'a str>, serde_json::Error> {
    let [format, version, tasks] = object::members(text, &["format", "version", "tasks"])?;
    let expected = [
        ("format", format, MemberValue::Text(FORMAT.to_owned()), format!("\"{FORMAT}\"")),
        ("version", version, MemberValue::Integer(VERSION), VERSION.to_string()),
    ];
    for (name, given, expected, shown) in expected {
        let given = given.map(|given| serde_json::from_str::<MemberValue>(given.get())).transpose()?;
        if given.is_some_and(|given| given != expected) {
            let reason = Reason::new(format!("must be {shown}, if it is given"), "literal_error");
            reading.refuse_all(Fault::new("body", name, reason));
        }
    }
    let Some(tasks) = tasks.map(RawValue::get) else {
        reading.refuse_all(Fault::missing("tasks"));
        return Ok(None);
    };
    if !tasks.starts_with('[') {
        let reason = Reason::new("must be a list of objects", "list_type");
        reading.refuse_all(Fault::new("body", "tasks", reason));
        return Ok(None);
    }
    Ok(Some(tasks))
}

/// The list of tasks, up to the last that can be taken.
struct Tasks<'r>(&'r mut Reading);

impl<'de> Visitor<'de> for Tasks<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut tasks: A) -> Result<(), A::Error> {
        let Self(reading) = self;
        let mut index = 0;
        while let Some(task) = tasks.next_element::<&RawValue>()? {
            if !reading.has_room() {
                break;
            }
            take(task.get(), index, reading).map_err(A::Error::custom)?;
            index += 1;
        }
        while let Some(IgnoredAny) = tasks.next_element()? {}
        Ok(())
    }
}

fn take(task: &str, index: usize, reading: &mut Reading) -> Result<(), serde_json::Error> {
    if task.len() > MAX_TASK_BYTES {
        reading.refuse_too_large(index);
    } else if task.starts_with('{') {
        let body = object::read_reporting(task, &mut |name| reading.ignore(name))?;
        reading.take(index, body, Faults::default());
    } else {
        reading.refuse(index, Fault::new("body", "task", Reason::new("must be an object", "dict_type")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::MediaType;
    use crate::v1::tasks::files::{FileRefused, read as read_file};
    use serde_json::json;

    /// Where the faults are.
    fn faults(file: &str) -> serde_json::Value {
        match read_file(MediaType::Json, file.as_bytes()) {
            Err(FileRefused::Faulty { named, .. }) => {
                let faults = serde_json::to_value(named.list()).unwrap();
                faults.as_array().unwrap().iter().map(|fault| fault["loc"].clone()).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_task_that_is_larger_than_a_create_takes_is_refused_by_its_index() {
        let objects = format!(r#"{{"title":"a","tags":[{}0]}}"#, r#"{"":0},"#.repeat(1_100_000));
        let text = format!(r#"{{"title":"a","x":"{}"}}"#, "x".repeat(MAX_TASK_BYTES));
        for large in [objects, text, format!("[{}0]", "0,".repeat(4_000_000))] {
            for file in [format!("[{{}},{large}]"), format!(r#"{{"tasks":[{{}},{large}]}}"#)] {
                assert_eq!(faults(&file), json!([["body", 0, "title"], ["body", 1, "task"]]));
            }
        }
    }

    #[test]
    fn a_task_of_the_largest_size_is_taken() {
        let rest = MAX_TASK_BYTES - r#"{"title":"a","x":""}"#.len();
        let file = format!(r#"[{{"title":"a","x":"{}"}}]"#, "x".repeat(rest));
        assert_eq!(read_file(MediaType::Json, file.as_bytes()).unwrap().tasks.len(), 1);
    }

    #[test]
    fn of_millions_of_values_no_more_than_a_file_can_have_are_taken() {
        let file = format!("[{}0]", "0,".repeat(4_000_000));
        let Err(FileRefused::Faulty { named, others }) = read_file(MediaType::Json, file.as_bytes()) else {
            panic!()
        };
        assert_eq!((named.len(), others), (100, 10_000 - 100 + 1));
    }
}
