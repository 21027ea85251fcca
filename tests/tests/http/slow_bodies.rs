//! A client that sends its body too slowly is disconnected, and occupies no request slot until then.

use std::time::Duration;

use tasklane::settings::Settings;
use tasklane_tests::{RawConnection, Server};

fn with_short_body_timeout(settings: &mut Settings) {
    let rate = &mut settings.http.limits.body;
    (rate.grace_period, rate.max_duration) = (Duration::from_millis(50), Duration::from_millis(100));
}

const LOGIN: &str = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
const BEGINNINGS: [&str; 3] = [
    "Content-Length: 100\r\n\r\n",
    "Content-Length: 100\r\n\r\n{\"username\":",
    "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"use",
];

// assures: R702
#[tokio::test]
async fn missing_body_times_out() {
    let server = Server::on_memory_with(&[], with_short_body_timeout).await;
    for beginning in BEGINNINGS {
        let mut connection = RawConnection::open(server.address()).await;
        connection.send(format!("{LOGIN}{beginning}")).await;
        let response = connection.read_to_end().await;
        assert!(
            response.starts_with("HTTP/1.1 408 ") && response.contains("\r\nconnection: close\r\n"),
            "{response}"
        );
        assert!(response.contains("\"code\":\"request-timeout\""), "{response}");
        assert_eq!(response.matches("HTTP/1.1").count(), 1, "{response}");
    }
}

// assures: R706
#[tokio::test]
async fn request_waiting_for_its_body_takes_no_slot() {
    let server = Server::on_memory_with(&[], |settings| settings.http.limits.in_flight = 1).await;
    let mut slow = Vec::new();
    for beginning in BEGINNINGS {
        let mut connection = RawConnection::open(server.address()).await;
        connection.send(format!("{LOGIN}Connection: close\r\nExpect: 100-continue\r\n{beginning}")).await;
        connection.read_until("HTTP/1.1 100 Continue\r\n\r\n").await;
        slow.push(connection);
    }
    assert_eq!(server.client().get("/api/v1/tasks").await.problem(401), "token-missing");
    for mut connection in slow {
        // The server responds, even if the rest of the body is invalid.
        connection.send("}".repeat(100)).await;
        let response = connection.read_to_end().await;
        assert!(response.starts_with("HTTP/1.1 4"), "{response}");
    }
}
