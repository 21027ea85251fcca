//! Which database, by the scheme of its URL.

use secrecy::{ExposeSecret, SecretString};
use tasklane_postgres::{InvalidUrl, PostgresConfig};
use tasklane_sqlite::SqliteConfig;

use super::reader::Reader;

const DEFAULT: &str = "sqlite://tasklane.db";

#[derive(Debug, Clone)]
pub enum Database {
    Sqlite(SqliteConfig),
    Postgres(Box<PostgresConfig>),
}

/// What is between the server and its PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooler {
    None,
    Transaction,
}

impl Pooler {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        reader.or("DATABASE_POOLER", Self::None, |raw| match raw {
            "none" => Ok(Self::None),
            "transaction" => Ok(Self::Transaction),
            _ => Err("must be none or transaction"),
        })
    }

    fn parse(self, url: &SecretString) -> Result<PostgresConfig, InvalidUrl> {
        match self {
            Self::None => PostgresConfig::parse(url),
            Self::Transaction => PostgresConfig::parse_behind_pooler(url),
        }
    }
}

/// `None` where something is wrong with it.
pub(super) fn read(reader: &mut Reader<'_>, pooler: Pooler) -> Option<Database> {
    let database = reader
        .secret("DATABASE_URL", |url| Database::parse(url.expose_secret(), pooler))
        .or_else(|| Database::parse(DEFAULT, pooler).ok());
    let replica = reader.secret("DATABASE_READ_URL", |url| pooler.parse(url));
    match (database, replica) {
        (Some(Database::Postgres(config)), Some(replica)) => {
            Some(Database::Postgres(Box::new(config.reading_from(replica))))
        }
        (Some(Database::Sqlite(_)), Some(_)) => {
            reader.fault(
                "DATABASE_READ_URL",
                "needs a PostgreSQL in DATABASE_URL, of which it names a replica",
            );
            None
        }
        (database, _) => database,
    }
}

impl Database {
    /// Whether what is said to it can be read on the way.
    pub(crate) fn can_be_overheard(&self) -> bool {
        matches!(self, Self::Postgres(config) if config.can_be_overheard())
    }

    /// A URL must have a scheme that is known: a typo must not quietly become an empty database.
    pub(super) fn parse(url: &str, pooler: Pooler) -> Result<Self, String> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => SqliteConfig::parse(url).map(Self::Sqlite).map_err(|error| error.to_string()),
            Some("postgres" | "postgresql") => match pooler.parse(&url.into()) {
                Ok(config) => Ok(Self::Postgres(Box::new(config))),
                Err(error) => Err(error.to_string()),
            },
            _ => Err("must begin with sqlite: or postgres:".to_owned()),
        }
    }
}
