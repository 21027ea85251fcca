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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    On,
    Off,
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

    /// Nobody is told anything on a connection that others use in between.
    pub(super) fn listening(self, reader: &mut Reader<'_>) -> Listening {
        let listens = reader.boolean("DATABASE_LISTEN", self == Self::None);
        if listens && self == Self::Transaction {
            reader.fault(
                "DATABASE_LISTEN",
                "must be false with DATABASE_POOLER=transaction, which passes nothing on",
            );
        }
        if listens { Listening::On } else { Listening::Off }
    }

    /// No connection lasts for as long as a migration needs its lock.
    pub(super) fn migrate_on_start(self, reader: &mut Reader<'_>) -> bool {
        let migrates = reader.boolean("MIGRATE_ON_START", true);
        if migrates && self == Self::Transaction {
            reader.fault(
                "MIGRATE_ON_START",
                "must be false with DATABASE_POOLER=transaction: run tasklane migrate by the address of the \
                 database itself, without DATABASE_POOLER",
            );
        }
        migrates
    }
}

/// `None` where something is wrong with it.
pub(super) fn read(reader: &mut Reader<'_>, pooler: Pooler) -> Option<Database> {
    let database = reader
        .secret("DATABASE_URL", |url| Database::parse(url.expose_secret(), pooler))
        .or_else(|| Database::parse(DEFAULT, pooler).ok());
    if let (Some(Database::Sqlite(_)), Pooler::Transaction) = (&database, pooler) {
        reader.fault("DATABASE_POOLER", "needs a PostgreSQL in DATABASE_URL, in front of which it stands");
    }
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

#[cfg(test)]
mod tests {
    use crate::settings::{Environment, Settings};

    #[test]
    fn a_pooler_stands_in_front_of_a_postgresql_and_can_not_do_everything() {
        let pooled = |url| {
            let settings =
                [("DATABASE_POOLER", "transaction"), ("DATABASE_LISTEN", "true"), ("DATABASE_URL", url)];
            let settings = Environment::of(settings.map(|(name, value)| (name, value.to_owned())));
            Settings::read(&settings).unwrap_err().to_string()
        };
        let report = pooled("postgres://ada@db.example/tasks");
        assert!(report.contains("MIGRATE_ON_START: must be false"), "{report}");
        assert!(report.contains("DATABASE_LISTEN: must be false"), "{report}");
        assert!(!report.contains("DATABASE_POOLER: "), "{report}");
        let report = pooled("sqlite://tasklane.db");
        assert!(report.contains("DATABASE_POOLER: needs a PostgreSQL"), "{report}");
    }
}
