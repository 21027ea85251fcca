//! Accounts of v1 over HTTP: register, log in, see oneself.

use serde_json::json;
use tasklane_tests::on_every_database;

on_every_database! {
    async fn a_registered_user_is_shown_as_documented(server: &Server) {
        let account = json!({
            "email": " Ada@Example.org ", "username": " Ada ", "password": "correct horse", "name": "Ada Lovelace",
            "id": 99, "is_active": false, "role": "admin"
        });
        let answer = server.client().post("/api/v1/auth/register", &account).await;
        let id = answer.expect(201)["id"].as_i64().unwrap();
        let expected = json!({
            "id": id, "email": "Ada@Example.org", "username": "Ada", "name": "Ada Lovelace", "is_active": true,
            "created_at": "2026-01-01T12:00:00Z"
        });
        assert_eq!(answer.json(), expected);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let token = server.client().log_in("ADA", "correct horse").await.expect(200)["access_token"].clone();
        let me = server.client().with_token(token.as_str().unwrap()).get("/api/v1/auth/me").await;
        assert_eq!(me.expect(200), expected);
    }
}
