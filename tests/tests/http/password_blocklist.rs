//! `PASSWORD_BLOCKLIST` rejects common passwords.

use serde_json::json;
use tasklane_tests::Server;

const REGISTER: &str = "/api/v1/auth/register";

// assures: R204
#[tokio::test]
async fn common_password_is_rejected_with_the_reason() {
    let server = Server::on_memory(&[]).await;
    for (password, why) in [
        ("password", "most common"),
        ("PassWord", "most common"),
        ("qwertyuiop", "most common"),
        ("Lovelace", "the username"),
        ("ADA.lovelace", "e-mail address"),
        ("ada.lovelace@example.org", "e-mail address"),
    ] {
        let account =
            json!({"email": "Ada.Lovelace@example.org", "username": "lovelace", "password": password});
        for path in [REGISTER, "/api/auth/register"] {
            if path != REGISTER && why == "the username" {
                continue;
            }
            let response = server.client().post(path, &account).await;
            assert_eq!(response.error_locations(), ["body.password"], "{password}");
            assert!(response.json()["detail"].as_str().unwrap().contains(why), "{}", response.text);
        }
    }
    let ada = server.sign_up("ada").await;
    let change = |new: &str| json!({"current_password": "correct horse", "new_password": new});
    for new in ["iloveyou", "ada@example.org"] {
        let response = ada.api.put("/api/v1/auth/me/password", &change(new)).await;
        assert_eq!(response.error_locations(), ["body.new_password"], "{new}");
    }
    // With a wrong current password, the new password is not checked.
    let wrong = json!({"current_password": "wrong horse", "new_password": "iloveyou"});
    assert_eq!(ada.api.put("/api/v1/auth/me/password", &wrong).await.problem(401), "invalid-credentials");
    ada.api.put("/api/v1/auth/me/password", &change("battery staple")).await.expect(204);
}

// assures: R204
#[tokio::test]
async fn disabled_blocklist_accepts_common_passwords() {
    let server = Server::on_memory(&[("PASSWORD_BLOCKLIST", "false")]).await;
    let account = json!({"email": "ada@example.org", "username": "ada", "password": "password"});
    server.client().post(REGISTER, &account).await.expect(201);
}
