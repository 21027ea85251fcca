//! Detects whether two addresses name the same database.

use crate::connection::config::PostgresConfig;

impl PostgresConfig {
    /// Whether both addresses name the same database on the same hosts. Two names of one host are different.
    pub fn is_same_database(&self, other: &Self) -> bool {
        let [own, other] = [self, other].map(|config| &config.target().session);
        let database =
            |session: &tokio_postgres::Config| session.get_dbname().or(session.get_user()).map(str::to_owned);
        own.get_hosts() == other.get_hosts()
            && own.get_hostaddrs() == other.get_hostaddrs()
            && own.get_ports() == other.get_ports()
            && database(own) == database(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_host_port_and_name_identify_a_database() {
        let config = |url: &str| PostgresConfig::parse(&url.into()).unwrap();
        let own = config("postgres://ada:one@db.example/tasks");
        for same in
            ["postgres://bob:two@db.example:5432/tasks?sslmode=require", "postgresql://db.example/tasks"]
        {
            assert!(own.is_same_database(&config(same)), "{same}");
        }
        for other in [
            "postgres://ada:one@db.example/other",
            "postgres://ada:one@db.example:5433/tasks",
            "postgres://ada:one@other.example/tasks",
        ] {
            assert!(!own.is_same_database(&config(other)), "{other}");
        }
        assert!(config("postgres://ada@db/ada").is_same_database(&config("postgres://ada@db")));
    }
}
