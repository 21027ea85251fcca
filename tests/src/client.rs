//! A client that sends one request at a time and keeps the whole answer.

use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::conformance;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON; null when there is none.
    pub fn json(&self) -> Value {
        if self.text.is_empty() { Value::Null } else { serde_json::from_str(&self.text).unwrap() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The path in `Location` or `Link`, whose URL must be absolute and of the server that sent it.
    #[track_caller]
    pub fn own_path(&self, name: &str) -> Option<String> {
        let value = self.header(name)?;
        let url = value.strip_prefix('<').and_then(|rest| rest.split_once('>')).map_or(value, |(url, _)| url);
        let behind_host = url.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/'));
        let (_, path) = behind_host.unwrap_or_else(|| panic!("not an absolute URL of the server: {value}"));
        Some(format!("/{path}"))
    }

    /// The code of the problem, which must be well formed and have this status.
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

    /// The body of an answer that must have this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// The access token and the refresh token of a login or a refresh, which must have succeeded.
    #[track_caller]
    pub fn tokens(&self) -> (String, String) {
        let body = self.expect(200);
        let token = |name: &str| body[name].as_str().unwrap().to_owned();
        (token("access_token"), token("refresh_token"))
    }

    /// The places of a validation problem's faults, as `body.title`.
    #[track_caller]
    pub fn faults(&self) -> Vec<String> {
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

impl Client {
    pub fn new(base: &str) -> Self {
        // Redirects are part of the contract, so the tests look at them.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self::with_http(http, base)
    }

    /// For what takes other options: certificates, addresses.
    pub fn with_http(http: reqwest::Client, base: &str) -> Self {
        Self { http, base: base.to_owned(), token: None }
    }

    /// The origin of a page of the server.
    pub fn origin(&self) -> String {
        reqwest::Url::parse(&self.base).unwrap().origin().ascii_serialization()
    }

    /// The same client with another access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// For what the short forms below don't do: other headers, other bodies.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    /// The answer, which must be one that the API's description has for the request.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let answer = self.http.execute(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        // What has no end is not waited for.
        let text = if is_stream(&headers) { String::new() } else { answer.text().await.unwrap() };
        let answer = Answer { status, headers, text };
        conformance::check(&method, &path, &answer);
        answer
    }

    pub async fn send_json(&self, method: &Method, path: &str, body: &Value) -> Answer {
        self.send(self.request(method.clone(), path).json(body)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Logs in by the form that v1 clients send.
    pub async fn log_in(&self, name: &str, password: &str) -> Answer {
        let form = [("grant_type", "password"), ("username", name), ("password", password)];
        self.send(self.request(Method::POST, "/api/v1/auth/login").form(&form)).await
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.post("/api/v1/auth/refresh", &json!({"refresh_token": token})).await
    }
}

fn is_stream(headers: &HeaderMap) -> bool {
    headers.get("content-type").is_some_and(|value| value == "text/event-stream")
}

/// A user and the tokens of one session.
pub struct SignedUp {
    pub id: i64,
    pub api: Client,
    pub access_token: String,
    pub refresh_token: String,
}

impl SignedUp {
    pub(crate) async fn new(client: Client, username: &str) -> Self {
        let email = format!("{username}@example.org");
        let account = json!({"email": email, "username": username, "password": "correct horse"});
        let user = client.post("/api/v1/auth/register", &account).await.expect(201);
        let (access_token, refresh_token) = client.log_in(username, "correct horse").await.tokens();
        let api = client.with_token(&access_token);
        Self { id: user["id"].as_i64().unwrap(), api, access_token, refresh_token }
    }

    /// Creates a task of v1 and returns its id.
    pub async fn create_task(&self, title: &str) -> i64 {
        let task = self.api.post("/api/v1/tasks", &json!({"title": title})).await.expect(201);
        task["id"].as_i64().unwrap()
    }
}
