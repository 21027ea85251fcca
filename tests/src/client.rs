//! A client that sends one request at a time and returns the whole response.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};

use crate::conformance;
use crate::response::Response;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Client {
    pub fn new(base: &str) -> Self {
        // Redirects are part of the contract, so the client does not follow them. Plain HTTP needs no certificates, and
        // loading the system's certificates would take longer than most tests.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).tls_certs_only([]);
        let http = http.build().unwrap();
        Self::with_http(http, base)
    }

    /// Sends requests with the given HTTP client, for options such as certificates or addresses.
    pub fn with_http(http: reqwest::Client, base: &str) -> Self {
        Self { http, base: base.to_owned(), token: None }
    }

    /// Returns the origin of the server's pages.
    pub fn origin(&self) -> String {
        reqwest::Url::parse(&self.base).unwrap().origin().ascii_serialization()
    }

    /// Returns the same client with this access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// Starts a request, for headers or bodies that the methods below do not support.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    /// Returns the response. Panics if `conformance::check` rejects it.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        let request = request.build().unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = self.http.execute(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        // Don't wait for the end of a stream.
        let text = if is_stream(&headers) { String::new() } else { response.text().await.unwrap() };
        let response = Response { status, headers, text };
        conformance::check(&method, &path, &response);
        response
    }

    pub async fn send_json(&self, method: &Method, path: &str, body: &Value) -> Response {
        self.send(self.request(method.clone(), path).json(body)).await
    }

    pub async fn get(&self, path: &str) -> Response {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Response {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Response {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Response {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Logs in with the form that v1 clients send.
    pub async fn log_in(&self, name: &str, password: &str) -> Response {
        let form = [("grant_type", "password"), ("username", name), ("password", password)];
        self.send(self.request(Method::POST, "/api/v1/auth/login").form(&form)).await
    }

    pub async fn refresh(&self, token: &str) -> Response {
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

    /// Creates a task with the v1 route and returns its id.
    pub async fn create_task(&self, title: &str) -> i64 {
        let task = self.api.post("/api/v1/tasks", &json!({"title": title})).await.expect(201);
        task["id"].as_i64().unwrap()
    }
}
