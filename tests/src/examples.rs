//! Example tasks as clients send and receive them. Their members are those that a client can set when it
//! creates a task.

use serde_json::{Value, json};

/// A task in which no member has its default value.
pub fn full_task() -> Value {
    json!({
        "title": "Buy milk", "description": "Two bottles", "status": "in_progress", "due_date": "2026-02-28",
        "priority": "high", "tags": ["shop", "home", "a b"]
    })
}

/// A task that differs from [`full_task`] in each member.
pub fn other_task() -> Value {
    json!({
        "title": "New", "description": "New", "status": "completed", "due_date": "2026-03-01", "priority": "low",
        "tags": ["new"]
    })
}

/// The members that a client can set, in a task that was created with only a title.
pub fn titled_task(title: &str) -> Value {
    json!({
        "title": title, "description": null, "status": "pending", "due_date": null, "priority": "none", "tags": []
    })
}

/// Splits an object into objects with one member each.
pub fn each_member(object: &Value) -> Vec<Value> {
    object.as_object().unwrap().iter().map(|(name, value)| json!({name: value})).collect()
}

/// Returns the object with the members of `changes` replaced or added.
pub fn with(mut object: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { panic!("{changes} must be an object") };
    object.as_object_mut().unwrap().extend(changes);
    object
}
