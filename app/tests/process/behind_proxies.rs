//! The server behind nginx, Caddy and `HAProxy` with the shipped configurations.

use std::net::{Ipv4Addr, SocketAddr};

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, LiveStream, Response};

use crate::proxy::{Mode, Proxy};
use crate::support::shipped_proxy::{Kind, ShippedProxy, free_address, public_url};
use crate::support::{PASSWORD, Sandbox, Server};

const MAX_IMPORT_BYTES: usize = 8 * 1024 * 1024;

struct Behind {
    proxy: ShippedProxy,
    server: Server,
    _sandbox: Sandbox,
}

impl Behind {
    async fn start(kind: Kind, path: &'static str) -> Self {
        Self::start_through(kind, path, async |server| server).await
    }

    /// Like `start`, but the proxy connects to the address that `upstream` returns for the address of the server.
    async fn start_through(
        kind: Kind,
        path: &'static str,
        upstream: impl AsyncFnOnce(SocketAddr) -> SocketAddr,
    ) -> Self {
        let address = free_address();
        let sandbox = Sandbox::on_sqlite().with("TRUSTED_PROXIES", "127.0.0.1");
        let sandbox = sandbox.with("PUBLIC_URL", &public_url(address, path));
        let server = sandbox.start_ready().await;
        let upstream = upstream(server.address()).await;
        let proxy = ShippedProxy::start(kind, &sandbox, address, upstream, path).await;
        Self { proxy, server, _sandbox: sandbox }
    }

    /// Returns a client of the proxy that is signed in as a new user.
    async fn sign_up(&self) -> Client {
        let client = self.proxy.client();
        client.post("/api/v1/auth/register", &account()).await.expect(201);
        let (access, _) = client.log_in("ada", PASSWORD).await.tokens();
        client.with_token(&access)
    }
}

fn account() -> Value {
    json!({"email": "ada@example.org", "username": "ada", "password": PASSWORD})
}

async fn create(api: &Client, title: &str) -> Response {
    let created = api.post("/api/v1/tasks", &json!({"title": title})).await;
    created.expect(201);
    created
}

async fn get_with(api: &Client, path: &str, name: &str, value: &str) -> Response {
    api.send(api.request(Method::GET, path).header("accept-encoding", "gzip, br, zstd").header(name, value))
        .await
}

/// Requests an absolute URL below the URL of the proxy.
async fn follow(behind: &Behind, api: &Client, url: &str) -> Response {
    let path = url
        .strip_prefix(&behind.proxy.url())
        .unwrap_or_else(|| panic!("{url} must be below the URL of the proxy"));
    api.get(path).await
}

async fn events_arrive_as_they_happen(kind: Kind) {
    let behind = Behind::start(kind, "").await;
    let api = behind.sign_up().await;
    let mut stream = LiveStream::open(&api).await;
    for title in ["One", "Two"] {
        let id = create(&api, title).await.json()["id"].as_i64().unwrap();
        assert_eq!(stream.next().await.task_id(), id);
    }
}

async fn largest_import_passes(kind: Kind) {
    let behind = Behind::start(kind, "").await;
    let api = behind.sign_up().await;
    let text = "x".repeat(9_000);
    let task = format!(r#"{{"title":"a","description":"{text}"}}"#);
    let count = (MAX_IMPORT_BYTES - 2) / (task.len() + 1);
    let mut file = format!("[{}]", vec![task; count].join(","));
    file.push_str(&" ".repeat(MAX_IMPORT_BYTES - file.len()));
    let import = api.request(Method::POST, "/api/v1/tasks/import").header("content-type", "application/json");
    let response = api.send(import.body(file)).await;
    assert_eq!(response.expect(200)["created"], count);
}

async fn entity_tags_pass_unchanged(kind: Kind) {
    let behind = Behind::start(kind, "").await;
    let api = behind.sign_up().await;
    // The task is large enough for a proxy to compress it.
    let task = json!({"title": "Buy milk", "description": "milk ".repeat(1000)});
    let created = api.post("/api/v1/tasks", &task).await;
    let path = format!("/api/v1/tasks/{}", created.expect(201)["id"]);
    let read = get_with(&api, &path, "x-other", "").await;
    assert_eq!((read.header("etag"), read.header("content-encoding")), (Some("\"1\""), None));
    assert_eq!(get_with(&api, &path, "if-none-match", "\"1\"").await.status, 304);
    let list = get_with(&api, "/api/v1/tasks", "x-other", "").await;
    assert_eq!(list.header("content-encoding"), None);
    assert_eq!(
        get_with(&api, "/api/v1/tasks", "if-none-match", list.header("etag").unwrap()).await.status,
        304
    );
    let patch = |version: &'static str| {
        let request = api.request(Method::PATCH, &path).header("if-match", version);
        api.send(request.json(&json!({"priority": "high"})))
    };
    assert_eq!(patch("\"1\"").await.header("etag"), Some("\"2\""));
    assert_eq!(patch("\"1\"").await.problem(412), "precondition-failed");
}

async fn write_without_response_is_not_repeated(kind: Kind) {
    let mut network = None;
    let behind = Behind::start_through(kind, "", async |server| {
        network.insert(Proxy::to(&server.to_string()).await).address()
    });
    let behind = behind.await;
    let network = network.unwrap();
    let api = behind.sign_up().await;
    // nginx and Caddy can reuse the connection of this request for the next request.
    create(&api, "Before").await;
    network.set(Mode::DropsResponses { one_in: 1 });
    let request = api.request(Method::POST, "/api/v1/tasks").json(&json!({"title": "Lost"}));
    // The response of the server is lost. Depending on the proxy, the client gets a 502 or a closed connection.
    let has_response = request.send().await.is_ok_and(|response| response.status().is_success());
    assert!(!has_response);
    network.set(Mode::Open);
    let tasks = api.get("/api/v1/tasks?q=Lost").await.expect(200);
    assert_eq!(tasks.as_array().unwrap().len(), 1, "{tasks}");
}

async fn client_address_is_the_real_one_and_cannot_be_forged(kind: Kind) {
    let behind = Behind::start(kind, "").await;
    let client = behind.proxy.client_from(Ipv4Addr::new(127, 0, 0, 9));
    client.post("/api/v1/auth/register", &account()).await.expect(201);
    let forged = [
        ("x-request-id", "none"),
        ("x-forwarded-for", "198.51.100.1"),
        ("forwarded", "for=198.51.100.1"),
        ("x-real-ip", "198.51.100.1"),
        ("x-forwarded-for", "198.51.100.1, 127.0.0.1"),
    ];
    for (name, value) in forged {
        let login = client.request(Method::POST, "/api/v1/auth/login").header(name, value).json(&account());
        let (access, _) = client.send(login).await.tokens();
        let sessions = client.with_token(&access).get("/api/v1/auth/sessions").await.expect(200);
        let current = sessions.as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
        assert_eq!(current["ip"], "127.0.0.9", "{name}: {value}");
    }
    let warned =
        behind.server.log().iter().any(|line| line["message"].to_string().contains("TRUSTED_PROXIES"));
    assert!(!warned);
}

async fn web_app_api_and_documentation_work_below_a_path(kind: Kind) {
    let behind = Behind::start(kind, "/tasks").await;
    let api = behind.sign_up().await;
    let url = behind.proxy.url();
    let created = create(&api, "One").await;
    let location = created.header("location").unwrap();
    assert_eq!(follow(&behind, &api, location).await.expect(200)["title"], "One");
    create(&api, "Two").await;
    let page = api.get("/api/v1/tasks?limit=1").await;
    let link = page.header("link").unwrap();
    let next = link.strip_prefix('<').unwrap().split_once('>').unwrap().0;
    assert_eq!(follow(&behind, &api, next).await.expect(200)[0]["title"], "One");
    let mut stream = LiveStream::open(&api).await;
    create(&api, "Three").await;
    assert_eq!(stream.next().await.data["title"], "Three");

    let client = behind.proxy.client();
    expect_refresh_by_cookie(&client).await;
    let problem = client.get("/api/v1/tasks").await.json();
    let page = problem["type"].as_str().unwrap().strip_prefix("/tasks").unwrap().to_owned();
    assert_eq!(client.get(&page).await.status, 200);
    for (old, new) in
        [("/docs", "/api/docs"), ("/redoc", "/api/redoc"), ("/openapi.json", "/api/openapi.json")]
    {
        assert_eq!(client.get(old).await.header("location"), Some(format!("{url}{new}").as_str()));
        expect_every_file_exists(&client, new).await;
    }
    let slash = without_slash(&behind).await;
    assert!(slash.ends_with("/tasks/"), "{slash}");
    // If the program does not contain the web app, this path redirects to the documentation.
    let app = client.get("/").await;
    assert!(app.header("location") == Some(&format!("{url}/api/docs")) || app.status == 200, "{app:?}");
    expect_every_file_exists(&client, "/").await;
}

async fn expect_refresh_by_cookie(client: &Client) {
    let origin = client.origin();
    let login = client.request(Method::POST, "/api/v1/auth/login?transport=cookie").header("origin", &origin);
    let response = client.send(login.json(&account())).await;
    response.expect(200);
    let cookie = response.header("set-cookie").unwrap();
    assert!(cookie.contains("; Path=/tasks/api/v1/auth;"), "{cookie}");
    let refresh = client.request(Method::POST, "/api/v1/auth/refresh").header("origin", &origin);
    client.send(refresh.header("cookie", cookie.split(';').next().unwrap())).await.expect(200);
}

/// Checks that every file that the page links to exists.
async fn expect_every_file_exists(client: &Client, page: &str) {
    let text = client.get(page).await.text;
    let attributes = ["href=\"", "src=\"", "spec-url=\""];
    let values = attributes.iter().flat_map(|attribute| text.split(attribute).skip(1));
    for path in values.filter_map(|rest| rest.split('"').next()).filter(|value| !value.starts_with("data:")) {
        let below = path.strip_prefix("/tasks/").unwrap_or_else(|| panic!("{page} must not link to {path}"));
        assert_eq!(client.get(&format!("/{below}")).await.status, 200, "{page} links to {path}");
    }
}

/// Returns the redirect target of the public URL without a trailing slash, such as `https://example.org/tasks`.
async fn without_slash(behind: &Behind) -> String {
    let response = behind.proxy.client().get("").await;
    assert!(response.status.is_redirection(), "{response:?}");
    response.header("location").unwrap().to_owned()
}

macro_rules! behind_every_proxy {
    ($($claim:ident)*) => {
        mod nginx { $(#[tokio::test] async fn $claim() { super::$claim(super::Kind::Nginx).await; })* }
        mod caddy { $(#[tokio::test] async fn $claim() { super::$claim(super::Kind::Caddy).await; })* }
        mod haproxy { $(#[tokio::test] async fn $claim() { super::$claim(super::Kind::HaProxy).await; })* }
    };
}

behind_every_proxy! {
    events_arrive_as_they_happen
    largest_import_passes
    entity_tags_pass_unchanged
    write_without_response_is_not_repeated
    client_address_is_the_real_one_and_cannot_be_forged
    web_app_api_and_documentation_work_below_a_path
}
