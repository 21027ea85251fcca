//! Authorization: clients without permission call every operation of the OpenAPI document that is not public.
//!
//! A public operation that is not in `PUBLIC` fails the first test.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::session::Revocations;
use tasklane_tests::{
    Client, Operation, Response, SECRET_KEY, Server, SignedUp, on_every_database, read_jwt, sends_mails,
    sign_jwt,
};

/// The data that an operation accesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// No user's data: the operation needs no token.
    Public,
    /// Data of the signed-in user. The path can't name another user.
    Own,
    /// The task that the path names.
    Task,
    /// The session that the path names.
    Session,
    /// The tasks of the user in the path.
    TodoList,
    /// The task in the path, of the user in the path.
    TodoTask,
}

use Reach::{Own, Public, Session, Task, TodoList, TodoTask};

/// The operations that may be public. A public operation must be added here.
const PUBLIC: [&str; 15] = [
    "forgot_password",
    "log_in",
    "log_out",
    "read_health",
    "read_liveness",
    "read_public_keys",
    "read_readiness",
    "read_server",
    "refresh_session",
    "register_user",
    "reset_password",
    "todo_login",
    "todo_register",
    "undo_email_change",
    "verify_email",
];

const ABSENT: i64 = 999_999;
const NO_SESSION: &str = "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55";

/// Derives the reach from the path parameters. A new kind of parameter needs a new variant, and cases in the tests
/// below.
fn reach(operation: &Operation) -> Reach {
    let parameters: Vec<&str> =
        operation.template.split('/').filter(|segment| segment.starts_with('{')).collect();
    match parameters[..] {
        [] if PUBLIC.contains(&operation.id()) => Public,
        [] => Own,
        ["{id}"] => Task,
        ["{session_id}"] => Session,
        ["{user_id}"] => TodoList,
        ["{user_id}", "{task_id}"] => TodoTask,
        _ => panic!("the path parameters of {} must be known: add a variant of Reach", operation.template),
    }
}

/// State that another user must not change.
async fn state_of(user: &SignedUp) -> [Value; 2] {
    [user.api.get("/api/v1/auth/me").await.expect(200), user.api.get("/api/v1/tasks").await.expect(200)]
}

/// The names of the headers, without `connection`, which depends on whether the server read the body.
fn names(headers: &HeaderMap) -> BTreeSet<&str> {
    headers.keys().map(reqwest::header::HeaderName::as_str).filter(|name| *name != "connection").collect()
}

/// Asserts that the two responses are indistinguishable.
#[track_caller]
fn assert_indistinguishable(one: &Response, other: &Response, what: &str) {
    assert_eq!((one.status, &one.text), (other.status, &other.text), "{what}");
    assert_eq!(names(&one.headers), names(&other.headers), "{what}");
}

/// The token with changed claims, signed with the server's key.
fn forged(token: &str, changes: &Value) -> String {
    let [header, mut claims] = read_jwt(token);
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    sign_jwt(jsonwebtoken::Algorithm::HS256, SECRET_KEY.as_bytes(), &header.to_string(), &claims.to_string())
}

/// Clients with a missing, invalid or revoked token, each with the expected error.
async fn unauthorized_clients(server: &Server, ada: &SignedUp) -> Vec<(Client, &'static str)> {
    let client = server.client();
    let (logged_out, _) = client.log_in("ada", "correct horse").await.tokens();
    client.with_token(&logged_out).post("/api/v1/auth/logout", &json!({})).await.expect(204);
    let bob = server.sign_up("bob").await;
    let id = UserId::new(bob.id).unwrap();
    server.stores.users.set_active(id, false, server.now()).await.unwrap();
    // The server must not rely on its earlier, cached check of bob's session.
    server.advance(Revocations::MAX_AGE + TimeDelta::milliseconds(1));
    let (body, _signature) = ada.access_token.rsplit_once('.').unwrap();
    let (_body, of_another) = bob.access_token.rsplit_once('.').unwrap();
    let [as_unknown_user, in_no_session, in_session_of_another_user] = [
        json!({"sub": "4711"}),
        json!({"sid": NO_SESSION}),
        json!({"sid": read_jwt(&client.log_in("ada", "correct horse").await.tokens().0)[1]["sid"], "sub": "4711"}),
    ]
    .map(|claims| client.with_token(&forged(&ada.access_token, &claims)));
    let other_life = Server::on_memory(&[]).await.sign_up("ada").await;
    vec![
        // These four tokens have a valid signature, but the database has no session with their session id and user.
        (as_unknown_user, "token-revoked"),
        (in_no_session, "token-revoked"),
        (in_session_of_another_user, "token-revoked"),
        (client.with_token(&other_life.access_token), "token-revoked"),
        (client.clone(), "token-missing"),
        (client.with_token("garbage"), "token-invalid"),
        (client.with_token(&format!("{body}.{of_another}")), "token-invalid"),
        (client.with_token(&ada.refresh_token), "token-invalid"),
        (client.with_token(&logged_out), "token-revoked"),
        (bob.api, "token-revoked"),
    ]
}

// assures: R501
#[tokio::test]
async fn only_listed_operations_are_public() {
    let server = Server::on_memory(&[]).await;
    let operations = Operation::all(&server.client()).await;
    let public: BTreeSet<&str> =
        operations.iter().filter(|operation| operation.is_public()).map(Operation::id).collect();
    assert_eq!(public, PUBLIC.into());
    for operation in &operations {
        assert_eq!(operation.is_public(), reach(operation) == Public, "{}", operation.id());
    }
}

on_every_database! {
    given sends_mails;

    // assures: R303, R305, R501
    async fn authentication_is_checked_before_everything_else(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.create_task("Buy milk").await;
        let unauthorized_clients = unauthorized_clients(server, &ada).await;
        let before = state_of(&ada).await;
        for operation in Operation::all(&ada.api).await {
            if reach(&operation) == Public {
                continue;
            }
            for (api, code) in &unauthorized_clients {
                let what = format!("{} by {code}", operation.id());
                let path = operation.path_to(&ada.id, &task);
                let response = operation.send(api, &path).await;
                assert_eq!(response.problem(401), *code, "{what}");
                let challenge = response.header("www-authenticate").unwrap();
                assert!(challenge.starts_with("Bearer realm=\"tasklane\""), "{challenge}");
                assert_eq!(challenge.contains("invalid_token"), *code != "token-missing", "{challenge}");
                for path in [operation.path_to(&ada.id, &ABSENT), operation.path_to(&"x", &"x")] {
                    assert_indistinguishable(&operation.send(api, &path).await, &response, &what);
                }
                let broken = api.request(operation.method.clone(), &path).header("x-request-id", "same");
                let broken = broken.header("content-type", "application/json").header("if-match", "x").body("{");
                assert_indistinguishable(&api.send(broken).await, &response, &what);
            }
        }
        assert_eq!(state_of(&ada).await, before);
    }

    // assures: R502
    async fn data_of_another_user_looks_missing(server: &Server) {
        let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
        let task = ada.create_task("Buy milk").await;
        let before = state_of(&ada).await;
        for operation in Operation::all(&ada.api).await {
            let pairs = match reach(&operation) {
                Public | Own => continue,
                Session => {
                    let listed = ada.api.get("/api/v1/auth/sessions").await.expect(200);
                    let [of_ada, absent_id] = [listed[0]["id"].as_str().unwrap(), NO_SESSION];
                    let [foreign, absent] = [of_ada, absent_id].map(|id| operation.path_to(&0, &id));
                    vec![(foreign, absent, 404, "session-not-found")]
                }
                Task => vec![(operation.path_to(&0, &task), operation.path_to(&0, &ABSENT), 404, "task-not-found")],
                TodoList => vec![(operation.path(ada.id), operation.path(ABSENT), 403, "not-authorized")],
                TodoTask => vec![
                    (operation.path_to(&ada.id, &task), operation.path_to(&ABSENT, &1), 403, "not-authorized"),
                    (operation.path_to(&eve.id, &task), operation.path_to(&eve.id, &ABSENT), 404, "task-not-found"),
                ],
            };
            for (foreign, absent, status, code) in pairs {
                let response = operation.send(&eve.api, &foreign).await;
                assert_eq!(response.problem(status), code, "{}", operation.id());
                assert_indistinguishable(&response, &operation.send(&eve.api, &absent).await, &foreign);
            }
        }
        assert_eq!(state_of(&ada).await, before);
    }

    // assures: R502
    async fn own_account_changes_do_not_affect_other_users(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.create_task("Buy milk").await;
        let before = state_of(&ada).await;
        for operation in Operation::all(&ada.api).await {
            if reach(&operation) == Own {
                // Each operation gets a new user, because it may delete the user.
                let eve = server.sign_up(&operation.id().replace('_', "-")).await;
                let response = operation.send(&eve.api, &operation.template).await;
                assert!(response.status.is_success(), "{}: {}", operation.id(), response.text);
                assert_eq!(state_of(&ada).await, before, "{}", operation.id());
            }
        }
        server.client().refresh(&ada.refresh_token).await.expect(200);
    }
}
