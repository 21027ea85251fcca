//! Parses the operations of a batch one by one.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tasklane_core::ids::TaskId;
use tasklane_core::invalid::Invalid;
use tasklane_core::task::{ExpectedVersion, TaskOperation, Version};

use super::bodies::{NewTaskBody, TaskPatchBody};
use crate::extract::{Input, Member, MemberErrors, MemberValue, NestedObject, integer, object, text};
use crate::respond::{Fault, PathSegment, Reason, ValidationErrors};

const OPERATIONS: &str = "operations";
const MAX_OPERATIONS: usize = 100;
/// The largest integer that every JSON parser reads exactly.
const MAX_INTEGER: i64 = (1 << 53) - 1;

#[derive(Default)]
pub(super) enum Operations {
    #[default]
    Absent,
    NotAList,
    /// The first [`MAX_OPERATIONS`] operations, and the total number of operations.
    List(Vec<Operation>, usize),
}

/// One item of the list `operations`.
pub(super) enum Operation {
    NotAnObject,
    TooLarge,
    Body(OperationBody),
}

#[derive(Deserialize)]
pub(super) struct OperationBody {
    #[serde(default)]
    op: Member,
    #[serde(default)]
    task: NestedObject,
    #[serde(default)]
    id: Member,
    #[serde(default)]
    patch: NestedObject,
    #[serde(default)]
    if_match: Member,
}

impl<'de> Deserialize<'de> for Operations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OperationsVisitor)
    }
}

struct OperationsVisitor;

impl<'de> Visitor<'de> for OperationsVisitor {
    type Value = Operations;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Operations, E> {
        Ok(Operations::NotAList)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Operations, E> {
        Ok(Operations::NotAList)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Operations, E> {
        Ok(Operations::NotAList)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Operations, E> {
        Ok(Operations::NotAList)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Operations, E> {
        Ok(Operations::NotAList)
    }

    fn visit_str<E>(self, _: &str) -> Result<Operations, E> {
        Ok(Operations::NotAList)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Operations, A::Error> {
        let mut operations = Vec::new();
        while operations.len() < MAX_OPERATIONS
            && let Some(item) = items.next_element::<&RawValue>()?
        {
            operations.push(Operation::parse(item.get()).map_err(A::Error::custom)?);
        }
        let mut count = operations.len();
        while let Some(IgnoredAny) = items.next_element()? {
            count += 1;
        }
        Ok(Operations::List(operations, count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Operations, A::Error> {
        while let Some((IgnoredAny, IgnoredAny)) = members.next_entry()? {}
        Ok(Operations::NotAList)
    }
}

impl Operations {
    /// Returns the operations in their order. Returns `None` only after adding an error.
    pub(super) fn read(self, errors: &mut ValidationErrors) -> Option<Vec<TaskOperation>> {
        let error = |msg, kind| Fault::new("body", OPERATIONS, Reason::new(msg, kind));
        let list = match self {
            Self::Absent => {
                errors.add(Fault::missing(OPERATIONS));
                return None;
            }
            Self::NotAList => {
                errors.add(error("must be a list of objects", "list_type"));
                return None;
            }
            Self::List(_, count) if !(1..=MAX_OPERATIONS).contains(&count) => {
                let kind = if count == 0 { "too_short" } else { "too_long" };
                errors.add(error("must have 1 to 100 items", kind));
                return None;
            }
            Self::List(list, _) => list,
        };
        let mut operations = Vec::with_capacity(list.len());
        for (index, operation) in list.into_iter().enumerate() {
            match operation {
                Operation::Body(body) => {
                    let mut of_this = ValidationErrors::default();
                    operations.extend(body.read(&mut of_this));
                    errors.add_nested(
                        &[PathSegment::Name(OPERATIONS.to_owned()), PathSegment::Index(index)],
                        of_this,
                    );
                }
                Operation::NotAnObject => {
                    errors.add(Fault::new("body", OPERATIONS, object_expected()).at_index(index));
                }
                Operation::TooLarge => {
                    errors.add(Fault::new("body", OPERATIONS, too_large()).at_index(index));
                }
            }
        }
        Some(operations)
    }
}

impl Operation {
    fn parse(text: &str) -> Result<Self, serde_json::Error> {
        if text.len() > NewTaskBody::MAX_BYTES {
            return Ok(Self::TooLarge);
        }
        if text.starts_with('{') { object::read(text).map(Self::Body) } else { Ok(Self::NotAnObject) }
    }
}

#[derive(Clone, Copy)]
enum Op {
    Create,
    Update,
    Delete,
}

impl OperationBody {
    fn read(self, errors: &mut ValidationErrors) -> Option<TaskOperation> {
        let Self { op, task, id, patch, if_match } = self;
        match op.required("op", errors, text(parse_op))? {
            Op::Create => Some(TaskOperation::Create(part::<NewTaskBody>(&task, "task", errors)?)),
            Op::Update => {
                let (id, expected) = target(id, if_match, errors);
                let patch = part::<TaskPatchBody>(&patch, "patch", errors);
                Some(TaskOperation::Edit { id: id?, patch: patch?, expected })
            }
            Op::Delete => {
                let (id, expected) = target(id, if_match, errors);
                Some(TaskOperation::Delete { id: id?, expected })
            }
        }
    }
}

fn parse_op(raw: &str) -> Result<Op, Invalid> {
    match raw {
        "create" => Ok(Op::Create),
        "update" => Ok(Op::Update),
        "delete" => Ok(Op::Delete),
        _ => Err(Invalid::NotOneOf("create, update, delete")),
    }
}

fn target(id: Member, if_match: Member, errors: &mut ValidationErrors) -> (Option<TaskId>, ExpectedVersion) {
    let id = id.required("id", errors, |value| integer_in_range(value, TaskId::new));
    let version = if_match.optional("if_match", errors, |value| integer_in_range(value, Version::new));
    (id, version.map_or(ExpectedVersion::Any, |version| ExpectedVersion::OneOf(vec![version])))
}

fn integer_in_range<T>(value: MemberValue, new: impl Fn(i64) -> Option<T>) -> Result<T, MemberErrors> {
    let outside = || vec![(None, Invalid::OutOfRange { min: 1, max: MAX_INTEGER }.into())];
    new(integer(value)?).ok_or_else(outside)
}

/// Reads a nested request body.
fn part<B: Input>(
    part: &NestedObject,
    name: &'static str,
    errors: &mut ValidationErrors,
) -> Option<B::Value> {
    let text = match part {
        NestedObject::Absent => {
            errors.add(Fault::missing(name));
            return None;
        }
        NestedObject::NotAnObject => {
            errors.add(Fault::new("body", name, object_expected()));
            return None;
        }
        NestedObject::Object(text) => text.get(),
    };
    let mut of_part = ValidationErrors::default();
    // The text is an object of a body that was already checked, so parsing can't fail.
    let value = object::read::<B>(text).ok().and_then(|body| body.read(&mut of_part));
    errors.add_nested(&[PathSegment::Name(name.to_owned())], of_part);
    value
}

fn object_expected() -> Reason {
    Reason::new("must be an object", "dict_type")
}

/// Returns the error for an operation above the size limit, which equals the limit of a single request.
fn too_large() -> Reason {
    Reason::new(format!("must have at most {} bytes", NewTaskBody::MAX_BYTES), "too_long")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_locations(json: &str) -> Vec<serde_json::Value> {
        let mut errors = ValidationErrors::default();
        let operations: Operations = serde_json::from_str(json).unwrap();
        operations.read(&mut errors);
        let errors = serde_json::to_value(errors.list()).unwrap();
        errors.as_array().unwrap().iter().map(|fault| fault["loc"].clone()).collect()
    }

    #[test]
    fn operation_above_the_size_limit_is_rejected_with_its_index() {
        let large = format!(r#"{{"op":"delete","id":1,"x":"{}"}}"#, "x".repeat(64 * 1024));
        let list = format!(r#"[{{"op":"delete","id":1}},{large},7]"#);
        assert_eq!(
            error_locations(&list),
            [serde_json::json!(["body", "operations", 1]), serde_json::json!(["body", "operations", 2])]
        );
    }

    #[test]
    fn operations_above_the_limit_are_only_counted() {
        let list = format!("[{}0]", "0,".repeat(500_000));
        let operations: Operations = serde_json::from_str(&list).unwrap();
        let Operations::List(operations, count) = operations else { panic!() };
        assert_eq!((operations.len(), count), (MAX_OPERATIONS, 500_001));
        assert_eq!(error_locations(&list), [serde_json::json!(["body", "operations"])]);
    }
}
