//! The keys that protect tokens and passwords. docs/KEYS.md describes how to rotate each key.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use tasklane_auth::{
    Algorithm, HmacAlgorithm, KeyPairAlgorithm, SigningKey, UnusableKey, VerifyingKey, check_secret,
};

use super::Database;
use super::reader::Reader;
use crate::secret_key::key_file_path;

const RECIPE: &str = "generate one with `openssl rand -base64 48`";

#[derive(Debug, Clone)]
pub enum SecretKey {
    Value(SecretString),
    /// Stored in this file, which is created at the first start.
    File(PathBuf),
    /// Allowed only for commands that neither sign nor verify tokens.
    Missing,
}

/// The key that signs access tokens.
#[derive(Debug, Clone)]
pub enum AccessTokenKey {
    /// The secret key signs and verifies tokens.
    Secret(HmacAlgorithm),
    /// A private key signs tokens. Other services can verify them with the public key.
    Pair(Box<KeyPair>),
}

#[derive(Debug, Clone)]
pub struct KeyPair {
    pub signing: SigningKey,
    /// Verifies tokens that were signed before a key rotation.
    pub previous: Option<VerifyingKey>,
}

pub(super) fn algorithm(reader: &mut Reader<'_>) -> Algorithm {
    reader.or_default("ALGORITHM", Algorithm::default(), str::parse)
}

/// Reads `SECRET_KEY`. Without the setting, the key of an SQLite database is in a file beside the database. PostgreSQL
/// requires the setting.
pub(super) fn secret_key(
    reader: &mut Reader<'_>,
    algorithm: Algorithm,
    database: Option<&Database>,
) -> Option<SecretKey> {
    if reader.is_given("SECRET_KEY") {
        return reader.secret("SECRET_KEY", |key| fit_for(algorithm, key)).map(SecretKey::Value);
    }
    match database? {
        Database::Sqlite(config) => Some(SecretKey::File(key_file_path(config.path()))),
        Database::Postgres(_) if !reader.needs_token_keys() => Some(SecretKey::Missing),
        Database::Postgres(_) => {
            reader.fault(
                "SECRET_KEY",
                "must be set to at least 32 random bytes: generate them with `openssl rand -base64 48`",
            );
            None
        }
    }
}

pub(super) fn secret_key_previous(reader: &mut Reader<'_>, algorithm: Algorithm) -> Option<SecretString> {
    reader.secret("SECRET_KEY_PREVIOUS", |key| fit_for(algorithm, key))
}

pub(super) fn password_pepper(reader: &mut Reader<'_>) -> Option<SecretString> {
    reader.secret("PASSWORD_PEPPER", require_strong)
}

pub(super) fn access_token_key(reader: &mut Reader<'_>, algorithm: Algorithm) -> Option<AccessTokenKey> {
    match algorithm {
        Algorithm::Hmac(algorithm) => {
            for unused in ["JWT_PRIVATE_KEY", "JWT_PUBLIC_KEY_PREVIOUS"] {
                if reader.is_given(unused) {
                    reader.fault(
                        unused,
                        format!("must not be set: with ALGORITHM {algorithm}, SECRET_KEY signs tokens"),
                    );
                }
            }
            Some(AccessTokenKey::Secret(algorithm))
        }
        // This key is a placeholder, because the command neither signs nor verifies tokens.
        Algorithm::KeyPair(_) if !reader.needs_token_keys() && !reader.is_given("JWT_PRIVATE_KEY") => {
            Some(AccessTokenKey::Secret(HmacAlgorithm::Hs256))
        }
        Algorithm::KeyPair(algorithm) => {
            let signing = private_key(reader, algorithm);
            let previous = reader.secret("JWT_PUBLIC_KEY_PREVIOUS", |pem| {
                VerifyingKey::from_pem(algorithm, pem.expose_secret())
            });
            Some(AccessTokenKey::Pair(Box::new(KeyPair { signing: signing?, previous })))
        }
    }
}

fn private_key(reader: &mut Reader<'_>, algorithm: KeyPairAlgorithm) -> Option<SigningKey> {
    if !reader.is_given("JWT_PRIVATE_KEY") {
        reader.fault("JWT_PRIVATE_KEY", UnusableKey::NotPrivatePem(algorithm));
        return None;
    }
    reader.secret("JWT_PRIVATE_KEY", |pem| SigningKey::from_pem(algorithm, pem))
}

fn fit_for(algorithm: Algorithm, key: &SecretString) -> Result<SecretString, String> {
    let strong = require_strong(key)?;
    if let Algorithm::Hmac(algorithm) = algorithm {
        algorithm.check_length(&strong).map_err(|short| format!("{short}: {RECIPE}"))?;
    }
    Ok(strong)
}

fn require_strong(secret: &SecretString) -> Result<SecretString, String> {
    check_secret(secret).map_err(|weakness| format!("{weakness}: {RECIPE}"))?;
    Ok(secret.clone())
}
