//! Tests of `healthcheck`, which containers run beside the server.

use std::net::SocketAddr;

use crate::support::{ReservedPort, Sandbox};

fn sandbox_with(address: SocketAddr) -> Sandbox {
    Sandbox::bare().with("BIND_ADDR", &address.to_string())
}

#[tokio::test]
async fn ready_server_is_healthy() {
    let server = Sandbox::on_sqlite().start().await;
    let other_sandbox = sandbox_with(server.address());
    assert_eq!(other_sandbox.run(&["healthcheck"]).await.expect(0), "");
    let everywhere = sandbox_with(SocketAddr::from(([0, 0, 0, 0], server.address().port())));
    everywhere.run(&["healthcheck"]).await.expect(0);
    assert_eq!(everywhere.run(&["healthcheck", "--json"]).await.expect(0), "{\"ready\":true}\n");
    assert!(other_sandbox.files().is_empty(), "the command must not create files");
}

#[tokio::test]
async fn server_that_is_not_ready_is_unhealthy() {
    let server = Sandbox::on_sqlite().with("MIGRATE_ON_START", "false").start().await;
    let finished = sandbox_with(server.address()).run(&["healthcheck"]).await;
    assert!(finished.expect_error(1).contains("503"), "{finished:?}");
    let finished = sandbox_with(server.address()).run(&["healthcheck", "--json"]).await;
    assert_eq!(finished.expect(1), "{\"ready\":false}\n");
}

#[tokio::test]
async fn missing_server_is_unhealthy() {
    let port = ReservedPort::take();
    let finished = sandbox_with(port.address()).run(&["healthcheck"]).await;
    let error_message = finished.expect_error(1);
    assert!(error_message.contains(&port.address().to_string()), "{error_message}");
}
