//! The writes of clients. A repeated write has no further effect, because it has an idempotency key or is idempotent.

use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tasklane_tests::Client;

/// The expected state of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) is_completed: bool,
    pub(crate) version: i64,
}

pub(crate) type Tasks = BTreeMap<i64, Known>;

impl Known {
    pub(crate) fn from_json(task: &Value) -> Self {
        Self {
            title: task["title"].as_str().unwrap().to_owned(),
            description: task["description"].as_str().map(str::to_owned),
            is_completed: task["is_completed"].as_bool().unwrap(),
            version: task["version"].as_i64().unwrap(),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Write {
    Create {
        title: String,
    },
    CreateTwo {
        titles: [String; 2],
    },
    /// This write is not idempotent without a key: a second toggle would undo the first.
    Toggle {
        id: i64,
    },
    Describe {
        id: i64,
        text: String,
    },
    Delete {
        id: i64,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct WriteRequest {
    pub(crate) write: Write,
    pub(crate) key: String,
}

impl WriteRequest {
    pub(crate) fn request(&self, api: &Client, user_id: i64) -> RequestBuilder {
        let keyed = |method, path: &str| api.request(method, path).header("Idempotency-Key", &self.key);
        match &self.write {
            Write::Create { title } => keyed(Method::POST, "/api/v1/tasks").json(&json!({"title": title})),
            Write::CreateTwo { titles } => {
                let create = |title| json!({"op": "create", "task": {"title": title}});
                let operations: Vec<_> = titles.iter().map(create).collect();
                keyed(Method::POST, "/api/v1/tasks/batch").json(&json!({"operations": operations}))
            }
            Write::Toggle { id } => keyed(Method::PATCH, &format!("/api/{user_id}/tasks/{id}/complete")),
            Write::Describe { id, text } => {
                api.request(Method::PATCH, &format!("/api/v1/tasks/{id}")).json(&json!({"description": text}))
            }
            Write::Delete { id } => api.request(Method::DELETE, &format!("/api/v1/tasks/{id}")),
        }
    }

    /// Returns the task that the write changes. `None` for a creation.
    pub(crate) fn task_id(&self) -> Option<i64> {
        match self.write {
            Write::Create { .. } | Write::CreateTwo { .. } => None,
            Write::Toggle { id } | Write::Describe { id, .. } | Write::Delete { id } => Some(id),
        }
    }

    /// Checks that the response matches the request, and records the new state.
    pub(crate) fn record(&self, response: &Value, tasks: &mut Tasks) {
        match &self.write {
            Write::Create { title } => record_new(response, title, tasks),
            Write::CreateTwo { titles } => {
                for (result, title) in response["results"].as_array().unwrap().iter().zip(titles) {
                    record_new(&result["task"], title, tasks);
                }
            }
            Write::Toggle { id } => {
                let known = tasks.get_mut(id).unwrap();
                known.is_completed = !known.is_completed;
                known.version += 1;
                assert_eq!(response["completed"], known.is_completed, "{self:?}: {response}");
            }
            Write::Describe { id, text } => {
                let known = tasks.get_mut(id).unwrap();
                known.description = Some(text.clone());
                known.version += 1;
                assert_eq!(Known::from_json(response), *known, "{self:?}: {response}");
            }
            Write::Delete { id } => drop(tasks.remove(id).unwrap()),
        }
    }
}

fn record_new(task: &Value, title: &str, tasks: &mut Tasks) {
    let known = Known::from_json(task);
    assert_eq!((known.title.as_str(), known.version), (title, 1), "{task}");
    let before = tasks.insert(task["id"].as_i64().unwrap(), known);
    assert_eq!(before, None, "an id must not be reused: {task}");
}
