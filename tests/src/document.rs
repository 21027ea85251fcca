//! The operations that the API's own description lists, for promises that hold for all of them.

use reqwest::Method;
use serde_json::Value;

use crate::Client;

pub struct Operation {
    pub method: Method,
    /// The path as the description has it, such as `/api/v1/tasks/{id}`.
    pub template: String,
    /// The operation as the description has it.
    pub description: Value,
}

impl Operation {
    pub async fn all(api: &Client) -> Vec<Self> {
        let document = api.get("/api/openapi.json").await.expect(200);
        let paths = document["paths"].as_object().unwrap().iter();
        paths.flat_map(|(template, item)| Self::of_path(template, item)).collect()
    }

    fn of_path(template: &str, item: &Value) -> Vec<Self> {
        let operations = item.as_object().unwrap().iter();
        let read = |(method, description): (&String, &Value)| Self {
            method: method.to_uppercase().parse().unwrap(),
            template: template.to_owned(),
            description: description.clone(),
        };
        operations.map(read).collect()
    }

    /// A path of this operation: of this user, and of a task 1.
    pub fn path(&self, user_id: i64) -> String {
        let path = self.template.replace("{user_id}", &user_id.to_string());
        path.replace("{task_id}", "1").replace("{id}", "1")
    }

    /// Whether the description lets it be called by who is not signed in.
    pub fn is_public(&self) -> bool {
        let requirements = self.description["security"].as_array();
        requirements.is_none_or(|all| all.iter().any(|one| one.as_object().unwrap().is_empty()))
    }
}
