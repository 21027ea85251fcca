//! Requests with an ambiguous end are rejected and the connection is closed, so no hidden request is
//! executed.

use tasklane_tests::{RawConnection, Server, smuggling_requests};

// assures: R608
#[tokio::test]
async fn ambiguous_requests_are_rejected() {
    let server = Server::on_memory(&[]).await;
    let mut wrong = Vec::new();
    for (name, request) in smuggling_requests() {
        let mut connection = RawConnection::open(server.address()).await;
        connection.send(request).await;
        // Reads until the server closes the connection.
        let response = connection.read_to_end().await;
        let is_rejected = response.is_empty() || response.starts_with("HTTP/1.1 400 ");
        if !is_rejected || response.matches("HTTP/1.").count() > 1 || response.contains("hidden") {
            wrong.push(format!("{name}: {response}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    server.client().get("/health").await.expect(200);
}
