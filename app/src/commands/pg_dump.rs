//! Runs `pg_dump` for `tasklane backup --into` on PostgreSQL.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use secrecy::ExposeSecret;
use tasklane_postgres::PostgresConfig;
use tempfile::NamedTempFile;

use super::errors::DumpError;

/// Dumps the database to a new file that only its owner can read. Returns its size. The dump gets its final name when
/// it is complete and durable.
pub(super) fn dump(config: &PostgresConfig, to: &Path) -> Result<u64, DumpError> {
    let not_written = |source| not_written(to.to_owned(), source);
    if to.symlink_metadata().is_ok() {
        return Err(DumpError::Exists(to.to_owned()));
    }
    let partial = partial_file(to)?;
    run(config, partial.as_file())?;
    partial.as_file().sync_all().map_err(not_written)?;
    let bytes = partial.as_file().metadata().map_err(not_written)?.len();
    partial.persist_noclobber(to).map_err(|error| not_written(error.error))?;
    File::open(folder(to)).and_then(|folder| folder.sync_all()).map_err(not_written)?;
    Ok(bytes)
}

/// Creates `NAME.part`. Only one process can create it, and only its owner can read it.
fn partial_file(to: &Path) -> Result<NamedTempFile, DumpError> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let created = tempfile::Builder::new().prefix(&name).rand_bytes(0).tempfile_in(folder(to));
    created.map_err(|source| not_written(folder(to).join(&name), source))
}

fn not_written(path: PathBuf, source: io::Error) -> DumpError {
    match source.kind() {
        io::ErrorKind::AlreadyExists => DumpError::Exists(path),
        _ => DumpError::NotWritten { path, source },
    }
}

fn folder(of: &Path) -> &Path {
    of.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Standard output is a file, so `pg_dump` can write the positions of the tables into it. The password is in the
/// environment of the process, which only the same user and root can read.
fn run(config: &PostgresConfig, to: &File) -> Result<(), DumpError> {
    let to = to.try_clone().map_err(DumpError::NotStarted)?;
    let mut command = Command::new("pg_dump");
    command.args(config.dump_arguments()).stdin(Stdio::null()).stdout(to);
    if let Some(password) = config.password() {
        command.env("PGPASSWORD", password.expose_secret());
    }
    let status = command.status().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => DumpError::NotInstalled,
        _ => DumpError::NotStarted(error),
    })?;
    if status.success() { Ok(()) } else { Err(DumpError::Failed(status)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_names_the_existing_file() {
        let config = PostgresConfig::parse(&"postgres://ada@127.0.0.1:1/tasks".into()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("a.dump");
        for existing in ["a.dump.part", "a.dump"].map(|name| folder.path().join(name)) {
            File::create(&existing).unwrap();
            let error = dump(&config, &to).unwrap_err();
            assert!(matches!(&error, DumpError::Exists(path) if *path == existing), "{error}");
        }
    }
}
