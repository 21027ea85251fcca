//! Configuration errors are reported at the start, and no file is created. Exit codes: 1 failure, 2 usage or
//! configuration error.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use rustix::process::geteuid;

use crate::support::{ReservedPort, SECRET_KEY, Sandbox};

const NOBODY: u32 = 65534;

// assures: R307, R814, R905
#[tokio::test]
async fn all_configuration_errors_are_reported_without_secrets() {
    let wrong = [
        ("DATABASE_URL", "postgress://ada:canary@db.example/tasks"),
        ("SECRET_KEY", "canary"),
        ("SECRET_KEY_PREVIOUS", "canary"),
        ("PASSWORD_PEPPER", "canary"),
        ("BIND_ADDR", "localhost"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "-5"),
        ("REFRESH_TOKEN_EXPIRE_DAYS", "week"),
        ("SESSION_MAX_DAYS", "0"),
        ("ALLOWED_ORIGINS", "[\"*\"]"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("ALGORITHM", "none"),
        ("DB_POOL_SIZE", "0"),
        ("BCRYPT_COST", "4"),
        ("DEBUG", "maybe"),
        ("REGISTRATION_ENABLED", "perhaps"),
        ("PASSWORD_BLOCKLIST", "rarely"),
        ("MAX_TASKS_PER_USER", "many"),
        ("MAX_BYTES_PER_USER", "1000"),
        ("TASK_WORKFLOW", "loose"),
        ("API_V1_PREFIX", "api/v1/"),
        ("REDIS_URL", "http://ada:canary@db.example"),
        ("REDIS_CA_FILE", "canary.pem"),
        ("REDIS_TIMEOUT_MS", "1001"),
        ("RATE_LIMIT_ENABLED", "perhaps"),
        ("RATE_LIMIT_LOGIN", "20 a minute"),
        ("RATE_LIMIT_REGISTER", "0/min"),
        ("RATE_LIMIT_REFRESH", "on"),
        ("RATE_LIMIT_LINK", "60/m"),
        ("RATE_LIMIT_WRITE", "120"),
        ("RATE_LIMIT_READ", "3/h"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "tasklane=loud"),
        ("MIGRATE_ON_START", "2"),
        ("PUBLIC_URL", "tasks.example.org"),
        ("DOCS_ENABLED", "rarely"),
        ("MAX_IN_FLIGHT", "0"),
        ("REQUEST_TIMEOUT_SECONDS", "0"),
        ("METRICS_ADDR", "127.0.0.1"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://ada:canary@otlp.example"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "canary"),
        ("OTEL_TRACES_SAMPLER_ARG", "2"),
    ];
    let sandbox = wrong.iter().fold(Sandbox::bare(), |sandbox, (name, value)| sandbox.with(name, value));
    for arguments in [&[][..], &["migrate"], &["seed"], &["healthcheck"]] {
        let finished = sandbox.run(arguments).await;
        let error_message = finished.expect_error(2);
        for (name, _) in wrong {
            assert_eq!(
                error_message.matches(&format!("\n  {name}: ")).count(),
                1,
                "{name} in {error_message}"
            );
        }
        assert!(!error_message.contains("canary") && finished.stdout.is_empty(), "{finished:?}");
        assert!(sandbox.files().is_empty(), "{:?}", sandbox.files());
    }
}

#[tokio::test]
async fn value_that_is_not_utf8_is_rejected() {
    let sandbox = Sandbox::bare();
    let mut command = sandbox.command(&[]);
    command.env("SECRET_KEY", OsStr::from_bytes(b"canary-\xff-0123456789-0123456789-012345"));
    let finished = Sandbox::run_by(&mut command).await;
    let error_message = finished.expect_error(2);
    assert!(error_message.contains("SECRET_KEY: ") && !error_message.contains("canary"), "{error_message}");
}

#[tokio::test]
async fn database_with_an_unknown_scheme_is_not_created() {
    for url in
        ["mysql://ada@db/tasks", "postgress://db/tasks", "tasks.db", "file:tasks.db", "sqlit://tasks.db"]
    {
        let sandbox = Sandbox::bare().with("DATABASE_URL", url);
        for arguments in [&[][..], &["migrate"], &["migrate", "--check"], &["seed"]] {
            let finished = sandbox.run(arguments).await;
            let error_message = finished.expect_error(2);
            assert!(
                error_message.contains("DATABASE_URL: must begin with sqlite: or postgres:"),
                "{error_message}"
            );
            assert!(sandbox.files().is_empty(), "{url}: {:?}", sandbox.files());
        }
    }
}

/// If `user list` created a missing database, an operator in the wrong folder would get an empty list instead of an
/// error.
#[tokio::test]
async fn only_serve_migrate_and_seed_create_a_database() {
    let sandbox = Sandbox::on_sqlite();
    for arguments in [
        &["user", "list"][..],
        &["user", "create", "--email", "ada@example.org", "--username", "ada", "--password-stdin"],
        &["user", "deactivate", "ada"],
        &["sessions", "revoke", "--all"],
        &["backup", "copy.db"],
    ] {
        let finished = sandbox.run(arguments).await;
        let error_message = finished.expect_error(2);
        assert!(error_message.contains("tasklane.db"), "{arguments:?}: {error_message}");
        assert!(sandbox.files().is_empty(), "{arguments:?}: {:?}", sandbox.files());
    }
    for arguments in [&["migrate"][..], &["seed", "--users", "1", "--tasks", "1"]] {
        let sandbox = Sandbox::on_sqlite();
        sandbox.run(arguments).await.expect(0);
        assert!(sandbox.files().contains(&"tasklane.db".to_owned()));
    }
}

#[tokio::test]
async fn error_names_the_file_that_is_not_a_database() {
    let sandbox = Sandbox::bare();
    sandbox.write("letter.txt", "Dear Ada, ".repeat(100));
    std::fs::create_dir(sandbox.path("directory.db")).unwrap();
    for (url, expected) in [
        ("sqlite://missing/tasks.db", "there is no directory ./missing"),
        ("sqlite:///proc/tasks.db", "/proc/tasks.db can't be created"),
        ("sqlite://letter.txt", "./letter.txt is not an SQLite database"),
        ("sqlite://directory.db", "./directory.db can't be used as a database"),
        ("sqlite://letter.txt/tasks.db", "there is no directory ./letter.txt"),
    ] {
        for arguments in [&[][..], &["migrate"], &["migrate", "--check"], &["seed"]] {
            if (url, arguments) == ("sqlite:///proc/tasks.db", &["migrate", "--check"]) {
                continue; // `migrate --check` does not try to create the missing file.
            }
            let mut command = sandbox.command(arguments);
            command.env("DATABASE_URL", url);
            let finished = Sandbox::run_by(&mut command).await;
            let error_message = finished.expect_error(2);
            assert!(error_message.contains(expected), "{arguments:?}: {error_message}");
        }
    }
    assert_eq!(sandbox.files(), ["directory.db", "letter.txt"]);
}

// assures: R818
#[tokio::test]
async fn error_names_the_read_only_database() {
    let sandbox = Sandbox::bare().with("SECRET_KEY", SECRET_KEY);
    sandbox.run(&["migrate"]).await.expect(0);
    std::fs::set_permissions(sandbox.path("."), Permissions::from_mode(0o777)).unwrap();
    std::fs::set_permissions(sandbox.path("tasklane.db"), Permissions::from_mode(0o444)).unwrap();
    let mut command = sandbox.command(&[]);
    // The superuser can write to read-only files.
    if geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let Some(finished) = Sandbox::try_run(&mut command).await else {
        return; // The unprivileged user can't execute the program.
    };
    let error_message = finished.expect_error(2);
    assert!(error_message.contains("./tasklane.db can't be used as a database"), "{error_message}");
}

#[tokio::test]
async fn weak_key_file_is_named_and_its_key_not_shown() {
    for key in ["", "\n", "canary\n"] {
        let sandbox = Sandbox::bare();
        sandbox.write("tasklane.db.key", key);
        let finished = sandbox.run(&[]).await;
        let error_message = finished.expect_error(2);
        assert!(
            error_message.contains("./tasklane.db.key") && error_message.contains("32 bytes"),
            "{error_message}"
        );
        assert!(!error_message.contains("canary"), "{error_message}");
    }
}

// assures: R814
#[tokio::test]
async fn error_names_the_address_in_use() {
    let port = ReservedPort::take();
    let address = port.address().to_string();
    let finished = Sandbox::bare().with("BIND_ADDR", &address).run(&[]).await;
    let error_message = finished.expect_error(1);
    assert!(error_message.contains(&format!("cannot listen on {address}")), "{error_message}");
}
