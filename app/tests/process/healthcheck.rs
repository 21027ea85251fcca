//! Tests of `healthcheck`, which containers run beside the server.

use std::net::SocketAddr;

use crate::support::{ReservedPort, Workplace};

fn place_with(address: SocketAddr) -> Workplace {
    Workplace::bare().with("BIND_ADDR", &address.to_string())
}

#[tokio::test]
async fn ready_server_is_healthy() {
    let server = Workplace::on_sqlite().start().await;
    let beside = place_with(server.address());
    assert_eq!(beside.run(&["healthcheck"]).await.expect(0), "");
    let everywhere = place_with(SocketAddr::from(([0, 0, 0, 0], server.address().port())));
    everywhere.run(&["healthcheck"]).await.expect(0);
    assert_eq!(everywhere.run(&["healthcheck", "--json"]).await.expect(0), "{\"ready\":true}\n");
    assert!(beside.files().is_empty(), "no file is created");
}

#[tokio::test]
async fn server_that_is_not_ready_is_unhealthy() {
    let server = Workplace::on_sqlite().with("MIGRATE_ON_START", "false").start().await;
    let finished = place_with(server.address()).run(&["healthcheck"]).await;
    assert!(finished.expect_complaint(1).contains("503"), "{finished:?}");
    let told = place_with(server.address()).run(&["healthcheck", "--json"]).await;
    assert_eq!(told.expect(1), "{\"ready\":false}\n");
}

#[tokio::test]
async fn missing_server_is_unhealthy() {
    let port = ReservedPort::take();
    let finished = place_with(port.address()).run(&["healthcheck"]).await;
    let complaint = finished.expect_complaint(1);
    assert!(complaint.contains(&port.address().to_string()), "{complaint}");
}
