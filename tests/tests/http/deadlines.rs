//! Requests that exceed the deadline, and requests above the in-flight limit, get an error.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use tasklane::settings::Settings;
use tasklane_postgres::testing::TestDatabase;
use tasklane_tests::Server;

fn with_short_deadline(settings: &mut Settings) {
    settings.http.limits.request = Duration::from_millis(300);
}

// assures: R705
#[tokio::test]
async fn timed_out_request_gets_an_error_and_does_not_affect_other_requests() {
    let database = Arc::new(TestDatabase::create().await);
    // Registration is slow, so it uses a server with the normal deadline.
    let unhurried = Server::on_shared_postgres(&database, |_| ()).await;
    let ada = unhurried.sign_up("ada").await;
    let task = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
    let server = Server::on_shared_postgres(&database, |settings| {
        with_short_deadline(settings);
        settings.db_pool_size = 1;
    })
    .await;
    let api = server.client().with_token(&ada.access_token);

    let client = database.client().await;
    client.batch_execute("BEGIN; LOCK TABLE tasks").await.unwrap();
    let read = api.get(&task).await;
    assert_eq!(read.problem(503), "unavailable");
    assert_eq!(read.header("retry-after"), Some("1"));
    assert_eq!(api.delete(&task).await.problem(504), "outcome-unknown");
    api.get("/health").await.expect(200);
    client.batch_execute("ROLLBACK").await.unwrap();

    let ada = unhurried.client().with_token(&ada.access_token);
    for _ in 0..3 {
        assert!([200, 404].contains(&ada.get(&task).await.status.as_u16()));
    }
}

// assures: R706
#[tokio::test]
async fn excess_requests_get_503_with_retry_after() {
    let server = Server::on_memory_with(&[], |settings| settings.http.limits.in_flight = 0).await;
    let api = server.client();
    for method in [Method::GET, Method::POST, Method::OPTIONS] {
        let request = api.request(method.clone(), "/api/v1/tasks").header("origin", "http://localhost:5173");
        let response = api.send(request).await;
        assert_eq!(response.problem(503), "unavailable", "{method}");
        assert_eq!(response.header("retry-after"), Some("1"));
        assert_eq!(response.header("access-control-allow-origin"), Some("http://localhost:5173"));
        assert_eq!(response.header("x-request-id"), response.json()["request_id"].as_str());
    }
    for probe in ["/health", "/health/live", "/health/ready"] {
        api.get(probe).await.expect(200);
    }
}

// assures: R706
/// Shed requests do not reach the CORS middleware.
#[tokio::test]
async fn shed_requests_have_cors_headers() {
    let server = Server::on_memory(&[]).await;
    let busy = Server::on_memory_with(&[], |settings| settings.http.limits.in_flight = 0).await;
    let exposed = |response: &tasklane_tests::Response| -> BTreeSet<String> {
        let names = response.header("access-control-expose-headers").unwrap_or_default();
        names.split(", ").map(str::to_lowercase).collect()
    };
    for (origin, is_allowed) in [("http://localhost:5173", true), ("http://elsewhere.example", false)] {
        let [usual, rejected] = [&server, &busy].map(async |server: &Server| {
            let request = server.client().request(Method::GET, "/api/v1/tasks").header("origin", origin);
            server.client().send(request).await
        });
        let (usual, rejected) = (usual.await, rejected.await);
        assert_eq!(rejected.problem(503), "unavailable");
        for name in ["access-control-allow-origin", "access-control-allow-credentials"] {
            assert_eq!(rejected.header(name), usual.header(name), "{origin} {name}");
        }
        assert_eq!(exposed(&rejected), exposed(&usual));
        assert_eq!(rejected.header("access-control-allow-origin").is_some(), is_allowed);
        assert!(rejected.header("vary").unwrap().contains("Origin"));
    }
    let preflight =
        busy.client().request(Method::OPTIONS, "/api/v1/tasks").header("origin", "http://localhost:5173");
    let preflight = preflight.header("access-control-request-method", "GET");
    busy.client().send(preflight).await.expect(200);
}
