//! Registers users and logs them in.

use serde_json::{Value, json};
use tasklane_tests::Client;

use super::Server;

pub(crate) const PASSWORD: &str = "correct horse battery";

fn account(username: &str) -> Value {
    json!({"email": format!("{username}@example.org"), "username": username, "password": PASSWORD})
}

/// Logs in and returns the tokens.
pub(crate) async fn log_in(server: &Server, username: &str) -> Value {
    server.client().log_in(username, PASSWORD).await.expect(200)
}

/// Returns a client that is signed in as a new user.
pub(crate) async fn sign_up(server: &Server, username: &str) -> Client {
    server.client().post("/api/v1/auth/register", &account(username)).await.expect(201);
    let tokens = log_in(server, username).await;
    server.client().with_token(tokens["access_token"].as_str().unwrap())
}
