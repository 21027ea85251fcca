//! The database settings. The scheme of `DATABASE_URL` selects SQLite or PostgreSQL.

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
pub enum ListenNotify {
    On,
    Off,
}

/// The connection pooler between the server and PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooler {
    None,
    Transaction,
}

impl Pooler {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        reader.or_default("DATABASE_POOLER", Self::None, |raw| match raw {
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

    /// A transaction pooler does not deliver notifications, because LISTEN needs a dedicated connection.
    pub(super) fn listen_notify(self) -> ListenNotify {
        match self {
            Self::None => ListenNotify::On,
            Self::Transaction => ListenNotify::Off,
        }
    }

    /// Migrations hold a session-level advisory lock, which a transaction pooler does not support.
    pub(super) fn migrate_on_start(self, reader: &mut Reader<'_>) -> bool {
        let migrates = reader.boolean("MIGRATE_ON_START", true);
        if migrates && self == Self::Transaction {
            reader.fault(
                "MIGRATE_ON_START",
                "must be false with DATABASE_POOLER=transaction: run `tasklane migrate` with the address of the \
                database itself and without DATABASE_POOLER",
            );
        }
        migrates
    }
}

/// Reads `DATABASE_URL` and `DATABASE_READ_URL`. Returns `None` only if it has added an error to `reader`.
pub(super) fn read(reader: &mut Reader<'_>, pooler: Pooler) -> Option<Database> {
    let database = reader
        .secret("DATABASE_URL", |url| Database::parse(url.expose_secret(), pooler))
        .or_else(|| Database::parse(DEFAULT, pooler).ok());
    if let (Some(Database::Sqlite(_)), Pooler::Transaction) = (&database, pooler) {
        reader.fault("DATABASE_POOLER", "needs a PostgreSQL database in DATABASE_URL");
    }
    let replica = reader.secret("DATABASE_READ_URL", |url| pooler.parse(url));
    let shard_count = reader.integer("CITUS_SHARD_COUNT", 128, 1, 32_000);
    let database = database.map(|database| database.with_shard_count(shard_count));
    match (database, replica) {
        (Some(Database::Postgres(config)), Some(replica)) => {
            Some(Database::Postgres(Box::new(config.with_read_replica(replica))))
        }
        (Some(Database::Sqlite(_)), Some(_)) => {
            reader.fault("DATABASE_READ_URL", "needs a PostgreSQL database in DATABASE_URL");
            None
        }
        (database, _) => database,
    }
}

impl Database {
    /// Returns whether connections leave the machine without encryption.
    pub(crate) fn is_unencrypted_remote(&self) -> bool {
        matches!(self, Self::Postgres(config) if config.is_unencrypted_remote())
    }

    fn with_shard_count(self, shard_count: u16) -> Self {
        match self {
            Self::Sqlite(config) => Self::Sqlite(config),
            Self::Postgres(config) => Self::Postgres(Box::new(config.with_shard_count(shard_count))),
        }
    }

    /// Rejects unknown schemes: a mistyped URL must not create an empty SQLite file.
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
    fn transaction_pooler_needs_postgresql_and_no_migration_on_start() {
        let pooled = |url| {
            let settings = [("DATABASE_POOLER", "transaction"), ("DATABASE_URL", url)];
            let settings = Environment::from_pairs(settings.map(|(name, value)| (name, value.to_owned())));
            Settings::read(&settings).unwrap_err().to_string()
        };
        let report = pooled("postgres://ada@db.example/tasks");
        assert!(report.contains("MIGRATE_ON_START: must be false"), "{report}");
        assert!(!report.contains("DATABASE_POOLER: "), "{report}");
        let report = pooled("sqlite://tasklane.db");
        assert!(report.contains("DATABASE_POOLER: needs a PostgreSQL"), "{report}");
    }
}
