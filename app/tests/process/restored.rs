//! A database that was restored from a backup, once an operator did as docs/OPERATIONS.md says.

use serde_json::json;

use crate::support::{Workplace, sign_up};

const AFTER_RESTORE: &str = include_str!("../../../ops/after-restore.sql");

#[tokio::test]
async fn numbers_and_versions_of_before_the_restore_are_no_longer_right() {
    let place = Workplace::on_postgres().await;
    place.run(&["migrate"]).await.expect(0);
    let server = place.start_ready().await;
    let [ada, bob] = [sign_up(&server, "ada").await, sign_up(&server, "bob").await];
    let task = ada.post("/api/v1/tasks", &json!({"title": "Buy milk"})).await.expect(201);
    let changes = "/api/v1/tasks/changes?since=";
    let next = ada.get(&format!("{changes}0")).await.expect(200)["next"].clone();

    place.database().unwrap().client().await.batch_execute(AFTER_RESTORE).await.unwrap();

    ada.get(&format!("{changes}{next}")).await.expect(410);
    let whole = ada.get(&format!("{changes}0")).await.expect(200);
    assert_eq!(whole["changes"].as_array().unwrap().len(), 1);
    ada.get(&format!("{changes}{}", whole["next"])).await.expect(200);
    let path = format!("/api/v1/tasks/{}", task["id"]);
    assert_eq!(ada.get(&path).await.expect(200)["version"], 1_000_001);
    // Who had nothing in the backup may have had something since.
    bob.get(&format!("{changes}5")).await.expect(410);
    bob.post("/api/v1/tasks", &json!({"title": "New"})).await.expect(201);
    bob.get(&format!("{changes}5")).await.expect(410);
    server.stop().await.expect(0);
}
