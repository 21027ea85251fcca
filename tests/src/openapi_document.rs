//! The operations of the OpenAPI document, for tests that cover all of them.

use std::fmt::Display;

use reqwest::Method;
use serde_json::Value;

use crate::{Client, Response};

pub struct Operation {
    pub method: Method,
    /// The path template, such as `/api/v1/tasks/{id}`.
    pub template: String,
    /// The operation in the OpenAPI document.
    pub description: Value,
    /// The example of the operation's JSON body, or null if the operation has no such body or no example.
    pub example: Value,
}

impl Operation {
    pub async fn all(api: &Client) -> Vec<Self> {
        let document = api.get("/api/openapi.json").await.expect(200);
        let paths = document["paths"].as_object().unwrap().iter();
        paths.flat_map(|(template, item)| Self::of_path(&document, template, item)).collect()
    }

    fn of_path(document: &Value, template: &str, item: &Value) -> Vec<Self> {
        let operations = item.as_object().unwrap().iter();
        let read = |(method, description): (&String, &Value)| Self {
            method: method.to_uppercase().parse().unwrap(),
            template: template.to_owned(),
            description: description.clone(),
            example: example(document, &description["requestBody"]["content"]["application/json"]["schema"]),
        };
        operations.map(read).collect()
    }

    /// The `operationId`.
    pub fn id(&self) -> &str {
        self.description["operationId"].as_str().unwrap()
    }

    /// The path of this operation for a user, with 1 as the value of every other parameter.
    pub fn path(&self, user_id: i64) -> String {
        self.path_to(&user_id, &1)
    }

    /// The path of this operation for a user, with `object` as the value of every other parameter.
    pub fn path_to(&self, user: &dyn Display, object: &dyn Display) -> String {
        let fill = |segment: &str| match segment {
            "{user_id}" => user.to_string(),
            segment if segment.starts_with('{') => object.to_string(),
            segment => segment.to_owned(),
        };
        self.template.split('/').map(fill).collect::<Vec<_>>().join("/")
    }

    /// The query string with the examples of the required parameters.
    fn required_query(&self) -> String {
        let parameters = self.description["parameters"].as_array().into_iter().flatten();
        let required =
            parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
        let pair = |parameter: &Value| {
            let [name, example] = ["name", "example"].map(|key| parameter[key].as_str().unwrap());
            format!("{name}={example}")
        };
        let pairs: Vec<String> = required.map(pair).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// Sends the example body, if the operation has one, to a path of the operation.
    ///
    /// Every request has the same request id, so that equal requests get equal responses.
    pub async fn send(&self, api: &Client, path: &str) -> Response {
        let target = format!("{path}{}", self.required_query());
        let request = api.request(self.method.clone(), &target).header("x-request-id", "same");
        api.send(if self.example.is_null() { request } else { request.json(&self.example) }).await
    }

    /// Whether the operation can be called without a token.
    pub fn is_public(&self) -> bool {
        let requirements = self.description["security"].as_array();
        requirements.is_none_or(|all| all.iter().any(|one| one.as_object().unwrap().is_empty()))
    }
}

fn example(document: &Value, schema: &Value) -> Value {
    // The schema of an optional body is a `oneOf` that includes null.
    let schemas = schema["oneOf"].as_array().map_or_else(|| vec![schema], |choice| choice.iter().collect());
    let references = schemas.iter().filter_map(|schema| schema["$ref"].as_str()?.strip_prefix('#'));
    let mut examples = references.map(|reference| document.pointer(reference).unwrap()["example"].clone());
    examples.find(|example| !example.is_null()).unwrap_or_default()
}
