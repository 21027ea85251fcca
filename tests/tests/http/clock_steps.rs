//! The wall clock of the server is set forward and back while the server runs. Clients need at most one refresh per
//! change. Rate limits use a monotonic clock.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use tasklane_core::session::AuthenticateError;
use tasklane_tests::{Client, Server, on_every_database};

const ME: &str = "/api/v1/auth/me";

const HOUR: TimeDelta = TimeDelta::hours(1);

/// Asserts that operations that use the time succeed, on an existing task and on a new task.
async fn assert_operations_succeed(api: &Client, older: i64) {
    let new = api.post("/api/v1/tasks", &json!({"title": "After"})).await.expect(201);
    for id in [older, new["id"].as_i64().unwrap()] {
        let path = format!("/api/v1/tasks/{id}");
        let before = api.get(&path).await.expect(200);
        let done = api.patch(&path, &json!({"status": "completed"})).await.expect(200);
        assert!(done["completed_at"].is_string(), "{done}");
        let described = api.patch(&path, &json!({"description": "Later"})).await.expect(200);
        assert_eq!(described["version"].as_i64(), before["version"].as_i64().map(|version| version + 2));
        api.delete(&path).await.expect(204);
        api.post(&format!("{path}/restore"), &json!({})).await.expect(200);
    }
    let keyed = || {
        let request = api.request(Method::POST, "/api/v1/tasks").header("Idempotency-Key", "once");
        api.send(request.json(&json!({"title": "Once"})))
    };
    let first = keyed().await.expect(201);
    assert_eq!(keyed().await.expect(201), first);
    api.get("/api/v1/tasks/summary?today=2026-01-01").await.expect(200);
    let changes = api.get("/api/v1/tasks/changes?since=0").await.expect(200);
    assert_eq!(changes["changes"].as_array().unwrap().len(), 3);
    api.get("/api/v1/auth/sessions").await.expect(200);
}

on_every_database! {
    // assures: R821
    async fn clock_set_back_costs_one_refresh(server: &Server) {
        let ada = server.sign_up("ada").await;
        let older = ada.create_task("Before").await;
        server.step_clock(-HOUR);
        // By this clock, the token's issue time is an hour in the future.
        assert_eq!(ada.api.get(ME).await.problem(401), "token-invalid");
        let (access, refresh) = server.client().refresh(&ada.refresh_token).await.tokens();
        assert_operations_succeed(&ada.api.with_token(&access), older).await;
        let (access, _) = server.client().refresh(&refresh).await.tokens();
        ada.api.with_token(&access).get(ME).await.expect(200);
        // Then the clock is corrected.
        server.step_clock(HOUR);
        assert_eq!(ada.api.with_token(&access).get(ME).await.problem(401), "token-expired");
        ada.api.get(ME).await.expect(200);
    }

    // assures: R821
    async fn clock_set_forward_costs_one_refresh(server: &Server) {
        let ada = server.sign_up("ada").await;
        let older = ada.create_task("Before").await;
        server.step_clock(HOUR);
        assert_eq!(ada.api.get(ME).await.problem(401), "token-expired");
        let (access, refresh) = server.client().refresh(&ada.refresh_token).await.tokens();
        assert_operations_succeed(&ada.api.with_token(&access), older).await;
        server.step_clock(-HOUR);
        let (access, _) = server.client().refresh(&refresh).await.tokens();
        ada.api.with_token(&access).get(ME).await.expect(200);
    }

    // assures: R821
    /// The revocation list must reload the entries that it dropped while the clock was ahead.
    async fn clock_changes_reopen_no_ended_session(server: &Server) {
        let ada = server.sign_up("ada").await;
        let replica = server.replica();
        replica.reload_revocations().await.unwrap();
        ada.api.post("/api/v1/auth/logout", &json!({})).await.expect(204);
        server.advance(TimeDelta::minutes(10));
        for step in [TimeDelta::zero(), HOUR, -HOUR] {
            server.step_clock(step);
            replica.reload_revocations().await.unwrap();
        }
        let rejected = replica.authenticate(&ada.access_token).await;
        assert!(matches!(rejected, Err(AuthenticateError::Revoked)), "{rejected:?}");
    }
}

// assures: R821
#[tokio::test]
async fn rate_limits_use_a_monotonic_clock() {
    let limits = [("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_LOGIN", "4/min")];
    let server = Server::on_memory(&limits).await;
    for step in [TimeDelta::zero(), HOUR, -HOUR, -HOUR] {
        server.step_clock(step);
        server.client().log_in("nobody", "wrong horse").await.problem(401);
    }
    let rejected = server.client().log_in("nobody", "wrong horse").await;
    assert_eq!(rejected.problem(429), "rate-limited");
    assert!(rejected.header("retry-after").unwrap().parse::<u64>().unwrap() <= 60);
    server.advance(TimeDelta::minutes(1));
    server.client().log_in("nobody", "wrong horse").await.problem(401);
}
