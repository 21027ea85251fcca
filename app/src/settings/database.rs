//! Which database, by the scheme of its URL.

use tasklane_postgres::PostgresConfig;
use tasklane_sqlite::SqliteConfig;

#[derive(Debug, Clone)]
pub enum Database {
    Sqlite(SqliteConfig),
    Postgres(Box<PostgresConfig>),
}

impl Database {
    /// Whether what is said to it can be read on the way.
    pub(crate) fn can_be_overheard(&self) -> bool {
        matches!(self, Self::Postgres(config) if config.can_be_overheard())
    }

    /// A URL must have a scheme that is known: a typo must not quietly become an empty database.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => SqliteConfig::parse(url).map(Self::Sqlite).map_err(|error| error.to_string()),
            Some("postgres" | "postgresql") => match PostgresConfig::parse(&url.into()) {
                Ok(config) => Ok(Self::Postgres(Box::new(config))),
                Err(error) => Err(error.to_string()),
            },
            _ => Err("must begin with sqlite: or postgres:".to_owned()),
        }
    }
}
