//! A server that is started before its PostgreSQL.

use std::net::SocketAddr;

use url::Url;

use crate::support::{ReservedPort, Workplace, eventually, sign_up};

/// A place whose database is reached by way of `address`, and where the database really is.
async fn place_behind(address: SocketAddr) -> (Workplace, String) {
    let place = Workplace::on_postgres().await;
    let mut url: Url = place.database().unwrap().url().parse().unwrap();
    let there = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    url.set_host(Some(&address.ip().to_string())).unwrap();
    url.set_port(Some(address.port())).unwrap();
    (place.with("DATABASE_URL", url.as_str()), there)
}

#[tokio::test]
async fn it_lives_at_once_and_is_ready_when_the_database_is() {
    let port = ReservedPort::take();
    let (place, there) = place_behind(port.address()).await;
    let server = place.start().await;
    assert_eq!(server.get("/health/live").await.status, 200);
    assert_eq!(server.get("/health/ready").await.problem(503), "unavailable");
    let login = server.client().log_in("ada", "correct horse").await;
    assert_eq!(login.problem(503), "unavailable");
    assert!(login.header("retry-after").is_some(), "{login:?}");

    port.forward_to(there);
    eventually("the server is ready", async || server.is_ready().await).await;
    sign_up(&server, "ada").await;
    let finished = server.stop().await;
    finished.expect(0);
    assert_eq!(finished.stderr, "");
}

#[tokio::test]
async fn it_can_be_stopped_while_it_waits() {
    let port = ReservedPort::take();
    let (place, _) = place_behind(port.address()).await;
    let server = place.start().await;
    server.until_it_logs("the database can't be reached yet").await;
    server.stop().await.expect(0);
}
