//! Checks and copies the backup that is restored.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::errors::RestoreError;
use crate::connection::config::SqliteConfig;
use crate::connection::connect::{OpenError, connect_existing};
use crate::connection::errors::{is_full_or_busy, is_not_a_database};
use crate::connection::file_name::file_name;
use crate::connection::read_only::{OpenReadOnlyError, open_immutable};
use crate::migrate::{MigrateError, missing};

/// The first bytes of every SQLite database (sqlite.org/fileformat.html).
const HEADER: &[u8; 16] = b"SQLite format 3\0";

const OUR_TABLES: &str = "SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name IN \
                          ('users', 'tasks', 'task_counters', 'sessions', '__diesel_schema_migrations')";

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Checks that the file has the header of a database and is not the current database.
pub(super) fn expect_file(from: &Path, database: &Path) -> Result<(), RestoreError> {
    let unreadable =
        |source: io::Error| RestoreError::Unreadable { path: from.to_owned(), source: source.into() };
    if !from.is_file() {
        return Err(RestoreError::NoFile(from.to_owned()));
    }
    let same = |path: &Path| fs::canonicalize(path).ok();
    if same(database).is_some_and(|database| same(from) == Some(database)) {
        return Err(RestoreError::Itself(from.to_owned()));
    }
    if has_database_header(from).map_err(unreadable)? {
        Ok(())
    } else {
        Err(RestoreError::NotADatabase(from.to_owned()))
    }
}

pub(super) fn has_database_header(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut start)?;
    Ok(start == HEADER)
}

/// Checks every page and index, and that this program supports the schema. Then copies the file with the content of its
/// write-ahead log. Does not change the backup.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), RestoreError> {
    let mut source = open_immutable(from).map_err(|source| match source {
        OpenReadOnlyError::UnusableName => RestoreError::UnusableName(from.to_owned()),
        OpenReadOnlyError::Failed(source) => RestoreError::Unreadable { path: from.to_owned(), source },
    })?;
    let failed = |cause: diesel::result::Error| damaged_or_unreadable(from, cause);
    source.batch_execute("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF").map_err(failed)?;
    let findings: Vec<Finding> =
        diesel::sql_query("PRAGMA integrity_check(10)").load(&mut source).map_err(failed)?;
    let findings: Vec<String> = findings.into_iter().map(|finding| finding.integrity_check).collect();
    if findings != ["ok"] {
        return Err(RestoreError::Damaged { path: from.to_owned(), findings });
    }
    let ours: Count = diesel::sql_query(OUR_TABLES).get_result(&mut source).map_err(failed)?;
    if ours.count != 5 {
        return Err(RestoreError::NotTasklane(from.to_owned()));
    }
    match missing(&mut source) {
        Ok(_to_be_applied) => {}
        Err(MigrateError::NewerSchema(versions)) => {
            return Err(RestoreError::NewerSchema { path: from.to_owned(), versions });
        }
        Err(error) => return Err(RestoreError::Unreadable { path: from.to_owned(), source: error.into() }),
    }
    source.batch_execute("PRAGMA query_only = OFF").map_err(failed)?;
    let name = file_name(to).ok_or_else(|| RestoreError::UnusableName(to.to_owned()))?;
    let not_written = |cause: diesel::result::Error| match cause.to_string() {
        text if is_full_or_busy(&text) => {
            RestoreError::NotWritten { path: to.to_owned(), source: io::Error::other(text) }
        }
        _ => failed(cause),
    };
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(&name).execute(&mut source).map_err(not_written)?;
    Ok(())
}

fn damaged_or_unreadable(from: &Path, cause: diesel::result::Error) -> RestoreError {
    let path = from.to_owned();
    let text = cause.to_string();
    if is_not_a_database(&cause) || text.contains("malformed") {
        RestoreError::Damaged { path, findings: vec![text] }
    } else {
        RestoreError::Unreadable { path, source: cause.into() }
    }
}

/// Checkpoints the write-ahead log and leaves WAL mode, so that the copy is a single file.
pub(super) fn merge_wal(copy: &SqliteConfig) -> Result<(), RestoreError> {
    let unusable = |cause: diesel::result::Error| {
        RestoreError::Open(OpenError::Unusable { path: copy.path().to_owned(), source: cause.into() })
    };
    if let Some(mut connection) = connect_existing(copy)? {
        connection.batch_execute("PRAGMA journal_mode = DELETE").map_err(unusable)?;
    }
    Ok(())
}
