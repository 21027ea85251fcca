//! What the whole server knows about its routes.

mod paths;

pub(crate) use paths::Paths;
use utoipa::openapi::path::Operation;

/// The todo routes may stand under the prefix as well, if it is a short one.
pub(crate) fn is_v1(operation: &Operation, path: &str, prefix: &str) -> bool {
    let is_todo = operation.tags.iter().flatten().any(|tag| tag == "todo");
    !is_todo && path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'))
}
