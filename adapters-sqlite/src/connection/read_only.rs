//! Opens a database file without changing it.

use std::path::Path;

use diesel::prelude::*;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::connection::file_name::file_name;

#[derive(Debug, Error)]
pub(crate) enum OpenReadOnlyError {
    #[error("SQLite does not accept the file name")]
    UnusableName,
    #[error("cannot open the file")]
    Failed(#[source] Cause),
}

/// Opens a file that other programs may write to at the same time.
pub(crate) fn open_read_only(from: &Path) -> Result<SqliteConnection, OpenReadOnlyError> {
    open(from, "mode=ro")
}

/// Opens a file that no program writes to. If the file has a log, SQLite must be able to create the log's index file.
/// Without a log, the directory can be read-only.
pub(crate) fn open_immutable(from: &Path) -> Result<SqliteConnection, OpenReadOnlyError> {
    let has_log = ["-wal", "-journal"].iter().any(|ending| {
        let mut log = from.as_os_str().to_owned();
        log.push(ending);
        Path::new(&log).exists()
    });
    open(from, if has_log { "mode=ro" } else { "mode=ro&immutable=1" })
}

fn open(from: &Path, options: &str) -> Result<SqliteConnection, OpenReadOnlyError> {
    let name = file_name(from).ok_or(OpenReadOnlyError::UnusableName)?;
    let url = format!("file:{}?{options}", escaped(&name));
    SqliteConnection::establish(&url).map_err(|cause| OpenReadOnlyError::Failed(cause.into()))
}

/// Escapes the characters that are special in a URI of SQLite (sqlite.org/uri.html).
fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_name_is_escaped_for_a_uri() {
        assert_eq!(escaped("./a%20?#.db"), "./a%2520%3f%23.db");
    }
}
