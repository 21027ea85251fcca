//! A short text that differs when the schema of a body does.

use serde_json::Value;
use utoipa::ToSchema;

use crate::extract::digest;

/// So many bytes of the digest: two schemas with the same ones are as good as impossible.
const BYTES: usize = 6;

/// Of a body's schema, without the texts and examples that describe it.
pub(super) fn schema_digest<B: ToSchema>() -> String {
    let mut referenced = Vec::new();
    B::schemas(&mut referenced);
    let referenced = referenced.into_iter().map(|(name, schema)| (name, json(schema)));
    let bare = bare(&json(B::schema()), &referenced.collect::<Vec<_>>());
    let hex = digest([bare.as_bytes()]).map(|byte| format!("{byte:02x}"));
    hex.iter().take(BYTES).map(String::as_str).collect()
}

/// A schema is JSON: the conversion can't fail.
fn json(schema: impl serde::Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

/// What a body can be, without the words about it, and always in the same order.
fn bare(schema: &Value, referenced: &[(String, Value)]) -> String {
    if let Some(schema) = referenced_by(schema, referenced) {
        return bare(schema, referenced);
    }
    match schema {
        Value::Object(members) => {
            // A member of the body may be called like this too; then it is no text.
            let is_said = |name: &str, value: &Value| name == "description" && value.is_string();
            let kept = members.iter().filter(|(name, value)| *name != "example" && !is_said(name, value));
            let mut kept: Vec<String> =
                kept.map(|(name, value)| format!("\"{name}\":{}", bare(value, referenced))).collect();
            kept.sort_unstable();
            format!("{{{}}}", kept.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| bare(item, referenced)).collect();
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

    fn bare_with_status(schema: &Value, status: &Value) -> String {
        bare(schema, &[("Status".to_owned(), status.clone())])
    }

    #[test]
    fn digest_covers_members_and_referenced_schemas_but_no_descriptions() {
        let status = json!({"type": "string", "enum": ["pending"]});
        let schema = |members: Value| json!({"type": "object", "properties": members});
        let reference = json!({"$ref": "#/components/schemas/Status"});
        let base = bare_with_status(&schema(json!({"status": reference})), &status);
        let described =
            json!({"type": "string", "enum": ["pending"], "description": "x", "example": "pending"});
        assert_eq!(bare_with_status(&schema(json!({"status": reference})), &described), base);
        let more = json!({"type": "string", "enum": ["pending", "completed"]});
        let added = schema(json!({"status": reference, "description": {"type": "string"}}));
        for (other, status) in [(schema(json!({"status": reference})), &more), (added, &status)] {
            assert_ne!(bare_with_status(&other, status), base, "{other}");
        }
    }

    #[test]
    fn every_schema_that_a_task_refers_to_is_found() {
        let mut referenced = Vec::new();
        TaskBody::schemas(&mut referenced);
        let referenced: Vec<_> = referenced.into_iter().map(|(name, schema)| (name, json(schema))).collect();
        let bare = bare(&json(TaskBody::schema()), &referenced);
        assert!(bare.contains("\"in_progress\"") && !bare.contains("$ref"), "{bare}");
        assert_eq!(schema_digest::<TaskBody<'static>>().len(), 2 * BYTES);
    }
}
