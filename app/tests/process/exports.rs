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
    let whole = export().await;
    assert_eq!(whole.status(), 200);
    let whole: Value = serde_json::from_slice(&whole.bytes().await.unwrap()).unwrap();
    assert_eq!(whole["tasks"].as_array().unwrap().len(), 2000);
    assert_eq!(whole["sessions"].as_array().unwrap().len(), 1);
    // From now on, the last part of the export contains an invalid row.
    let spoil = "ALTER TABLE tasks DROP CONSTRAINT tasks_title_length; \
                 UPDATE tasks SET title = '' WHERE id = (SELECT max(id) FROM tasks)";
    sandbox.database().unwrap().client().await.batch_execute(spoil).await.unwrap();
    let broken = export().await;
    assert_eq!(broken.status(), 200, "the response must start before the invalid row is read");
    broken.bytes().await.unwrap_err();
    server.until_it_logs("response aborted").await;
    server.stop().await.expect(0);
}
