//! Judges the secret key, by the rules of `serve`. The settings have already checked a key in `SECRET_KEY`.

use std::io;
use std::path::Path;

use super::finding::Finding;
use crate::application::check_length;
use crate::secret_key;
use crate::settings::{Database, SecretKey, Settings};

const CHECK: &str = "secret-key";

pub(super) fn check(settings: &Settings) -> Finding {
    let SecretKey::File(path) = &settings.secret_key else {
        return Finding::ok(CHECK, "set in SECRET_KEY");
    };
    let loaded = secret_key::load(path)
        .and_then(|key| key.map(|key| check_length(settings, &key)).transpose().map(|key| key.is_some()));
    let has_database = matches!(&settings.database, Database::Sqlite(config) if config.path().exists());
    judge(path, loaded, has_database)
}

fn judge(path: &Path, is_present: io::Result<bool>, has_database: bool) -> Finding {
    let file = path.display();
    match is_present {
        Ok(true) => Finding::ok(CHECK, format!("in {file}")),
        Ok(false) if has_database => Finding::warning(
            CHECK,
            format!("there is a database, but no key file {file}"),
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
    fn missing_key_matters_only_beside_a_database() {
        let level = |is_present, has_database| judge(Path::new("a.key"), is_present, has_database).level;
        assert_eq!(level(Ok(true), true), Level::Ok);
        assert_eq!(level(Ok(false), false), Level::Ok);
        assert_eq!(level(Ok(false), true), Level::Warning);
        assert_eq!(level(Err(io::ErrorKind::PermissionDenied.into()), true), Level::Problem);
    }
}
