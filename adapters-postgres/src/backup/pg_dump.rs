//! The commands `pg_dump` and `pg_restore` with which an operator backs up a database and restores it.

use std::path::Path;

use secrecy::SecretString;
use tokio_postgres::config::Host;

use crate::connection::config::PostgresConfig;
use crate::connection::tls_options::{SslMode, TlsOptions};

impl PostgresConfig {
    /// Returns the shell command that dumps this database to a file. It does not contain the password: `pg_dump` prompts for
    /// the password, or reads it from `~/.pgpass`.
    pub fn dump_command(&self, to: &Path) -> String {
        let (parameters, to) = (shell_word(&self.conninfo()), shell_word(&to.to_string_lossy()));
        format!("pg_dump --format=custom --no-owner --dbname={parameters} --file={to}")
    }

    /// Returns the shell command that restores a dump file into this database. It does not contain the password.
    pub fn restore_command(&self, from: &Path) -> String {
        let (parameters, from) = (shell_word(&self.conninfo()), shell_word(&from.to_string_lossy()));
        format!("pg_restore --no-owner --exit-on-error --dbname={parameters} {from}")
    }

    /// Returns the arguments with which `pg_dump` writes this database to standard output. They don't contain the
    /// password, because every user of the machine can read the arguments of a process.
    pub fn dump_arguments(&self) -> [String; 4] {
        [
            "--format=custom".to_owned(),
            "--no-owner".to_owned(),
            "--no-password".to_owned(),
            format!("--dbname={}", self.conninfo()),
        ]
    }

    /// Returns the password in the URL, for the environment of `pg_dump`.
    pub fn password(&self) -> Option<SecretString> {
        let password = self.target().session.get_password()?;
        Some(String::from_utf8_lossy(password).into_owned().into())
    }

    fn conninfo(&self) -> String {
        let parameters = self.parameters();
        let parameters: Vec<String> =
            parameters.iter().map(|(name, value)| conninfo_parameter(name, value)).collect();
        parameters.join(" ")
    }

    /// Returns the connection parameters under their libpq names.
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let session = &self.target().session;
        let hosts: Vec<String> = session.get_hosts().iter().map(host).collect();
        let addresses: Vec<String> = session.get_hostaddrs().iter().map(ToString::to_string).collect();
        let ports: Vec<String> = session.get_ports().iter().map(ToString::to_string).collect();
        let TlsOptions { mode, root } = self.encryption();
        let mode = match mode {
            SslMode::Disable => None,
            SslMode::Require => Some("require"),
            SslMode::VerifyCa => Some("verify-ca"),
            SslMode::VerifyFull => Some("verify-full"),
        };
        let all = [
            ("host", Some(hosts.join(","))),
            ("hostaddr", Some(addresses.join(","))),
            ("port", Some(ports.join(","))),
            ("user", session.get_user().map(str::to_owned)),
            ("dbname", session.get_dbname().map(str::to_owned)),
            ("sslmode", mode.map(str::to_owned)),
            ("sslrootcert", root.clone()),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
            .collect()
    }
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(folder) => folder.to_string_lossy().into_owned(),
    }
}

/// Formats a parameter for libpq ("Keyword/Value Connection Strings" in its manual).
fn conninfo_parameter(name: &str, value: &str) -> String {
    if value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.,:/@%+".contains(c)) {
        return format!("{name}={value}");
    }
    let mut quoted = format!("{name}='");
    for c in value.chars() {
        if matches!(c, '\'' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted + "'"
}

fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn command(url: &str) -> String {
        PostgresConfig::parse(&url.into()).unwrap().dump_command(Path::new("it's.dump"))
    }

    #[test]
    fn dump_command_contains_the_connection_parameters_without_the_password() {
        assert_eq!(
            command("postgres://ada:canary@db.example:5433/tasks?sslmode=require"),
            "pg_dump --format=custom --no-owner \
             --dbname='host=db.example port=5433 user=ada dbname=tasks sslmode=require' --file='it'\\''s.dump'"
        );
        let socket = command("postgres://ada:canary@%2Frun%2Fpostgresql/my%20tasks");
        assert!(
            socket.contains(r"'host=/run/postgresql port=5432 user=ada dbname='\''my tasks'\'''"),
            "{socket}"
        );
        assert!(!socket.contains("canary"), "{socket}");
    }

    #[test]
    fn dump_arguments_do_not_contain_the_password() {
        let config = PostgresConfig::parse(&"postgres://ada:canary@db.example/tasks".into()).unwrap();
        let arguments = config.dump_arguments();
        assert_eq!(arguments[3], "--dbname=host=db.example port=5432 user=ada dbname=tasks");
        assert!(!arguments.concat().contains("canary"), "{arguments:?}");
        assert_eq!(config.password().unwrap().expose_secret(), "canary");
    }

    #[test]
    fn value_with_special_characters_is_quoted() {
        assert_eq!(conninfo_parameter("user", "ada-1.x"), "user=ada-1.x");
        assert_eq!(conninfo_parameter("user", r"a'b\c d"), r"user='a\'b\\c d'");
        assert_eq!(shell_word("user='a b'"), r"'user='\''a b'\'''");
    }
}
