//! The first start without any configuration, and the second start.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::{Sandbox, Server, log_in, sign_up};

const KEY_CREATED: &str = "created a secret key";

fn has_logged(server: &Server, message: &str) -> bool {
    server.log().iter().any(|line| line["message"].as_str().is_some_and(|logged| logged.contains(message)))
}

#[tokio::test]
async fn first_start_needs_no_configuration() {
    let sandbox = Sandbox::bare();
    let server = sandbox.start().await;
    let docs = format!("http://{}/api/docs", server.address());
    assert!(server.log().iter().any(|line| line["docs"] == docs), "{:?}", server.log());
    assert!(has_logged(&server, KEY_CREATED), "{:?}", server.log());
    assert_eq!(server.get("/api/docs").await.status, 200);
    let ada = sign_up(&server, "ada").await;
    ada.post("/api/v1/tasks", &json!({"title": "Buy milk"})).await.expect(201);
    assert_eq!(ada.get("/api/v1/tasks").await.expect(200)[0]["title"], "Buy milk");

    assert_eq!(sandbox.files(), ["tasklane.db", "tasklane.db-shm", "tasklane.db-wal", "tasklane.db.key"]);
    for file in sandbox.files() {
        let mode = std::fs::metadata(sandbox.path(&file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "only the owner may have access to {file}");
    }
    let finished = server.stop().await;
    finished.expect(0);
    assert_eq!(finished.stderr, "");
}

#[tokio::test]
async fn first_start_on_postgres_logs_no_warning() {
    let sandbox = Sandbox::on_postgres().await;
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    let worse = |line: &serde_json::Value| line["level"] == "WARN" || line["level"] == "ERROR";
    let finished = server.stop().await;
    let lines: Vec<_> = finished.log().into_iter().filter(worse).collect();
    assert!(lines.is_empty(), "{lines:?}");
}

#[tokio::test]
async fn second_start_continues_with_the_same_data() {
    let sandbox = Sandbox::bare();
    let first = sandbox.start().await;
    sign_up(&first, "ada").await.post("/api/v1/tasks", &json!({"title": "Buy milk"})).await.expect(201);
    let tokens = log_in(&first, "ada").await;
    let key = std::fs::read(sandbox.path("tasklane.db.key")).unwrap();
    first.stop().await.expect(0);
    assert_eq!(
        sandbox.files(),
        ["tasklane.db", "tasklane.db.key"],
        "the shutdown must delete the write-ahead log"
    );

    let second = sandbox.start().await;
    assert!(!has_logged(&second, KEY_CREATED));
    assert_eq!(std::fs::read(sandbox.path("tasklane.db.key")).unwrap(), key);
    let ada = second.client().with_token(tokens["access_token"].as_str().unwrap());
    assert_eq!(ada.get("/api/v1/auth/me").await.expect(200)["username"], "ada");
    assert_eq!(ada.get("/api/v1/tasks").await.expect(200)[0]["title"], "Buy milk");
    second.client().refresh(tokens["refresh_token"].as_str().unwrap()).await.expect(200);
    log_in(&second, "ada").await;
}
