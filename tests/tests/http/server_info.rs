//! `GET /server`: the features and limits of the server.

use reqwest::Method;
use serde_json::json;
use tasklane_tests::{Server, requires_verification, sends_mails};

const SERVER: &str = "/api/v1/server";

#[tokio::test]
async fn server_info_shows_the_settings_of_the_server() {
    let default = json!({
        "name": "Tasklane", "version": env!("CARGO_PKG_VERSION"), "registration": "open", "password_reset": false,
        "email_verification": "disabled", "password_min_length": 8, "workflow": "open", "max_tasks_per_user": 10000,
        "languages": ["en", "es", "de"], "setup": false
    });
    let server = Server::on_memory(&[]).await;
    for path in [SERVER, "/api/v1/server/"] {
        let response = server.client().get(path).await;
        assert_eq!(response.expect(200), default);
        assert_eq!(response.header("cache-control"), Some("public, max-age=60"));
    }
    let settings = [
        ("APP_NAME", "Our tasks"),
        ("REGISTRATION_ENABLED", "false"),
        ("TASK_WORKFLOW", "strict"),
        ("MAX_TASKS_PER_USER", "77"),
    ];
    let other = Server::on_memory(&settings).await.client().get(SERVER).await.expect(200);
    let mut expected = default.clone();
    for (member, value) in [
        ("name", json!("Our tasks")),
        ("registration", json!("closed")),
        ("workflow", json!("strict")),
        ("max_tasks_per_user", json!(77)),
    ] {
        expected[member] = value;
    }
    assert_eq!(other, expected);
}

#[tokio::test]
async fn server_info_shows_the_mail_settings() {
    let optional = Server::on_memory_with(&[], sends_mails).await.client().get(SERVER).await.expect(200);
    assert_eq!((&optional["password_reset"], &optional["email_verification"]), (&json!(true), &json!("off")));
    let required =
        Server::on_memory_with(&[], requires_verification).await.client().get(SERVER).await.expect(200);
    assert_eq!(
        (&required["password_reset"], &required["email_verification"]),
        (&json!(true), &json!("required"))
    );
}

#[tokio::test]
async fn server_info_can_be_read_by_pages_of_allowed_origins() {
    let server = Server::on_memory(&[("ALLOWED_ORIGINS", r#"["https://app.example.org"]"#)]).await;
    let client = server.client();
    for (origin, allowed) in [("https://app.example.org", true), ("https://evil.example", false)] {
        let response = client.send(client.request(Method::GET, SERVER).header("origin", origin)).await;
        response.expect(200);
        assert_eq!(response.header("access-control-allow-origin"), allowed.then_some(origin));
        assert!(response.header("vary").unwrap().to_lowercase().contains("origin"));
    }
}
