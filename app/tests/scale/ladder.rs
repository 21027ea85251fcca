//! The steps of docs/OPERATIONS.md for a growing installation: one server on SQLite, PostgreSQL, three replicas, and back to
//! one SQLite file. All clients stay logged in, because each step uses the key file of the first step.

use std::fs;

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tasklane_tests::{Client, Response};

use crate::fleet::{Fleet, REPLICAS};
use crate::load::Load;
use crate::support::{PASSWORD, Sandbox, sign_up};

const TASKS: &str = "/api/v1/tasks";
const READS: [&str; 4] =
    [TASKS, "/api/v1/tasks/changes?since=0", "/api/v1/auth/me", "/api/v1/tasks/summary?today=2027-01-01"];
/// The public address, which stays the same. Browsers would otherwise not send their cookies.
const HOST: &str = "tasks.example.org";
const KEY_FILE: &str = "tasklane.db.key";

enum RefreshToken {
    Stored(String),
    Cookie(String),
}

/// A client that logged in at the first step.
struct LoggedIn {
    name: &'static str,
    access_token: String,
    refresh_token: RefreshToken,
    /// The response to the request with an idempotency key.
    first_response: String,
    reads: Vec<String>,
}

fn at_public_address(request: RequestBuilder) -> RequestBuilder {
    request.header("host", HOST).header("origin", format!("http://{HOST}"))
}

/// Returns the access token and the cookie of a login or a refresh.
fn tokens_of_browser(response: &Response) -> (String, RefreshToken) {
    let cookie = response.header("set-cookie").unwrap().split_once(';').unwrap().0.to_owned();
    let access_token = response.expect(200)["access_token"].as_str().unwrap().to_owned();
    (access_token, RefreshToken::Cookie(cookie))
}

async fn create_with_key(api: &Client, name: &str) -> Response {
    let task = json!({"title": format!("Of {name}"), "tags": ["\"a\", {b}"]});
    api.send(api.request(Method::POST, TASKS).header("idempotency-key", name).json(&task)).await
}

impl LoggedIn {
    async fn in_browser(client: &Client, name: &'static str) -> Self {
        let login = at_public_address(client.request(Method::POST, "/api/v1/auth/login?transport=cookie"));
        let login = client.send(login.json(&json!({"username": name, "password": PASSWORD}))).await;
        let (access_token, cookie) = tokens_of_browser(&login);
        Self::with_task(client, name, access_token, cookie).await
    }

    async fn with_stored_token(client: &Client, name: &'static str) -> Self {
        let (access_token, refresh_token) = client.log_in(name, PASSWORD).await.tokens();
        Self::with_task(client, name, access_token, RefreshToken::Stored(refresh_token)).await
    }

    async fn with_task(
        client: &Client,
        name: &'static str,
        access_token: String,
        refresh_token: RefreshToken,
    ) -> Self {
        let api = client.with_token(&access_token);
        let first_response = create_with_key(&api, name).await.text;
        let reads = read(&api).await;
        Self { name, access_token, refresh_token, first_response, reads }
    }

    /// Fails unless the access token, the refresh token and the idempotency key are known at this address.
    async fn continue_at(&mut self, client: &Client) {
        let api = client.with_token(&self.access_token);
        assert_eq!(read(&api).await, self.reads, "{}", self.name);
        let replayed = create_with_key(&api, self.name).await;
        assert_eq!(replayed.header("idempotency-replayed"), Some("true"));
        assert_eq!(replayed.text, self.first_response);
        (self.access_token, self.refresh_token) = match &self.refresh_token {
            RefreshToken::Stored(token) => {
                let (access, refresh) = client.refresh(token).await.tokens();
                (access, RefreshToken::Stored(refresh))
            }
            RefreshToken::Cookie(cookie) => {
                let refresh = client.request(Method::POST, "/api/v1/auth/refresh").header("cookie", cookie);
                tokens_of_browser(&client.send(at_public_address(refresh)).await)
            }
        };
        client.with_token(&self.access_token).get("/api/v1/auth/me").await.expect(200);
    }
}

async fn read(api: &Client) -> Vec<String> {
    let mut texts = Vec::new();
    for path in READS {
        let response = api.get(path).await;
        response.expect(200);
        texts.push(response.text);
    }
    texts
}

async fn all_continue_at(clients: &mut [LoggedIn], address: &Client) {
    for client in clients {
        client.continue_at(address).await;
    }
}

async fn copy(target: &Sandbox, from: &str) {
    target.run(&["copy", "--from", from]).await.expect(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_stay_logged_in_from_one_file_to_three_replicas_and_back() {
    let file = Sandbox::on_sqlite();
    let server = file.start_ready().await;
    for name in ["ada", "bob", "cyd"] {
        sign_up(&server, name).await;
    }
    let mut clients = vec![
        LoggedIn::in_browser(&server.client(), "ada").await,
        LoggedIn::with_stored_token(&server.client(), "bob").await,
        LoggedIn::in_browser(&server.client(), "cyd").await,
    ];
    all_continue_at(&mut clients, &server.client()).await;
    server.stop().await.expect(0);

    let key_file = file.path(KEY_FILE).display().to_string();
    let postgres = Sandbox::on_postgres().await.without("SECRET_KEY").with("SECRET_KEY_FILE", &key_file);
    copy(&postgres, &format!("sqlite://{}", file.path("tasklane.db").display())).await;
    let server = postgres.start_ready().await;
    all_continue_at(&mut clients, &server.client()).await;
    server.stop().await.expect(0);
    fs::rename(file.path("tasklane.db"), file.path("before-postgresql.db")).unwrap();

    let mut fleet = Fleet::start_on(postgres, &[("DRAIN_DELAY", "4"), ("MIGRATE_ON_START", "false")]).await;
    all_continue_at(&mut clients, &fleet.client()).await;
    let writers = [fleet.sign_up("dan").await, fleet.sign_up("eve").await];
    let load = Load::of(writers.to_vec());
    for replica in 0..REPLICAS {
        fleet.restart(replica).await;
        all_continue_at(&mut clients, &fleet.client()).await;
    }
    let acknowledged = load.end().await;
    let postgres = fleet.stop().await;

    copy(&file, &postgres.database().unwrap().url()).await;
    let server = file.start_ready().await;
    all_continue_at(&mut clients, &server.client()).await;
    for (writer, number) in ["dan", "eve"].into_iter().zip(acknowledged) {
        let (access_token, _) = server.client().log_in(writer, PASSWORD).await.tokens();
        let api = server.client().with_token(&access_token);
        let tasks = api.get(&format!("{TASKS}?limit=1&include_total=true")).await;
        assert_eq!(tasks.header("x-total-count"), Some(&*number.to_string()));
    }
    server.stop().await.expect(0);
}
