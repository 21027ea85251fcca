//! Password hashing during a flood of logins.

use std::num::NonZeroUsize;

use tasklane_tests::{PrometheusText, RawConnection};

use crate::support::{Sandbox, Server, eventually};

const LOGIN: &str = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                     Content-Length: 43\r\n\r\n{\"username\":\"nobody\",\"password\":\"anything\"}";

async fn passwords(server: &Server, what: &str) -> usize {
    let exposition = PrometheusText::parse(&server.metrics().await);
    usize::try_from(exposition.count(&format!("tasklane_password_{what}"), &[])).unwrap()
}

#[tokio::test]
async fn password_of_a_disconnected_client_is_not_hashed() {
    // Each hash is slow, and the timeout is long enough for all hashes.
    let settings =
        [("BCRYPT_COST", "13"), ("REQUEST_TIMEOUT_SECONDS", "60"), ("RATE_LIMIT_ENABLED", "false")];
    let sandbox = Sandbox::on_sqlite().with("METRICS_ADDR", "127.0.0.1:0");
    let sandbox = settings.into_iter().fold(sandbox, |sandbox, (name, value)| sandbox.with(name, value));
    let server = sandbox.start_ready().await;
    let at_once = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).saturating_sub(1).max(1);
    let mut clients = Vec::new();
    for _ in 0..at_once + 16 {
        let mut connection = RawConnection::open(server.address()).await;
        connection.send(LOGIN).await;
        clients.push(connection);
    }
    eventually("passwords wait in the queue", async || passwords(&server, "hashes_waiting").await >= 12)
        .await;
    drop(clients);
    eventually("no password is hashed or queued", async || {
        passwords(&server, "hashes_waiting").await + passwords(&server, "hashes_running").await == 0
    })
    .await;
    let hashed = passwords(&server, "hash_seconds_count").await;
    assert!(hashed < at_once + 12, "passwords of disconnected clients must not be hashed: {hashed} hashes");
    server.stop().await.expect(0);
}
