//! Entity tags for what is made of all of an owner's tasks: it can only change when the owner's sequence moves.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::TaskService;

use crate::extract::IfNoneMatch;

/// What an answer shows of the tasks. To be renamed when it shows something else of the same tasks: else a client would
/// be told that its older copy is still right.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    List,
    Summary,
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Self::List => "list1",
            Self::Summary => "summary1",
        }
    }

    /// Weak, as answers with other headers share it. The owner is in it: a browser keeps what one user read, and the next
    /// one may sign in there.
    fn opaque_tag(self, owner: UserId, seq: i64) -> String {
        format!("{}-{owner}-{seq}", self.name())
    }

    pub(super) fn etag(self, owner: UserId, seq: i64) -> (HeaderName, HeaderValue) {
        let tag = format!("W/\"{}\"", self.opaque_tag(owner, seq));
        // Letters and digits between quotes are a header value: the conversion can't fail.
        (header::ETAG, HeaderValue::from_str(&tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\"")))
    }

    /// 304 where nothing was written since the client's copy was made, which one number tells.
    pub(super) async fn unchanged(
        self,
        known: &IfNoneMatch,
        owner: UserId,
        tasks: &TaskService,
    ) -> Result<Option<HttpResponse>, StoreError> {
        if !known.is_given() {
            return Ok(None);
        }
        let seq = tasks.sequence(owner).await?;
        let is_known = known.has(&self.opaque_tag(owner, seq));
        let answer = || HttpResponse::NotModified().insert_header(self.etag(owner, seq)).finish();
        Ok(is_known.then(answer))
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use crate::extract::digest;
    use serde_json::Value;

    /// What a body can be, without the words about it, and always in the same order.
    fn bare(document: &Value, schema: &Value) -> String {
        if let Some(reference) = schema["$ref"].as_str() {
            return bare(document, document.pointer(reference.trim_start_matches('#')).unwrap());
        }
        match schema {
            Value::Object(members) => {
                // A member of the body may be called like this too; then it is no text.
                let is_said = |name: &str, value: &Value| name == "description" && value.is_string();
                let kept = members.iter().filter(|(name, value)| *name != "example" && !is_said(name, value));
                let mut kept: Vec<String> =
                    kept.map(|(name, value)| format!("\"{name}\":{}", bare(document, value))).collect();
                kept.sort_unstable();
                format!("{{{}}}", kept.join(","))
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| bare(document, item)).collect();
                format!("[{}]", items.join(","))
            }
            other => other.to_string(),
        }
    }

    #[test]
    fn another_body_goes_by_another_name() {
        let document: Value = serde_json::from_str(include_str!("../../../../openapi.json")).unwrap();
        let pinned = [
            (
                Shape::List,
                "Task",
                "list1",
                "4e335052ec5904a034fe053673175f52cbd0c9d79d71ba5c8521d408dcb6d069",
            ),
            (
                Shape::Summary,
                "TaskSummary",
                "summary1",
                "4bbba3bbd44618f94669bed46f5691eca7dff20c2ec4be115cae6638145f10a1",
            ),
        ];
        for (shape, body, name, of) in pinned {
            let bare = bare(&document, &document["components"]["schemas"][body]);
            let found = digest([bare.as_bytes()]).map(|byte| format!("{byte:02x}")).concat();
            let advice = "rename the shape, then pin its name and this digest";
            assert_eq!((shape.name(), found.as_str()), (name, of), "{advice}");
        }
    }
}
