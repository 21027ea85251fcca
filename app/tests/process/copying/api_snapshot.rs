//! All responses of the API about the data of one user.

use serde_json::Value;
use tasklane_tests::Client;

const PATHS: [&str; 8] = [
    "/api/v1/auth/me",
    "/api/v1/auth/sessions",
    "/api/v1/auth/export",
    "/api/v1/tasks?limit=1000",
    "/api/v1/tasks?limit=1000&sort=title",
    "/api/v1/tasks/changes?since=0",
    "/api/v1/tasks/summary?today=2026-12-01",
    "/api/v1/tasks/export",
];

/// Returns the responses with their entity tags.
pub(super) async fn snapshot(api: &Client) -> Vec<(&'static str, Option<String>, Value)> {
    let mut responses = Vec::new();
    for path in PATHS {
        let response = api.get(path).await;
        let tag = response.header("etag").map(str::to_owned);
        responses.push((path, tag, response.expect(200)));
    }
    responses
}
