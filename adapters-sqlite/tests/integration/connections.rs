//! URLs of databases, and files that can't be used as a database.

use std::fs;

use tasklane_sqlite::testing::TestDatabase;
use tasklane_sqlite::{InvalidUrl, OpenError, SqliteConfig, open};

fn open_error(url: &str) -> OpenError {
    open(&SqliteConfig::parse(url).unwrap()).map(drop).unwrap_err()
}

#[test]
fn url_names_a_file() {
    let path = |url: &str| SqliteConfig::parse(url).map(|config| config.path().to_owned());
    for url in ["sqlite:data/tasks.db", "sqlite://data/tasks.db"] {
        assert_eq!(path(url), Ok("./data/tasks.db".into()), "{url}");
    }
    for url in ["sqlite:/var/lib/tasks.db", "sqlite:///var/lib/tasks.db"] {
        assert_eq!(path(url), Ok("/var/lib/tasks.db".into()), "{url}");
    }
}

#[test]
fn url_without_a_file_is_rejected() {
    let cases = [
        ("", InvalidUrl::Scheme),
        ("tasks.db", InvalidUrl::Scheme),
        ("/var/lib/tasks.db", InvalidUrl::Scheme),
        ("sqlte://tasks.db", InvalidUrl::Scheme),
        ("postgres://localhost/tasks", InvalidUrl::Scheme),
        ("sqlite:", InvalidUrl::NoFile),
        ("sqlite://", InvalidUrl::NoFile),
        ("sqlite:///", InvalidUrl::NoFile),
        ("sqlite://data/", InvalidUrl::NoFile),
        ("sqlite::memory:", InvalidUrl::InMemory),
        ("sqlite://:memory:", InvalidUrl::InMemory),
        ("sqlite:file::memory:?cache=shared", InvalidUrl::InMemory),
        ("sqlite://tasks.db?mode=ro", InvalidUrl::Options),
        ("sqlite:file:tasks?mode=memory", InvalidUrl::Options),
    ];
    for (url, expected) in cases {
        assert_eq!(SqliteConfig::parse(url), Err(expected), "{url}");
    }
}

#[test]
fn missing_directory_is_not_created() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/dta/tasks.db", directory.path().display());
    assert!(matches!(open_error(&url), OpenError::NoDirectory(_)));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn file_that_is_not_a_database_is_left_unchanged() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("letter.txt");
    let letter = "Dear reader, ".repeat(100);
    fs::write(&file, &letter).unwrap();
    assert!(matches!(open_error(&format!("sqlite://{}", file.display())), OpenError::NotADatabase(_)));
    assert_eq!(fs::read_to_string(&file).unwrap(), letter);
    let of_directory = open_error(&format!("sqlite://{}", directory.path().display()));
    assert!(matches!(of_directory, OpenError::Unusable { .. }), "{of_directory:?}");
}

#[cfg(unix)]
#[test]
fn new_file_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig::parse(&format!("sqlite://{}/new.db", directory.path().display())).unwrap();
    let _stores = open(&config).unwrap();
    let mut modes = Vec::new();
    for entry in fs::read_dir(directory.path()).unwrap() {
        modes.push(entry.unwrap().metadata().unwrap().permissions().mode() & 0o777);
    }
    assert_eq!(modes, [0o600; 3], "only the owner may access the database, its -wal file and its -shm file");
}

#[cfg(unix)]
#[test]
fn write_protected_file_is_rejected() {
    use std::os::unix::fs::PermissionsExt;
    let database = TestDatabase::create();
    let config = database.config();
    fs::set_permissions(config.path(), fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().write(true).open(config.path()).is_ok() {
        return; // The test runs as root, which may write every file.
    }
    assert!(matches!(open_error(&database.url()), OpenError::Unusable { .. }));
}

#[tokio::test]
async fn empty_file_is_not_healthy() {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig::parse(&format!("sqlite://{}/new.db", directory.path().display())).unwrap();
    open(&config).unwrap().health.check().await.unwrap_err();
}

#[tokio::test]
async fn threads_end_with_the_last_store() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let clone = stores.clone();
    let log = database.config().path().with_extension("db-wal");
    drop(stores);
    assert!(log.exists());
    clone.health.check().await.unwrap();
    drop(clone);
    assert!(!log.exists());
}
