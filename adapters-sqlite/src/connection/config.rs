//! The path of the database file, parsed from a URL.

use std::path::Path;

use thiserror::Error;

/// The path of a database file. Parsed from `sqlite:relative.db`, `sqlite://relative.db` or `sqlite:///absolute.db`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteConfig {
    path: String,
}

/// Why a URL of an SQLite database is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidUrl {
    /// The scheme of the URL is not `sqlite`, or is missing.
    #[error("must begin with sqlite:")]
    Scheme,
    /// The path is empty or ends with a slash.
    #[error("must name a file")]
    NoFile,
    /// The URL names a database in memory.
    #[error("must name a file: a database in memory would be lost with the process")]
    InMemory,
    /// The URL has a query.
    #[error("must not have options after a question mark: no options are supported")]
    Options,
}

impl SqliteConfig {
    /// Uses the path as it is, without percent-decoding.
    pub fn parse(url: &str) -> Result<Self, InvalidUrl> {
        let rest = url.strip_prefix("sqlite:").ok_or(InvalidUrl::Scheme)?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        if path.contains(":memory:") {
            return Err(InvalidUrl::InMemory);
        }
        if path.contains('?') {
            return Err(InvalidUrl::Options);
        }
        if path.is_empty() || path.ends_with('/') {
            return Err(InvalidUrl::NoFile);
        }
        // SQLite would parse a name that begins with "file:" as a URI with options.
        let path = if path.starts_with('/') { path.to_owned() } else { format!("./{path}") };
        Ok(Self { path })
    }

    /// Returns the configuration for a path. Does not check the path, which must be one that [`parse`](Self::parse)
    /// accepts in a URL.
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_string_lossy().into_owned() }
    }

    /// Returns the path of the database file.
    pub fn path(&self) -> &Path {
        Path::new(&self.path)
    }

    pub(crate) fn path_text(&self) -> &str {
        &self.path
    }
}
