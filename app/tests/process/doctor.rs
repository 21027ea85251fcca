//! Tests of `doctor`: settings, SQLite, files, certificates and ports. Each test breaks one thing on purpose.

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::{CertificateAuthority, ReservedPort, SECRET_KEY, Sandbox, sign_up};

/// Runs `doctor --json`. Returns the findings after checking the exit code, the counts and the shape of the result.
pub(crate) async fn diagnose(sandbox: &Sandbox, code: i32) -> Vec<Value> {
    let finished = sandbox.run(&["doctor", "--json"]).await;
    let report: Value = serde_json::from_str(finished.expect(code)).unwrap();
    let findings = report["findings"].as_array().unwrap().clone();
    let count = |level: &str| findings.iter().filter(|finding| finding["level"] == level).count();
    assert_eq!(
        (&report["problems"], &report["warnings"]),
        (&json!(count("problem")), &json!(count("warning")))
    );
    for finding in &findings {
        assert!(finding["check"].is_string() && finding["found"].is_string(), "{finding}");
        assert_eq!(finding["advice"].is_null(), finding["level"] == "ok", "{finding}");
    }
    findings
}

/// Returns the first finding of this check with this level.
#[track_caller]
pub(crate) fn expect<'a>(findings: &'a [Value], check: &str, level: &str) -> &'a str {
    let found = findings.iter().find(|finding| finding["check"] == check && finding["level"] == level);
    found.unwrap_or_else(|| panic!("{check} must be {level}: {findings:#?}"))["found"].as_str().unwrap()
}

fn set_mode(sandbox: &Sandbox, name: &str, mode: u32) {
    std::fs::set_permissions(sandbox.path(name), Permissions::from_mode(mode)).unwrap();
}

/// A sandbox with a migrated database and a key.
async fn initialized_sandbox() -> Sandbox {
    let sandbox = Sandbox::on_sqlite();
    sandbox.start_ready().await.stop().await.expect(0);
    sandbox
}

#[tokio::test]
async fn healthy_sqlite_has_no_finding_and_stays_unchanged() {
    let sandbox = initialized_sandbox().await;
    let (files, bytes) = (sandbox.files(), std::fs::read(sandbox.path("tasklane.db")).unwrap());
    let findings = diagnose(&sandbox, 0).await;
    assert!(findings.iter().all(|finding| finding["level"] == "ok"), "{findings:#?}");
    for check in
        ["settings", "secret-key", "database", "migrations", "database-lock", "disk-space", "secret-files"]
    {
        expect(&findings, check, "ok");
    }
    assert_eq!(sandbox.files(), files);
    assert_eq!(std::fs::read(sandbox.path("tasklane.db")).unwrap(), bytes);

    let finished = sandbox.run(&["doctor"]).await;
    let text = finished.expect(0);
    assert_eq!(text.lines().count(), findings.len() + 1, "{text}");
    assert!(text.starts_with("ok      settings: ") && text.ends_with("\n0 problems, 0 warnings\n"), "{text}");
    assert_eq!(finished.stderr, "");
}

#[tokio::test]
async fn running_server_is_recognized() {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    let sandbox = sandbox.with("BIND_ADDR", &server.address().to_string());
    let findings = diagnose(&sandbox, 0).await;
    let found = expect(&findings, "listen-address", "ok");
    assert!(found.contains("a running server uses") && found.contains("ready"), "{found}");
    let user = format!("process {} uses the database", server.id());
    assert!(expect(&findings, "database-lock", "ok").contains(&user), "{findings:#?}");
    server.stop().await.expect(0);
}

#[tokio::test]
async fn invalid_settings_are_all_reported_without_secrets() {
    let sandbox = Sandbox::bare()
        .with("DATABASE_URL", "postgress://ada:canary@db.example/tasks")
        .with("SECRET_KEY", "canary")
        .with("BCRYPT_COST", "4");
    let findings = diagnose(&sandbox, 2).await;
    let found: Vec<_> = findings.iter().map(|finding| finding["found"].as_str().unwrap()).collect();
    for name in ["DATABASE_URL: ", "SECRET_KEY: ", "BCRYPT_COST: "] {
        assert!(found.iter().any(|found| found.starts_with(name)), "{found:?}");
    }
    assert!(found.iter().all(|found| !found.contains("canary")), "{found:?}");
    sandbox.write(".env", "this is not a setting\n");
    let findings = diagnose(&sandbox, 2).await;
    assert!(expect(&findings, "settings", "problem").contains("line 1"), "{findings:#?}");
}

#[tokio::test]
async fn unknown_setting_and_unsafe_combination_are_warnings() {
    let sandbox =
        Sandbox::on_sqlite().with("DATABSE_URL", "canary").with("PUBLIC_URL", "https://tasks.example.org");
    let findings = diagnose(&sandbox, 0).await;
    let found = expect(&findings, "unknown-settings", "warning");
    assert!(found.contains("did you mean DATABASE_URL?") && !found.contains("canary"), "{found}");
    assert!(expect(&findings, "public-url", "warning").contains("TRUSTED_PROXIES"));
    expect(&findings, "allowed-origins", "warning");
    // Nothing was created.
    expect(&findings, "database", "warning");
    assert!(sandbox.files().is_empty());
}

#[tokio::test]
async fn key_file_that_others_can_read_is_a_problem() {
    let sandbox = initialized_sandbox().await;
    set_mode(&sandbox, "tasklane.db.key", 0o644);
    let findings = diagnose(&sandbox, 1).await;
    let found = expect(&findings, "secret-files", "problem");
    assert!(found.contains("tasklane.db.key") && found.contains("0644"), "{found}");
    sandbox.write("tasklane.db.key", "canary");
    let findings = diagnose(&sandbox, 1).await;
    let found = expect(&findings, "secret-key", "problem");
    assert!(found.contains("32 bytes") && !found.contains("canary"), "{found}");
}

#[tokio::test]
async fn missing_key_file_is_a_warning_only_if_users_are_logged_in() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["seed", "--users", "1", "--tasks", "1"]).await.expect(0);
    assert!(!sandbox.path("tasklane.db.key").exists(), "a command that signs no token must create no key");
    expect(&diagnose(&sandbox, 0).await, "secret-key", "ok");
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    server.stop().await.expect(0);
    expect(&diagnose(&sandbox, 0).await, "secret-key", "ok");
    std::fs::remove_file(sandbox.path("tasklane.db.key")).unwrap();
    assert!(expect(&diagnose(&sandbox, 0).await, "secret-key", "warning").contains("sessions"));
    sandbox.write("tasklane.db", "");
    expect(&diagnose(&sandbox, 0).await, "secret-key", "ok");
}

#[tokio::test]
async fn secret_in_a_file_is_checked_and_not_shown() {
    let sandbox = Sandbox::on_sqlite().with("SECRET_KEY_FILE", "key");
    sandbox.write("key", SECRET_KEY);
    sandbox.write(".env", "APP_NAME=Ours\n");
    set_mode(&sandbox, "key", 0o640);
    set_mode(&sandbox, ".env", 0o604);
    let findings = diagnose(&sandbox, 1).await;
    assert!(expect(&findings, "secret-files", "warning").contains("key has mode 0640"));
    assert!(expect(&findings, "secret-files", "problem").contains(".env has mode 0604"));
    assert!(!format!("{findings:?}").contains(SECRET_KEY));
}

#[tokio::test]
async fn damaged_or_newer_database_is_a_problem() {
    let sandbox = initialized_sandbox().await;
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    tasklane_sqlite::testing::execute(&sandbox.path("tasklane.db"), newer);
    assert!(expect(&diagnose(&sandbox, 1).await, "migrations", "problem").contains("29991231000000"));
    let mut bytes = std::fs::read(sandbox.path("tasklane.db")).unwrap();
    // The first page stays intact, because its header marks the file as a database.
    bytes.iter_mut().skip(4096).for_each(|byte| *byte = 0xa5);
    sandbox.write("tasklane.db", bytes);
    assert!(expect(&diagnose(&sandbox, 1).await, "database", "problem").contains("tasklane.db"));
    sandbox.write("tasklane.db", "Dear Ada, ".repeat(100));
    let found = diagnose(&sandbox, 1).await;
    assert!(expect(&found, "database", "problem").contains("can't be read as a database"));
    let nowhere = Sandbox::bare().with("DATABASE_URL", "sqlite://missing/tasks.db");
    assert!(expect(&diagnose(&nowhere, 1).await, "database", "problem").contains("no directory ./missing"));
}

#[tokio::test]
async fn doctor_names_the_process_that_holds_the_write_lock() {
    let sandbox = initialized_sandbox().await;
    let lock = tasklane_sqlite::testing::WriteLock::acquire(&sandbox.path("tasklane.db"));
    let findings = diagnose(&sandbox, 1).await;
    let found = expect(&findings, "database-lock", "problem");
    assert!(found.contains(&format!("process {} has been writing", std::process::id())), "{found}");
    drop(lock);
    expect(&diagnose(&sandbox, 0).await, "database-lock", "ok");
}

#[tokio::test]
async fn folder_that_others_can_write_to_is_a_problem() {
    let sandbox = initialized_sandbox().await;
    set_mode(&sandbox, ".", 0o777);
    assert!(expect(&diagnose(&sandbox, 1).await, "database-folder", "problem").contains("0777"));
}

#[tokio::test]
async fn expired_or_mismatched_certificate_is_a_problem() {
    let authority = CertificateAuthority::new();
    let sandbox = Sandbox::on_sqlite().with("TLS_CERT", "cert.pem").with("TLS_KEY", "key.pem");
    let write = |[certificate, key]: [String; 2]| {
        sandbox.write("cert.pem", certificate);
        sandbox.write("key.pem", key);
        set_mode(&sandbox, "key.pem", 0o600);
    };
    write(authority.issue());
    assert!(expect(&diagnose(&sandbox, 0).await, "tls-certificate", "ok").contains("match"));
    write(authority.issue_until(2020, 2, 29));
    assert!(
        expect(&diagnose(&sandbox, 1).await, "tls-certificate", "problem").contains("expired on 2020-02-29")
    );
    let [_, other_key] = authority.issue();
    sandbox.write("key.pem", other_key);
    assert!(
        expect(&diagnose(&sandbox, 1).await, "tls-certificate", "problem").contains("with the private key")
    );
    set_mode(&sandbox, "key.pem", 0o644);
    assert!(expect(&diagnose(&sandbox, 1).await, "secret-files", "problem").contains("key.pem"));
}

#[tokio::test]
async fn address_of_another_program_is_a_problem() {
    let silent = ReservedPort::take();
    let sandbox = Sandbox::on_sqlite().with("BIND_ADDR", &silent.address().to_string());
    let findings = diagnose(&sandbox, 1).await;
    assert!(expect(&findings, "listen-address", "problem").contains(&silent.address().to_string()));
    // A program that accepts connections but never responds.
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = hanging.local_addr().unwrap().to_string();
    let sandbox = Sandbox::on_sqlite().with("METRICS_ADDR", &address);
    assert!(expect(&diagnose(&sandbox, 1).await, "metrics-address", "problem").contains("another program"));
    let elsewhere =
        Sandbox::on_sqlite().with("BIND_ADDR", "192.0.2.1:8000").with("METRICS_ADDR", "0.0.0.0:0");
    let findings = diagnose(&elsewhere, 1).await;
    assert!(expect(&findings, "listen-address", "problem").contains("192.0.2.1"));
    assert!(expect(&findings, "metrics-address", "warning").contains("without a password"));
}
