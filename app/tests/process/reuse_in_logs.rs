//! The server logs the reuse of a refresh token whose successor was already used.

use serde_json::{Value, json};

use crate::support::{Sandbox, log_in, sign_up};

// assures: R404
#[tokio::test]
async fn reused_refresh_token_is_a_warning_that_names_its_session() {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    let id = sign_up(&server, "ada").await.get("/api/v1/auth/me").await.expect(200)["id"].clone();
    let first = log_in(&server, "ada").await;
    let stolen = first["refresh_token"].as_str().unwrap();
    let session = {
        let api = server.client().with_token(first["access_token"].as_str().unwrap());
        let listed = api.get("/api/v1/auth/sessions").await.expect(200);
        let current = listed.as_array().unwrap().iter().find(|session| session["current"] == true);
        current.unwrap()["id"].clone()
    };
    let (_, second) = server.client().refresh(stolen).await.tokens();
    server.client().refresh(&second).await.expect(200);
    assert_eq!(server.client().refresh(stolen).await.problem(401), "refresh-reused");
    let finished = server.stop().await;
    finished.expect(0);
    let warnings: Vec<Value> =
        finished.log().into_iter().filter(|line| line["level"] == "WARN" && line["status"] == 401).collect();
    assert_eq!(warnings.len(), 1);
    let warning = &warnings[0];
    assert_eq!(warning["problem"], "refresh-reused");
    assert_eq!(warning["user_id"], id);
    assert_eq!(warning["session_id"], session);
    assert_eq!(warning["ip"], json!("127.0.0.1"));
    assert!(!finished.stdout.contains(stolen));
}
