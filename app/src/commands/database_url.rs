//! The URL of a database in an argument.

use std::io;

use secrecy::{ExposeSecret, SecretString};
use tasklane_postgres::PostgresConfig;
use tasklane_sqlite::SqliteConfig;

use crate::schema_migration::InvalidSource;
use crate::settings::Database;

/// With this value, a command reads the URL from standard input, because every user of the machine can see arguments.
const STANDARD_INPUT: &str = "-";

/// Parses the URL. Several arguments `-` read one line each. Accepts the URLs of `SQLAlchemy`.
pub(super) fn parse(raw: &SecretString) -> Result<Database, InvalidSource> {
    let mut url = raw.expose_secret().to_owned();
    if url == STANDARD_INPUT {
        url.clear();
        io::stdin().read_line(&mut url).map_err(InvalidSource::Unreadable)?;
    }
    let url = without_driver(url.trim());
    if url.starts_with("sqlite:") {
        return Ok(Database::Sqlite(SqliteConfig::parse(&url)?));
    }
    if url.starts_with("postgres") {
        return Ok(Database::Postgres(Box::new(PostgresConfig::parse(&url.into())?)));
    }
    Err(InvalidSource::Scheme)
}

/// Removes the driver from an `SQLAlchemy` URL, such as `postgresql+asyncpg://…`.
fn without_driver(url: &str) -> String {
    match url.split_once(':') {
        Some((scheme, rest)) => {
            let scheme = scheme.split_once('+').map_or(scheme, |(scheme, _driver)| scheme);
            format!("{scheme}:{rest}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_sqlalchemy_are_accepted() {
        for (raw, url) in [
            ("sqlite:///srv/todo.db", "sqlite:///srv/todo.db"),
            ("sqlite+aiosqlite:///srv/todo.db", "sqlite:///srv/todo.db"),
            ("postgresql+asyncpg://u:p+q@h/db", "postgresql://u:p+q@h/db"),
            ("postgres://u@h/db", "postgres://u@h/db"),
        ] {
            assert_eq!(without_driver(raw), url);
            assert!(parse(&raw.into()).is_ok(), "{raw}");
        }
        for invalid in ["todo.db", "mysql://h/db", "sqlite:", ""] {
            assert!(parse(&invalid.into()).is_err(), "{invalid}");
        }
    }
}
