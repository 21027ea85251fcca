//! An export is either complete or visibly aborted.

use serde_json::Value;

use crate::support::Sandbox;

#[tokio::test]
async fn export_of_many_parts_is_complete_or_aborted() {
    let sandbox = Sandbox::on_postgres().await;
    let seeded = sandbox.run(&["seed", "--users", "1", "--tasks", "2000"]).await;
    let (_, rest) = seeded.expect(0).split_once("log in as ").unwrap();
    let name = rest.split_once(' ').unwrap().0;
    let server = sandbox.start_ready().await;
    let (token, _) = server.client().log_in(name, "tasklane-demo").await.tokens();
    let url = format!("http://{}/api/v1/auth/export", server.address());
    let export = async || reqwest::Client::new().get(&url).bearer_auth(&token).send().await.unwrap();
    let exported = export().await;
    assert_eq!(exported.status(), 200);
    let exported: Value = serde_json::from_slice(&exported.bytes().await.unwrap()).unwrap();
    assert_eq!(exported["tasks"].as_array().unwrap().len(), 2000);
    assert_eq!(exported["sessions"].as_array().unwrap().len(), 1);
    // From now on, the last part of the export contains an invalid row.
    let spoil = "ALTER TABLE tasks DROP CONSTRAINT tasks_title_length; \
                 UPDATE tasks SET title = '' WHERE id = (SELECT max(id) FROM tasks)";
    sandbox.database().unwrap().client().await.batch_execute(spoil).await.unwrap();
    let broken = export().await;
    assert_eq!(broken.status(), 200, "the response must start before the invalid row is read");
    broken.bytes().await.unwrap_err();
    server.wait_until_logged("response aborted").await;
    server.stop().await.expect(0);
}
