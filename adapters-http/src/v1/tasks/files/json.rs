//! Tasks as JSON: as the API shows them, in an object that says what it is.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;
use tasklane_core::task::Task;

use super::reading::Reading;
use crate::problem::{Fault, Reason};
use crate::v1::tasks::TaskBody;

const FORMAT: &str = "tasklane-tasks";
/// One more when a reader of today could not read the file any more.
const VERSION: u64 = 1;
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

/// Reads such an object, or the list alone. Values stay text until their turn comes: a few bytes of JSON can take many
/// times their size in memory.
pub(super) fn read(bytes: &[u8], reading: &mut Reading) -> Result<(), serde_json::Error> {
    let is_list = bytes.trim_ascii_start().starts_with(b"[");
    let tasks: Vec<&RawValue> =
        if is_list { serde_json::from_slice(bytes)? } else { of_document(bytes, reading)? };
    for (index, task) in tasks.into_iter().enumerate() {
        if !reading.has_room() {
            break;
        }
        match serde_json::from_str(task.get())? {
            Value::Object(members) => reading.take(index, members),
            _ => {
                reading
                    .refuse(index, Fault::new("body", "task", Reason::new("must be an object", "dict_type")));
            }
        }
    }
    Ok(())
}

/// Of duplicate members the last counts, and unknown ones are ignored.
fn of_document<'a>(bytes: &'a [u8], reading: &mut Reading) -> Result<Vec<&'a RawValue>, serde_json::Error> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(bytes)?;
    let expected = [("format", Value::from(FORMAT)), ("version", Value::from(VERSION))];
    for (name, expected) in expected {
        let given = members.get(name).map(|given| serde_json::from_str::<Value>(given.get())).transpose()?;
        if given.is_some_and(|given| given != expected) {
            let reason = Reason::new(format!("must be {expected}, if it is given"), "literal_error");
            reading.refuse_all(Fault::new("body", name, reason));
        }
    }
    let Some(tasks) = members.get("tasks") else {
        reading.refuse_all(Fault::missing("tasks"));
        return Ok(Vec::new());
    };
    if !tasks.get().starts_with('[') {
        reading.refuse_all(Fault::new(
            "body",
            "tasks",
            Reason::new("must be a list of objects", "list_type"),
        ));
        return Ok(Vec::new());
    }
    serde_json::from_str(tasks.get())
}
