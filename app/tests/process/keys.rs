//! Keys from values and files, and the errors for invalid keys.

use tasklane_auth::KeyPairAlgorithm;
use tasklane_auth::testing::{KEY_PAIR_ALGORITHMS, TestKeyPair, pem};

use crate::support::{PASSWORD, SECRET_KEY, Sandbox, sign_up};

const CANARY: &str = "kanarienvogel";

/// Returns the line of the error message about this setting.
async fn error_message(sandbox: &Sandbox, name: &str) -> String {
    let finished = sandbox.run(&["serve"]).await;
    let error_message = finished.expect_error(2);
    assert!(!error_message.contains(CANARY) && finished.stdout.is_empty(), "{finished:?}");
    let of_name = |line: &&str| line.trim_start().starts_with(&format!("{name}: "));
    error_message
        .lines()
        .find(of_name)
        .unwrap_or_else(|| panic!("the error must name {name}: {error_message}"))
        .to_owned()
}

// assures: R905
#[tokio::test]
async fn every_secret_can_be_read_from_a_file() {
    let [pair, previous] = [(); 2].map(|()| TestKeyPair::new(KeyPairAlgorithm::EdDsa));
    let secrets = [
        ("SECRET_KEY", SECRET_KEY),
        ("SECRET_KEY_PREVIOUS", "Yq3tVwzCFJaNdRgUkXp2s5v8yBEHMbQe"),
        ("PASSWORD_PEPPER", "n2r5u8xGKbPeShQw7yBf5v8yBEHMbQeT"),
        ("DATABASE_URL", "sqlite://elsewhere.db"),
        ("JWT_PRIVATE_KEY", pair.private.as_str()),
        ("JWT_PUBLIC_KEY_PREVIOUS", previous.public.as_str()),
    ];
    let sandbox = Sandbox::on_sqlite().with("ALGORITHM", "EdDSA");
    let sandbox = secrets.iter().fold(sandbox, |sandbox, (name, value)| sandbox.with(name, value));
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    let (access, refresh) = server.client().log_in("ada", PASSWORD).await.tokens();
    server.stop().await.expect(0);
    let sandbox = secrets.iter().fold(sandbox, |sandbox, (name, value)| {
        sandbox.write(name, format!("{value}\n"));
        sandbox.without(name).with(&format!("{name}_FILE"), name)
    });
    // These requests would be rejected if a secret from a file differed from the value.
    let server = sandbox.start_ready().await;
    server.client().with_token(&access).get("/api/v1/auth/me").await.expect(200);
    server.client().refresh(&refresh).await.expect(200);
    server.client().log_in("ada", PASSWORD).await.expect(200);
    server.stop().await.expect(0);
}

// assures: R905
#[tokio::test]
async fn secret_must_not_be_set_twice() {
    for name in ["SECRET_KEY", "PASSWORD_PEPPER", "SECRET_KEY_PREVIOUS", "DATABASE_URL"] {
        let sandbox = Sandbox::bare().with(name, CANARY).with(&format!("{name}_FILE"), "somewhere");
        let error_message = error_message(&sandbox, name).await;
        assert!(error_message.contains(&format!("{name}_FILE: remove one of them")), "{error_message}");
    }
}

// assures: R905
#[tokio::test]
async fn invalid_secret_file_is_rejected() {
    let sandbox = Sandbox::bare();
    sandbox.write("empty", "\n");
    sandbox.write("binary", b"kanarienvogel\xff");
    sandbox.write("weak", CANARY);
    for (path, fault) in [
        // The setting contains the secret itself instead of the path of a file.
        ("kanarienvogel-kanarienvogel-kanarienvogel", "names an unreadable file"),
        (".", "names an unreadable file"),
        ("empty", "names an empty file"),
        ("binary", "names a file that is not UTF-8 text"),
        ("weak", "shorter than 32 bytes"),
    ] {
        let mut command = sandbox.command(&["migrate", "--check"]);
        let finished = Sandbox::run_by(command.env("SECRET_KEY_FILE", path)).await;
        let error_message = finished.expect_error(2);
        assert!(
            error_message.contains("\n  SECRET_KEY: ") && error_message.contains(fault),
            "{error_message}"
        );
        assert!(!error_message.contains(CANARY), "{error_message}");
    }
}

#[tokio::test]
async fn secret_key_must_be_long_enough_for_its_algorithm() {
    for (algorithm, length) in [("HS256", 32), ("HS384", 48), ("HS512", 64)] {
        let long: String = SECRET_KEY.repeat(2)[..length].to_owned();
        let sandbox = Sandbox::on_sqlite().with("ALGORITHM", algorithm);
        let fits = Sandbox::on_sqlite().with("ALGORITHM", algorithm).with("SECRET_KEY", &long);
        fits.start_ready().await.stop().await.expect(0);
        let sandbox = sandbox.with("SECRET_KEY", &long[1..]).with("SECRET_KEY_PREVIOUS", &long[1..]);
        for name in ["SECRET_KEY", "SECRET_KEY_PREVIOUS"] {
            let error_message = error_message(&sandbox, name).await;
            assert!(error_message.contains(&format!("{length} bytes")), "{error_message}");
        }
        // A generated key is long enough, but an existing key file may contain a shorter key.
        let made = Sandbox::on_sqlite().with("ALGORITHM", algorithm);
        made.start_ready().await.stop().await.expect(0);
        made.write("tasklane.db.key", &long[1..]);
        let finished = made.run(&[]).await;
        let error_message = finished.expect_error(2);
        assert!(
            error_message.contains("tasklane.db.key") && error_message.contains(&format!("{length} bytes")),
            "{error_message}"
        );
    }
}

#[tokio::test]
async fn unusable_private_key_is_rejected() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let sandbox = Sandbox::bare().with("ALGORITHM", &algorithm.to_string());
        let missing = error_message(&sandbox, "JWT_PRIVATE_KEY").await;
        assert!(missing.contains("`openssl genpkey -algorithm"), "{missing}");
        let other = KEY_PAIR_ALGORITHMS.into_iter().find(|other| *other != algorithm).unwrap();
        let other = TestKeyPair::new(other);
        let sandbox =
            sandbox.with("JWT_PRIVATE_KEY", &other.private).with("JWT_PUBLIC_KEY_PREVIOUS", &other.public);
        for name in ["JWT_PRIVATE_KEY", "JWT_PUBLIC_KEY_PREVIOUS"] {
            let wrong = error_message(&sandbox, name).await;
            assert!(wrong.contains(&format!("not a key for {algorithm}")), "{wrong}");
        }
        let damaged = pem("PRIVATE KEY", CANARY.as_bytes());
        let wrong = error_message(&sandbox.with("JWT_PRIVATE_KEY", &damaged), "JWT_PRIVATE_KEY").await;
        assert!(!wrong.contains(damaged.lines().nth(1).unwrap()), "{wrong}");
    }
    let unused = Sandbox::bare().with("JWT_PRIVATE_KEY", &TestKeyPair::new(KeyPairAlgorithm::EdDsa).private);
    assert!(error_message(&unused, "JWT_PRIVATE_KEY").await.contains("SECRET_KEY signs"));
}
