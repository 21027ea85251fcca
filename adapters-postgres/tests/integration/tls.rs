//! Encrypted connections to a real server, with certificates of a test authority.

use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use secrecy::SecretString;
use tasklane_core::store_error::StoreError;
use tasklane_postgres::PostgresConfig;
use tasklane_postgres::testing::TestDatabase;
use tasklane_runtime::format_error_chain;
use tempfile::TempDir;
use tokio::runtime;
use tokio::time::{sleep, timeout};
use tokio_postgres::Client;

/// A generous bound that only a defect exceeds.
const TIMEOUT: Duration = Duration::from_mins(1);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

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

    /// Creates a certificate for this name, and its key.
    fn issue_certificate(&self, host: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([host.to_owned()]).unwrap().signed_by(&key, &self.issuer);
        (certificate.unwrap().pem(), key.serialize_pem())
    }
}

/// Enables encryption on the tests' server. Dropping this value disables the encryption.
struct Encrypted {
    database: TestDatabase,
    admin: Client,
}

impl Encrypted {
    async fn start(certificate: &str, key: &str) -> Self {
        let database = TestDatabase::create().await;
        let admin = database.client().await;
        let new = Self { database, admin };
        for (setting, name, content) in
            [("ssl_cert_file", "tasklane-test.crt", certificate), ("ssl_key_file", "tasklane-test.key", key)]
        {
            // The server writes the files itself, because its user must own the key file, and other users must not read it.
            let lines = format!(
                "COPY (SELECT unnest(string_to_array('{content}', E'\\n'))) TO PROGRAM 'umask 077; cat > {name}'"
            );
            new.run(&lines).await;
            new.run(&format!("ALTER SYSTEM SET {setting} = '{name}'")).await;
        }
        new.set_ssl("on").await;
        new
    }

    async fn run(&self, sql: &str) {
        self.admin.batch_execute(sql).await.unwrap();
    }

    async fn set_ssl(&self, wanted: &str) {
        self.run(&format!("ALTER SYSTEM SET ssl = '{wanted}'")).await;
        self.run("SELECT pg_reload_conf()").await;
        let is_turned = async || {
            let row = self.database.client().await.query_one("SHOW ssl", &[]).await.unwrap();
            row.get::<_, &str>(0) == wanted
        };
        let switched = timeout(TIMEOUT, async {
            while !is_turned().await {
                sleep(POLL_INTERVAL).await;
            }
        });
        switched.await.unwrap_or_else(|_| panic!("the setting ssl must be {wanted} within {TIMEOUT:?}"));
    }

    async fn reset(database: &TestDatabase) {
        let admin = database.client().await;
        for statement in [
            "ALTER SYSTEM RESET ssl",
            "ALTER SYSTEM RESET ssl_cert_file",
            "ALTER SYSTEM RESET ssl_key_file",
            "SELECT pg_reload_conf()",
            "COPY (SELECT) TO PROGRAM 'rm -f tasklane-test.crt tasklane-test.key'",
        ] {
            admin.batch_execute(statement).await.unwrap();
        }
    }

    /// Connects the stores. Returns the number of their encrypted connections.
    async fn reached(&self, host: &str, options: &str) -> Result<i64, StoreError> {
        let url = self.database.url();
        let (before, rest) = url.split_once('@').unwrap();
        let (_, after) = rest.split_once(':').unwrap();
        let url = SecretString::from(format!("{before}@{host}:{after}?application_name=tls&{options}"));
        let stores = tasklane_postgres::open(&PostgresConfig::parse(&url).unwrap(), 1);
        let reached = stores.users.find(tasklane_core::ids::UserId::new(1).unwrap()).await;
        let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                         WHERE ssl AND datname = current_database() AND application_name = 'tls'";
        let count = self.admin.query_one(encrypted, &[]).await.unwrap().get(0);
        reached.map(|_| count)
    }
}

/// Runs even if the test fails, because other tests use the same server.
impl Drop for Encrypted {
    fn drop(&mut self) {
        let database = &self.database;
        // On a separate thread, because the test's runtime can't block here.
        let reset = thread::scope(|scope| {
            let run = || {
                let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(Self::reset(database));
            };
            scope.spawn(run).join()
        });
        if reset.is_err() {
            eprintln!("cannot disable the encryption of the tests' PostgreSQL server");
        }
    }
}

// assures: R906
#[tokio::test]
async fn url_determines_the_encryption_and_the_certificate_check() {
    let (ours, other) = (Authority::new("ours"), Authority::new("other"));
    let (certificate, key) = ours.issue_certificate("localhost");
    let files = TempDir::new().unwrap();
    let [ours, other] = [("ours.pem", &ours.pem), ("other.pem", &other.pem)].map(|(name, pem)| {
        let path = files.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path.display().to_string()
    });
    let server = Encrypted::start(&certificate, &key).await;
    let mut outcomes = Vec::new();
    for (host, options) in [
        ("localhost", "sslmode=disable".to_owned()),
        ("localhost", "sslmode=require".to_owned()),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={ours}")),
        ("127.0.0.1", format!("sslmode=require&sslrootcert={ours}")),
        ("localhost", format!("sslmode=verify-full&sslrootcert={ours}")),
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={ours}")),
        ("localhost", format!("sslmode=verify-full&sslrootcert={other}")),
        ("localhost", format!("sslmode=verify-ca&sslrootcert={other}")),
        ("localhost", format!("sslmode=require&sslrootcert={other}")),
    ] {
        outcomes.push((format!("{host} {options}"), server.reached(host, &options).await));
    }
    server.set_ssl("off").await;
    // The connection must not continue without encryption.
    outcomes
        .push(("server without encryption".to_owned(), server.reached("localhost", "sslmode=require").await));
    drop(server);
    let unknown = Err("UnknownIssuer");
    let expected = [
        Ok(0),
        Ok(1),
        Ok(1),
        Ok(1),
        Ok(1),
        Err("not valid for name"),
        unknown,
        unknown,
        unknown,
        Err("server does not support TLS"),
    ];
    assert_eq!(outcomes.len(), expected.len());
    for ((what, outcome), expected) in outcomes.iter().zip(expected) {
        match (outcome, expected) {
            (Ok(sessions), Ok(wanted)) => assert_eq!(*sessions, wanted, "{what}"),
            (Err(error @ StoreError::Unavailable(_)), Err(cause)) => {
                assert!(format_error_chain(error).contains(cause), "{what}: {}", format_error_chain(error));
            }
            other => panic!("{what}: {other:?}"),
        }
    }
}
