//! Checks the secret key, by the rules of `serve`. The settings have already checked a key in `SECRET_KEY`.

use std::io;
use std::path::Path;

use tasklane_sqlite::has_unrevoked_session;

use super::deadline::limited_on_a_thread;
use super::finding::Finding;
use crate::application::check_length;
use crate::secret_key;
use crate::settings::{Database, SecretKey, Settings};

const CHECK: &str = "secret-key";

pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let settings = settings.clone();
    limited_on_a_thread(CHECK, move || vec![check_key(&settings)]).await
}

fn check_key(settings: &Settings) -> Finding {
    let SecretKey::File(path) = &settings.secret_key else {
        return Finding::ok(CHECK, "set in SECRET_KEY");
    };
    let loaded = secret_key::load(path)
        .and_then(|key| key.map(|key| check_length(settings, &key)).transpose().map(|key| key.is_some()));
    evaluate(path, loaded, || has_session(settings))
}

/// Whether a user would be signed out by a new key. Other checks report an unreadable database.
fn has_session(settings: &Settings) -> bool {
    let Database::Sqlite(config) = &settings.database else { return false };
    config.path().exists() && has_unrevoked_session(config).unwrap_or(false)
}

fn evaluate(path: &Path, is_present: io::Result<bool>, has_session: impl FnOnce() -> bool) -> Finding {
    let file = path.display();
    match is_present {
        Ok(true) => Finding::ok(CHECK, format!("in {file}")),
        Ok(false) if has_session() => Finding::warning(
            CHECK,
            format!("the database has sessions, but there is no key file {file}"),
            "restore the file from its backup: the next start creates a new key, and all users must log in again",
        ),
        Ok(false) => Finding::ok(CHECK, format!("the first start creates {file}")),
        Err(error) => Finding::problem(
            CHECK,
            format!("cannot use the key file {file}: {error}"),
            "restore the file, or write the output of `openssl rand -base64 48` into it",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    #[test]
    fn missing_key_is_reported_only_if_sessions_exist() {
        let level = |is_present, has_session| evaluate(Path::new("a.key"), is_present, || has_session).level;
        assert_eq!(level(Ok(true), true), Level::Ok);
        assert_eq!(level(Ok(false), false), Level::Ok);
        assert_eq!(level(Ok(false), true), Level::Warning);
        assert_eq!(level(Err(io::ErrorKind::PermissionDenied.into()), true), Level::Problem);
    }
}
