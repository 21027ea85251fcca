//! Checks the responses of documented operations against the OpenAPI document: status, headers, media type and members.
//! Undocumented members are errors.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::Response;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../openapi.json")).unwrap());

/// Headers that are always present if documented.
const ALWAYS: [&str; 3] = ["etag", "location", "content-disposition"];
/// Headers that are present only if documented. Other headers, such as `date`, can be in any response.
const NOWHERE_ELSE: [&str; 6] =
    ["etag", "location", "content-disposition", "link", "x-total-count", "idempotency-replayed"];

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Returns the schema with references resolved and with closed objects, so that undocumented members fail the check.
/// The parts of an `allOf` are closed together, as one object.
fn closed(schema: &Value, is_part: bool) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return closed(DOCUMENT.pointer(reference.strip_prefix('#').unwrap()).unwrap(), is_part);
    }
    let mut schema = schema.clone();
    let Some(members) = schema.as_object_mut() else { return schema };
    for (name, value) in members.iter_mut() {
        match (name.as_str(), value) {
            ("items", item) => *item = closed(item, false),
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(|property| *property = closed(property, false));
            }
            ("oneOf" | "anyOf", Value::Array(choices)) => {
                for choice in choices {
                    *choice = closed(choice, is_part);
                }
            }
            ("allOf", Value::Array(parts)) => parts.iter_mut().for_each(|part| *part = closed(part, true)),
            _ => {}
        }
    }
    let is_object = members.contains_key("properties") || members.contains_key("allOf");
    if is_object && !is_part && !members.contains_key("additionalProperties") {
        members.insert("unevaluatedProperties".to_owned(), json!(false));
    }
    schema
}

/// Panics if the response is not documented for this request. Undocumented paths and methods, and responses with the
/// code `route-not-found`, are not checked.
pub(crate) fn check(method: &Method, path: &str, response: &Response) {
    let Some((template, item)) = path_item(path) else { return };
    let name = match method.as_str() {
        // The documentation of GET also applies to HEAD.
        "HEAD" => "get".to_owned(),
        // Methods are case-sensitive, and no lower-case method is documented.
        name if name.contains(char::is_lowercase) => return,
        name => name.to_lowercase(),
    };
    let Some(operation) = item.get(&name) else { return };
    let is_elsewhere = response.text.contains("\"code\":\"route-not-found\"");
    if is_elsewhere {
        return;
    }
    let what = format!("{method} {template} returned {}: {}", response.status, response.text);
    let Some(documented) = operation["responses"].get(response.status.as_str()) else {
        panic!("{what}: the status must be documented");
    };
    check_headers(documented, response, &what);
    if method == Method::HEAD {
        return;
    }
    let Some(contents) = documented["content"].as_object() else {
        assert!(response.text.is_empty(), "{what}: the body must be documented");
        return;
    };
    let content_type = response.header("content-type").unwrap_or_default();
    // The document lists text media types without parameters.
    let media_type =
        if content_type.starts_with("text/") { without_parameters(content_type) } else { content_type };
    let Some(content) = contents.get(media_type) else {
        panic!("{what}: the media type {media_type} must be documented");
    };
    if media_type == "text/event-stream" {
        // `LiveStream` checks each event.
        return;
    }
    let is_json = media_type.ends_with("json");
    let body = if is_json { response.json() } else { Value::from(response.text.as_str()) };
    let found = validator(&content["schema"]).validate(&body).map_err(|error| error.to_string());
    assert_eq!(found, Ok(()), "{what}: the body must match the schema");
}

fn check_headers(documented: &Value, response: &Response, what: &str) {
    let described: Vec<String> = documented["headers"]
        .as_object()
        .map(|headers| headers.keys().map(|name| name.to_lowercase()).collect())
        .unwrap_or_default();
    let is_described = |name: &str| described.iter().any(|described| described == name);
    for name in ALWAYS.into_iter().filter(|name| is_described(name)) {
        assert!(response.header(name).is_some(), "{what}: {name} must be present");
    }
    for name in NOWHERE_ELSE.into_iter().filter(|name| !is_described(name)) {
        assert_eq!(response.header(name), None, "{what}: {name} must be documented");
    }
}

/// Panics if a value does not match this schema of the OpenAPI document.
pub(crate) fn check_schema(name: &str, value: &Value) {
    let schema = json!({"$ref": format!("#/components/schemas/{name}")});
    let found = validator(&schema).validate(value).map_err(|error| error.to_string());
    assert_eq!(found, Ok(()), "{value} must match the schema {name}");
}

fn without_parameters(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default()
}

/// Returns the documented path of the request. As on the server, a literal path takes precedence, and no parameter
/// matches a segment of the prefix.
fn path_item(path: &str) -> Option<(&'static str, &'static Value)> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let below = |path: &str| path.starts_with("/api/v1/");
    let fits = |template: &str| {
        let (wanted, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        let mut pairs = wanted.iter().zip(&given);
        wanted.len() == given.len()
            && below(template) == below(path)
            && pairs.all(|(wanted, given)| wanted == given || (wanted.starts_with('{') && !given.is_empty()))
    };
    let exact = paths.get_key_value(path);
    let found = exact.or_else(|| paths.iter().find(|(template, _)| fits(template)));
    found.map(|(template, item)| (template.as_str(), item))
}

fn validator(schema: &Value) -> Arc<Validator> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let made = validators.entry(schema.to_string()).or_insert_with(|| {
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        let options = options.with_format("date-time", is_time);
        Arc::new(options.build(&closed(schema, false)).unwrap())
    });
    made.clone()
}

/// Whether the text is a UTC time with six fractional digits, the API's only time format.
fn is_time(text: &str) -> bool {
    text.len() == "2026-01-01T12:00:00.000000Z".len()
        && text.as_bytes()[19] == b'.'
        && text.ends_with('Z')
        && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::StatusCode;
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

    fn response_with(status: u16, media_type: &'static str, body: &Value) -> Response {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
        Response { status: StatusCode::from_u16(status).unwrap(), headers, text: body.to_string() }
    }

    fn conforms(status: u16, media_type: &'static str, body: &Value) -> bool {
        let response = response_with(status, media_type, body);
        std::panic::catch_unwind(|| check(&Method::GET, "/api/v1/auth/me/", &response)).is_ok()
    }

    #[test]
    fn undocumented_responses_are_rejected() {
        let user = json!({"id": 1, "email": "ada@example.org", "email_verified": false, "pending_email": null,
            "username": "ada", "name": null, "role": "user", "language": "en", "time_zone": "UTC",
            "login_notices": true, "is_active": true, "created_at": "2026-01-01T12:00:00.000000Z"});
        assert!(conforms(200, "application/json", &user));
        assert!(!conforms(200, "text/plain", &user));
        assert!(!conforms(201, "application/json", &user));
        for (member, value) in [
            ("password_hash", json!("x")),
            ("id", json!("1")),
            ("role", json!("owner")),
            ("language", json!("fr")),
            ("created_at", json!("noon")),
            ("created_at", json!("2026-01-01T12:00:00Z")),
            ("created_at", json!("2026-01-01T12:00:00.500Z")),
        ] {
            let mut other = user.clone();
            other[member] = value;
            assert!(!conforms(200, "application/json", &other), "{member}");
        }
        let mut other = user.clone();
        other.as_object_mut().unwrap().remove("username");
        assert!(!conforms(200, "application/json", &other));
    }

    #[test]
    fn undocumented_and_missing_headers_are_reported() {
        let counts = json!({"pending": 0, "in_progress": 0, "completed": 0, "overdue": 0, "total": 0});
        let conforms = |path: &str, headers: &[&'static str]| {
            let mut response = response_with(200, "application/json", &json!([]));
            if path.ends_with("/summary") {
                response.text = counts.to_string();
            }
            for name in headers {
                response.headers.insert(*name, HeaderValue::from_static("x"));
            }
            std::panic::catch_unwind(|| check(&Method::GET, path, &response)).is_ok()
        };
        assert!(conforms("/api/v1/tasks", &["etag"]));
        assert!(conforms("/api/v1/tasks", &["etag", "link", "x-total-count", "retry-after"]));
        assert!(!conforms("/api/v1/tasks", &["link"]));
        assert!(!conforms("/api/v1/tasks", &["etag", "idempotency-replayed"]));
        assert!(conforms("/api/v1/tasks/summary", &["etag"]));
        assert!(!conforms("/api/v1/tasks/summary", &["etag", "link"]));
    }

    #[test]
    fn api_prefix_is_not_read_as_a_user_id() {
        assert_eq!(path_item("/api/v1/tasks").unwrap().0, "/api/v1/tasks");
        assert_eq!(path_item("/api/7/tasks/1").unwrap().0, "/api/{user_id}/tasks/{task_id}");
        assert!(path_item("/api/v1/tasks/1/complete").is_none());
        assert!(path_item("/rest/v9/tasks").is_none());
    }
}
