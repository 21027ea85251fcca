//! The secret key file beside an embedded database, created at the first start.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use tasklane_auth::{SystemEntropy, check_secret, generate_secret};

/// Returns the path of the key file: `tasklane.db.key` for `tasklane.db`.
pub(crate) fn key_file_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

/// Returns the key and whether it was created by this call. Processes that start at the same time get the same key.
pub(crate) fn load_or_create(path: &Path) -> io::Result<(SecretString, bool)> {
    match load(path)? {
        Some(key) => Ok((key, false)),
        None => create(path),
    }
}

/// Returns the key, or `None` if there is no file.
pub(crate) fn load(path: &Path) -> io::Result<Option<SecretString>> {
    match fs::read_to_string(path) {
        Ok(key) => check(key.trim()).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Checks a key that was read from the file: an operator may have edited or emptied it.
fn check(key: &str) -> io::Result<SecretString> {
    let key = SecretString::from(key);
    check_secret(&key).map_err(|weakness| io::Error::new(io::ErrorKind::InvalidData, weakness))?;
    Ok(key)
}

/// Writes the key under a temporary name first, so that no other process can read a partial file.
fn create(path: &Path) -> io::Result<(SecretString, bool)> {
    let key = generate_secret(&SystemEntropy);
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(key.expose_secret().as_bytes())?;
    file.sync_all()?;
    // Linking fails if the file exists. A rename would replace a key that another process already uses.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Ok(()) => Ok((key, true)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => load_or_create(path),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn key_file_is_created_once_and_readable_by_its_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = key_file_path(&directory.path().join("tasks.db"));
        assert!(path.ends_with("tasks.db.key"));
        let (created, is_new) = load_or_create(&path).unwrap();
        let (read, is_new_again) = load_or_create(&path).unwrap();
        assert_eq!((is_new, is_new_again), (true, false));
        assert_eq!(created.expose_secret(), read.expose_secret());
        assert!(created.expose_secret().len() >= 32);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "the temporary file must be removed");
    }
}
