//! A server that starts before PostgreSQL accepts connections.

use std::net::SocketAddr;

use chrono::{SubsecRound, TimeDelta, Utc};
use secrecy::SecretString;
use tasklane_auth::{HmacAlgorithm, JwtAccessTokens, SigningKey};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{AccessClaims, AccessTokens};
use url::Url;
use uuid::Uuid;

use crate::support::{ReservedPort, SECRET_KEY, Sandbox, eventually, sign_up};

/// Signs a token as the server does, with the given key.
fn forged(key: &SecretString, ends_in: TimeDelta) -> String {
    #[expect(clippy::disallowed_methods, reason = "the program under test uses the real clock")]
    let now = Utc::now().trunc_subsecs(0);
    let claims = AccessClaims {
        user_id: UserId::new(1).unwrap(),
        session_id: SessionId(Uuid::nil()),
        token_id: Uuid::nil(),
        issued_at: now - TimeDelta::minutes(10),
        not_before: None,
        expires_at: now + ends_in,
        refresh_ordinal: None,
    };
    JwtAccessTokens::new(SigningKey::secret(HmacAlgorithm::default(), key)).sign(&claims).unwrap()
}

fn expired() -> String {
    forged(&SECRET_KEY.into(), TimeDelta::minutes(-1))
}

/// Returns a sandbox whose server connects to the database at `address`, and the actual address of the database.
async fn sandbox_behind(address: SocketAddr) -> (Sandbox, String) {
    let sandbox = Sandbox::on_postgres().await;
    let mut url: Url = sandbox.database().unwrap().url().parse().unwrap();
    let there = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    url.set_host(Some(&address.ip().to_string())).unwrap();
    url.set_port(Some(address.port())).unwrap();
    (sandbox.with("DATABASE_URL", url.as_str()), there)
}

// assures: R804, R805, R811
#[tokio::test]
async fn server_is_live_immediately_and_ready_once_the_database_is_ready() {
    let port = ReservedPort::take();
    let (sandbox, there) = sandbox_behind(port.address()).await;
    let server = sandbox.start().await;
    assert_eq!(server.get("/health/live").await.status, 200);
    assert_eq!(server.get("/health/ready").await.problem(503), "unavailable");
    // An invalid token is rejected without a database query. A valid token needs a query.
    for bad in [
        String::from("garbage"),
        forged(&SecretString::from("x".repeat(32)), TimeDelta::minutes(5)),
        expired(),
    ] {
        let response = server.client().with_token(&bad).get("/api/v1/auth/me").await;
        assert!(["token-invalid", "token-expired"].contains(&&*response.problem(401)), "{response:?}");
    }
    let good = server.client().with_token(&forged(&SECRET_KEY.into(), TimeDelta::minutes(5)));
    assert_eq!(good.get("/api/v1/auth/me").await.problem(503), "unavailable");
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
async fn server_can_be_stopped_while_it_waits_for_the_database() {
    let port = ReservedPort::take();
    let (sandbox, _) = sandbox_behind(port.address()).await;
    let server = sandbox.start().await;
    server.wait_until_logged("cannot reach the database yet").await;
    server.stop().await.expect(0);
}

#[tokio::test]
async fn unencrypted_connection_to_another_machine_is_a_warning() {
    let warning = "are not encrypted";
    let sandbox = Sandbox::on_sqlite().with("SECRET_KEY", SECRET_KEY);
    let url = "postgres://ada:canary@db.invalid/tasks";
    let sandbox = sandbox.with("DATABASE_URL", url);
    let server = sandbox.start().await;
    server.wait_until_logged(warning).await;
    let line = server.log().into_iter().find(|line| line.to_string().contains(warning)).unwrap();
    assert_eq!(line["level"], "WARN");
    assert!(!line.to_string().contains("canary"), "{line}");
    // `start` waits for the line with the address of the server. The server would log the warning before this line.
    let server = sandbox.with("DATABASE_URL", &format!("{url}?sslmode=require")).start().await;
    assert!(server.log().iter().all(|line| !line.to_string().contains(warning)));
}
