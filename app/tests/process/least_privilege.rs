//! A server whose database role can only read and write rows, as docs/SECURITY.md recommends.

use reqwest::Method;
use serde_json::json;
use url::Url;

use crate::support::{PASSWORD, Sandbox, log_in, sign_up};

const GUIDE: &str = include_str!("../../../docs/SECURITY.md");

/// Returns the GRANT statements of the guide for another role.
fn grants_to(role: &str) -> String {
    let blocks = GUIDE.split("```sql\n").skip(1).map(|block| block.split("```").next().unwrap());
    let [grants] = blocks.filter(|block| block.contains("IN SCHEMA public")).collect::<Vec<_>>()[..] else {
        panic!("the guide must contain the grants exactly once")
    };
    assert!(grants.contains("tasklane_serve"), "{grants}");
    grants.replace("tasklane_serve", role)
}

// assures: R906
#[tokio::test]
async fn role_that_can_only_read_and_write_rows_is_enough() {
    let sandbox = Sandbox::on_postgres().await.with("MIGRATE_ON_START", "false");
    sandbox.run(&["migrate"]).await.expect(0);
    let owner = sandbox.database().unwrap().client().await;
    let mut url: Url = sandbox.database().unwrap().url().parse().unwrap();
    let role = format!("{}_serve", url.path().trim_start_matches('/'));
    owner.batch_execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'canary'")).await.unwrap();
    owner.batch_execute(&grants_to(&role)).await.unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("canary")).unwrap();

    let sandbox = sandbox.with("DATABASE_URL", url.as_str());
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": "Buy milk"})).await.expect(201)["id"].clone();
    let path = format!("/api/v1/tasks/{task}");
    ada.patch(&path, &json!({"status": "completed"})).await.expect(200);
    ada.delete(&path).await.expect(204);
    let tokens = log_in(&server, "ada").await;
    server.client().refresh(tokens["refresh_token"].as_str().unwrap()).await.expect(200);
    server.client().post("/api/v1/auth/logout", &tokens).await.expect(204);
    ada.get("/api/v1/auth/sessions").await.expect(200);
    let change = json!({"current_password": PASSWORD, "new_password": "battery staple"});
    ada.put("/api/v1/auth/me/password", &change).await.expect(204);
    let goodbye = json!({"password": "battery staple"});
    ada.send_json(&Method::DELETE, "/api/v1/auth/me", &goodbye).await.expect(204);
    server.stop().await.expect(0);

    let denied = [
        "CREATE TABLE more ()",
        "ALTER TABLE users ADD more text",
        "DROP TABLE tasks",
        "TRUNCATE tasks",
        "DELETE FROM __diesel_schema_migrations",
    ];
    for statement in denied {
        let as_role = format!("SET ROLE {role}; {statement}; RESET ROLE");
        let rejected = owner.batch_execute(&as_role).await.unwrap_err();
        assert_eq!(rejected.as_db_error().map(|error| error.code().code()), Some("42501"), "{statement}");
        owner.batch_execute("RESET ROLE").await.unwrap();
    }
    owner.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
}
