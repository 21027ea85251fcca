//! TLS connections to a Redis server, with certificates of a test authority.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tasklane_core::clock::Clock;
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::at;
use tasklane_core::user::{Attempt, FailedAttempts, LoginName, NoopAttempts};
use tasklane_redis::testing::{TestRedis, free_address};
use tasklane_redis::{RedisClient, RedisConfig, RedisFailures};

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Issues a certificate for this name, and returns it with its key.
    fn issue_certificate(&self, host: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([host.to_owned()]).unwrap().signed_by(&key, &self.issuer);
        (certificate.unwrap().pem(), key.serialize_pem())
    }
}

/// Returns a login attempt from a known network. A failure of this attempt increments only one counter.
fn login(name: &str) -> Attempt {
    Attempt::login(&LoginName::parse(name).unwrap(), NetworkBlock::UNSPECIFIED, true, None)
}

/// Returns whether Redis at this URL counts attempts. The fallback never locks, so a lock shows that Redis has counted.
async fn uses_redis(url: &str, ca: &str) -> bool {
    let config = RedisConfig::parse(&url.into(), Some(ca.as_bytes().to_vec())).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::starting_at(at(0)));
    let client =
        RedisClient::new(config, &"one secret of thirty-two letters".into(), Duration::from_secs(5), clock);
    let failures = RedisFailures::new(client, Arc::new(NoopAttempts));
    let subject = login("ada");
    for _ in 0..10 {
        if failures.begin(&subject).await.is_err() {
            return false;
        }
    }
    let is_locked = failures.begin(&subject).await.is_err();
    failures.succeed(&subject).await;
    is_locked
}

// assures: R906
#[tokio::test]
async fn tls_connection_requires_a_valid_certificate() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (certificate, key) = ours.issue_certificate("localhost");
    std::fs::write(path("redis.crt"), certificate).unwrap();
    std::fs::write(path("redis.key"), key).unwrap();
    let port = free_address().port().to_string();
    let _redis = TestRedis::start_with(&[
        "--tls-port",
        &port,
        "--tls-cert-file",
        &path("redis.crt"),
        "--tls-key-file",
        &path("redis.key"),
        "--tls-auth-clients",
        "no",
    ]);
    let url = format!("rediss://localhost:{port}");
    assert!(uses_redis(&url, &ours.pem).await);
    assert!(!uses_redis(&url, &theirs.pem).await, "a certificate of another authority must be rejected");
    assert!(
        !uses_redis(&format!("rediss://127.0.0.1:{port}"), &ours.pem).await,
        "a certificate for another name must be rejected"
    );
    assert!(uses_redis(&url, &ours.pem).await);
}
