//! Batches of operations as v1 reads them, and what came of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tasklane_core::ids::TaskId;
use tasklane_core::invalid::Invalid;
use tasklane_core::task::{Expected, TaskOperation, Version, Written};
use utoipa::ToSchema;

use super::bodies::{NewTaskBody, TaskBody, TaskPatchBody};
use crate::input::{Input, Member, Refusals, integer, read_noting, text};
use crate::problem::{Fault, Faults, Place, Reason};

const OPERATIONS: &str = "operations";
const MOST: usize = 100;
/// The largest integer that every JSON parser reads exactly.
const MAX_INTEGER: i64 = (1 << 53) - 1;

#[derive(Deserialize, ToSchema)]
#[schema(as = Batch, example = json!({"operations": [{"op": "create", "task": {"title": "Buy milk"}}]}))]
pub(super) struct BatchBody {
    #[schema(value_type = Vec<OperationSchema>, required = true, min_items = 1, max_items = 100)]
    #[serde(default)]
    operations: Member,
}

/// What is to be done; `op` says which of these it is.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
#[schema(as = TaskOperation)]
#[expect(dead_code, reason = "operations are read member by member")]
enum OperationSchema {
    Create {
        task: NewTaskBody,
    },
    Update {
        #[schema(minimum = 1)]
        id: i64,
        patch: TaskPatchBody,
        /// Only on this version.
        #[serde(default)]
        #[schema(minimum = 1)]
        if_match: i64,
    },
    Delete {
        #[schema(minimum = 1)]
        id: i64,
        /// Only on this version.
        #[serde(default)]
        #[schema(minimum = 1)]
        if_match: i64,
    },
}

#[derive(Deserialize)]
struct OperationBody {
    #[serde(default)]
    op: Member,
    #[serde(default)]
    task: Member,
    #[serde(default)]
    id: Member,
    #[serde(default)]
    patch: Member,
    #[serde(default)]
    if_match: Member,
}

#[derive(Clone, Copy)]
enum Op {
    Create,
    Update,
    Delete,
}

impl Input for BatchBody {
    type Value = Vec<TaskOperation>;
    const MAX_BYTES: usize = 1024 * 1024;

    fn read(self, faults: &mut Faults) -> Option<Self::Value> {
        let Value::Array(list) = self.operations.given(OPERATIONS, faults)? else {
            faults.add(Fault::new("body", OPERATIONS, Reason::new("must be a list of objects", "list_type")));
            return None;
        };
        if !(1..=MOST).contains(&list.len()) {
            let kind = if list.is_empty() { "too_short" } else { "too_long" };
            faults.add(Fault::new("body", OPERATIONS, Reason::new("must have 1 to 100 items", kind)));
            return None;
        }
        let mut operations = Vec::with_capacity(list.len());
        for (index, value) in list.into_iter().enumerate() {
            let mut of_this = Faults::default();
            // By type: serde would take an array for a struct as well.
            let operation = value.is_object().then(|| serde_json::from_value::<OperationBody>(value));
            if let Some(Ok(operation)) = operation {
                operations.extend(operation.read(&mut of_this));
            } else {
                faults.add(Fault::new("body", OPERATIONS, object_expected()).at_index(index));
            }
            faults.add_under(&[Place::Name(OPERATIONS.to_owned()), Place::Index(index)], of_this);
        }
        Some(operations)
    }
}

impl OperationBody {
    fn read(self, faults: &mut Faults) -> Option<TaskOperation> {
        let Self { op, task, id, patch, if_match } = self;
        match op.required("op", faults, text(parse_op))? {
            Op::Create => Some(TaskOperation::Create(part::<NewTaskBody>(task, "task", faults)?)),
            Op::Update => {
                let (id, expected) = target(id, if_match, faults);
                let patch = part::<TaskPatchBody>(patch, "patch", faults);
                Some(TaskOperation::Edit { id: id?, patch: patch?, expected })
            }
            Op::Delete => {
                let (id, expected) = target(id, if_match, faults);
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

fn target(id: Member, if_match: Member, faults: &mut Faults) -> (Option<TaskId>, Expected) {
    let id = id.required("id", faults, |value| within(value, TaskId::new));
    let version = if_match.optional("if_match", faults, |value| within(value, Version::new));
    (id, version.map_or(Expected::Any, |version| Expected::OneOf(vec![version])))
}

fn within<T>(value: &Value, new: impl Fn(i64) -> Option<T>) -> Result<T, Refusals> {
    let outside = || vec![(None, Invalid::OutOfRange { min: 1, max: MAX_INTEGER }.into())];
    new(integer(value)?).ok_or_else(outside)
}

/// A body of its own, inside of this one.
fn part<B: Input>(member: Member, name: &'static str, faults: &mut Faults) -> Option<B::Value> {
    let Value::Object(members) = member.given(name, faults)? else {
        faults.add(Fault::new("body", name, object_expected()));
        return None;
    };
    let mut of_part = Faults::default();
    // Every member reads every value, so this can't fail.
    let value = read_noting::<B>(members, &mut of_part).ok().flatten();
    faults.add_under(&[Place::Name(name.to_owned())], of_part);
    value
}

fn object_expected() -> Reason {
    Reason::new("must be an object", "dict_type")
}

#[derive(Serialize, ToSchema)]
#[schema(as = BatchResults, example = json!({"results": [{"status": 204}]}))]
pub(super) struct ResultsBody<'a> {
    results: Vec<ResultBody<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BatchResult)]
struct ResultBody<'a> {
    /// 201 for what was created, 200 for what was updated, 204 for what was deleted.
    #[schema(example = 201)]
    status: u16,
    /// The task as it was after this operation; not for what was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    task: Option<TaskBody<'a>>,
}

impl<'a> From<&'a [Written]> for ResultsBody<'a> {
    fn from(written: &'a [Written]) -> Self {
        let result = |written: &'a Written| ResultBody {
            status: match written {
                Written::Created(_) => 201,
                Written::Changed(_) | Written::Unchanged(_) => 200,
                Written::Deleted(_) => 204,
            },
            task: written.task().map(TaskBody::from),
        };
        Self { results: written.iter().map(result).collect() }
    }
}
