//! A complete response and its accessors.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

#[derive(Debug)]
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Response {
    /// The body as JSON; null when there is none.
    pub fn json(&self) -> Value {
        if self.text.is_empty() { Value::Null } else { serde_json::from_str(&self.text).unwrap() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Returns the status, headers and text without the date and the request id, which differ between equal requests.
    pub fn stable_parts(&self) -> (u16, Vec<(String, String)>, String) {
        let id = self.header("x-request-id").unwrap();
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != "date" && *name != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        (self.status.as_u16(), headers, self.text.replace(id, "…"))
    }

    /// The path of the URL in `Location` or `Link`. The URL must be absolute and on `127.0.0.1`.
    #[track_caller]
    pub fn own_path(&self, name: &str) -> Option<String> {
        let value = self.header(name)?;
        let url = value.strip_prefix('<').and_then(|rest| rest.split_once('>')).map_or(value, |(url, _)| url);
        let behind_host = url.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/'));
        let (_, path) =
            behind_host.unwrap_or_else(|| panic!("{value} must be an absolute URL of the server"));
        Some(format!("/{path}"))
    }

    /// Asserts that the response is a well-formed problem document with this status, and returns its code.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let body = self.json();
        assert_eq!(body["status"], status);
        assert_eq!(body["request_id"].as_str(), self.header("x-request-id"));
        assert!(body["detail"].is_string() && body["title"].is_string(), "{body}");
        let code = body["code"].as_str().unwrap().to_owned();
        assert_eq!(body["type"], format!("/problems/{code}"));
        code
    }

    /// Asserts the status, and returns the body as JSON.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// Asserts that a login or a refresh succeeded, and returns the access token and the refresh token.
    #[track_caller]
    pub fn tokens(&self) -> (String, String) {
        let body = self.expect(200);
        let token = |name: &str| body[name].as_str().unwrap().to_owned();
        (token("access_token"), token("refresh_token"))
    }

    /// Asserts that the response is a validation problem, and returns the locations of its errors, such as
    /// `body.title`.
    #[track_caller]
    pub fn error_locations(&self) -> Vec<String> {
        assert_eq!(self.problem(422), "validation-failed");
        let place = |fault: &Value| -> String {
            let parts = fault["loc"].as_array().unwrap().iter();
            parts
                .map(|part| part.as_str().map_or(part.to_string(), str::to_owned))
                .collect::<Vec<_>>()
                .join(".")
        };
        self.json()["errors"].as_array().unwrap().iter().map(place).collect()
    }
}
