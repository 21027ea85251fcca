//! The secret key that is made once and kept beside an embedded database.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use tasklane_auth::{SystemEntropy, check_secret, generate_secret};

/// `tasklane.db` has its key in `tasklane.db.key`.
pub(crate) fn path_beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

/// The key, and whether it was made just now. Of several processes that start at once, all get the same one.
pub(crate) fn load_or_make(path: &Path) -> io::Result<(SecretString, bool)> {
    match fs::read_to_string(path) {
        Ok(key) => check(key.trim()).map(|key| (key, false)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path),
        Err(error) => Err(error),
    }
}

/// Somebody may have put a key there, or emptied the file.
fn check(key: &str) -> io::Result<SecretString> {
    let key = SecretString::from(key);
    check_secret(&key).map_err(|weakness| io::Error::new(io::ErrorKind::InvalidData, weakness))?;
    Ok(key)
}

/// Written under another name first: under its own, the file is there whole or not at all.
fn make(path: &Path) -> io::Result<(SecretString, bool)> {
    let key = generate_secret(&SystemEntropy);
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(key.expose_secret().as_bytes())?;
    file.sync_all()?;
    // A link fails where the name is taken; a rename would replace what another process goes by already.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => Ok((key, true)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => load_or_make(path),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = path_beside(&directory.path().join("tasks.db"));
        assert!(path.ends_with("tasks.db.key"));
        let (made, is_new) = load_or_make(&path).unwrap();
        let (read, is_new_again) = load_or_make(&path).unwrap();
        assert_eq!((is_new, is_new_again), (true, false));
        assert_eq!(made.expose_secret(), read.expose_secret());
        assert!(made.expose_secret().len() >= 32);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "the draft is gone");
    }
}
