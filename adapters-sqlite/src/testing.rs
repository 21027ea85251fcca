//! Databases for tests.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use tempfile::TempDir;

use crate::{SqliteConfig, migrate};

/// A migrated database file. Dropping this value deletes the file.
#[derive(Debug)]
pub struct TestDatabase {
    directory: TempDir,
}

impl TestDatabase {
    /// Creates the file. The first call in a process migrates it, and later calls copy the result.
    pub fn create() -> Self {
        static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
        let database = Self { directory: tempfile::tempdir().unwrap() };
        fs::write(database.config().path(), MIGRATED.get_or_init(migrated)).unwrap();
        database
    }

    /// Returns the URL of the file.
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.directory.path().join("test.db").to_str().unwrap())
    }

    /// Returns the configuration for the stores.
    pub fn config(&self) -> SqliteConfig {
        SqliteConfig::parse(&self.url()).unwrap()
    }
}

/// Returns the content of a migrated file. No connection is open, so there is no log.
fn migrated() -> Vec<u8> {
    let database = TestDatabase { directory: tempfile::tempdir().unwrap() };
    migrate(&database.config()).unwrap();
    fs::read(database.config().path()).unwrap()
}

/// Runs statements on a database file, bypassing the stores.
pub fn execute(path: &Path, statements: &str) {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.batch_execute(statements).unwrap();
}

/// A transaction that holds the write lock. Dropping this value rolls it back.
pub struct WriteLock(SqliteConnection);

impl WriteLock {
    /// Begins the transaction.
    pub fn acquire(path: &Path) -> Self {
        let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        connection.batch_execute("BEGIN IMMEDIATE").unwrap();
        Self(connection)
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        self.0.batch_execute("ROLLBACK").unwrap();
    }
}

#[derive(QueryableByName)]
struct Integrity {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Returns the result of SQLite's integrity check: the errors found, or "ok".
pub fn integrity_of(path: &Path) -> String {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let check = diesel::sql_query("PRAGMA integrity_check");
    let found: Vec<Integrity> = check.load(&mut connection).unwrap();
    found.into_iter().map(|row| row.integrity_check).collect::<Vec<_>>().join("\n")
}
