//! Opens a database file without any change to it.

use std::path::Path;

use diesel::prelude::*;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::connection::file_name::file_name;

#[derive(Debug, Error)]
pub(crate) enum OpenReadOnlyError {
    #[error("it is not a name that SQLite takes for a file")]
    UnusableName,
    #[error("it can't be opened")]
    Failed(#[source] Cause),
}

/// A file that other programs may write to meanwhile.
pub(crate) fn open_read_only(from: &Path) -> Result<SqliteConnection, OpenReadOnlyError> {
    open(from, "mode=ro")
}

/// A file that no program writes to. Beside a log SQLite needs its index file, and makes it; a file without one may lie
/// where nothing can be written.
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

/// What has a meaning in a URI of SQLite (sqlite.org/uri.html).
fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_escaped_for_a_uri() {
        assert_eq!(escaped("./a%20?#.db"), "./a%2520%3f%23.db");
    }
}
