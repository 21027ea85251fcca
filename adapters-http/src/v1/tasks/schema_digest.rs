//! A short digest of a body's schema, which changes when the schema changes.

use serde_json::Value;
use utoipa::ToSchema;

use crate::extract::digest;

/// Length of the digest in bytes, enough to make collisions very unlikely.
const BYTES: usize = 6;

/// Returns the digest of a body's schema, ignoring descriptions and examples.
pub(super) fn schema_digest<B: ToSchema>() -> String {
    let mut referenced = Vec::new();
    B::schemas(&mut referenced);
    let referenced = referenced.into_iter().map(|(name, schema)| (name, json(schema)));
    let schema = canonical(&json(B::schema()), &referenced.collect::<Vec<_>>());
    let hex = digest([schema.as_bytes()]).map(|byte| format!("{byte:02x}"));
    hex.iter().take(BYTES).map(String::as_str).collect()
}

/// Converts a schema to JSON, which can't fail.
fn json(schema: impl serde::Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

/// Serializes a schema without descriptions and examples, with its members in a fixed order.
fn canonical(schema: &Value, referenced: &[(String, Value)]) -> String {
    if let Some(schema) = referenced_by(schema, referenced) {
        return canonical(schema, referenced);
    }
    match schema {
        Value::Object(members) => {
            // A property of the body may also be called `description`; then the value is a schema.
            let is_description = |name: &str, value: &Value| name == "description" && value.is_string();
            let relevant =
                members.iter().filter(|(name, value)| *name != "example" && !is_description(name, value));
            let mut relevant: Vec<String> = relevant
                .map(|(name, value)| format!("\"{name}\":{}", canonical(value, referenced)))
                .collect();
            relevant.sort_unstable();
            format!("{{{}}}", relevant.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| canonical(item, referenced)).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}

fn referenced_by<'r>(schema: &Value, referenced: &'r [(String, Value)]) -> Option<&'r Value> {
    let name = schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")?;
    referenced.iter().find(|(known, _)| known == name).map(|(_, schema)| schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::tasks::TaskBody;
    use serde_json::json;
    use utoipa::PartialSchema;

    fn canonical_with_status(schema: &Value, status: &Value) -> String {
        canonical(schema, &[("Status".to_owned(), status.clone())])
    }

    #[test]
    fn digest_covers_members_and_referenced_schemas_but_no_descriptions() {
        let status = json!({"type": "string", "enum": ["pending"]});
        let schema = |members: Value| json!({"type": "object", "properties": members});
        let reference = json!({"$ref": "#/components/schemas/Status"});
        let base = canonical_with_status(&schema(json!({"status": reference})), &status);
        let described =
            json!({"type": "string", "enum": ["pending"], "description": "x", "example": "pending"});
        assert_eq!(canonical_with_status(&schema(json!({"status": reference})), &described), base);
        let more = json!({"type": "string", "enum": ["pending", "completed"]});
        let added = schema(json!({"status": reference, "description": {"type": "string"}}));
        for (other, status) in [(schema(json!({"status": reference})), &more), (added, &status)] {
            assert_ne!(canonical_with_status(&other, status), base, "{other}");
        }
    }

    #[test]
    fn every_referenced_schema_of_a_task_is_resolved() {
        let mut referenced = Vec::new();
        TaskBody::schemas(&mut referenced);
        let referenced: Vec<_> = referenced.into_iter().map(|(name, schema)| (name, json(schema))).collect();
        let canonical = canonical(&json(TaskBody::schema()), &referenced);
        assert!(canonical.contains("\"in_progress\"") && !canonical.contains("$ref"), "{canonical}");
        assert_eq!(schema_digest::<TaskBody<'static>>().len(), 2 * BYTES);
    }
}
