//! A database for one test.

use std::fs;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::{SqliteConfig, migrate};

/// A migrated file that goes when this does.
#[derive(Debug)]
pub struct TestDatabase {
    directory: TempDir,
}

impl TestDatabase {
    pub fn create() -> Self {
        static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
        let database = Self { directory: tempfile::tempdir().unwrap() };
        fs::write(database.config().path(), MIGRATED.get_or_init(migrated)).unwrap();
        database
    }

    pub fn url(&self) -> String {
        format!("sqlite://{}", self.directory.path().join("test.db").to_str().unwrap())
    }

    pub fn config(&self) -> SqliteConfig {
        SqliteConfig::parse(&self.url()).unwrap()
    }
}

/// The one connection is closed again, so the file is all there is.
fn migrated() -> Vec<u8> {
    let database = TestDatabase { directory: tempfile::tempdir().unwrap() };
    migrate(&database.config()).unwrap();
    fs::read(database.config().path()).unwrap()
}
