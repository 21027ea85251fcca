//! Names of Redis keys. They contain a keyed hash instead of usernames and addresses, because other clients of Redis
//! can list keys.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The label for deriving the key of the hash. The label separates this use of the secret key from all other uses.
const PURPOSE: &[u8] = b"tasklane: names of keys in Redis";

#[derive(Clone)]
pub(crate) struct KeyNames(Hmac<Sha256>);

impl KeyNames {
    pub(crate) fn new(secret: &SecretString) -> Self {
        let derived =
            new_hmac(secret.expose_secret().as_bytes()).chain_update(PURPOSE).finalize().into_bytes();
        Self(new_hmac(&derived))
    }

    /// Returns a name that contains `kind` in clear text and a hash of `subject`.
    pub(crate) fn name(&self, kind: &str, subject: &str) -> String {
        let digest = self.0.clone().chain_update(kind).chain_update([0]).chain_update(subject).finalize();
        let hex =
            digest.into_bytes().iter().take(16).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        format!("tasklane:{kind}:{hex}")
    }
}

#[expect(
    clippy::expect_used,
    reason = "HMAC accepts keys of any length (RFC 2104 §3); only the trait is fallible"
)]
fn new_hmac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC accepts keys of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_is_the_same_on_every_replica_and_hides_its_subject() {
        let names = KeyNames::new(&"one secret of thirty-two letters".into());
        let name = names.name("limit:login", "v4:203.0.113.9");
        assert!(name.starts_with("tasklane:limit:login:") && !name.contains("203"), "{name}");
        assert_eq!(name.len(), "tasklane:limit:login:".len() + 32);
        assert_eq!(
            KeyNames::new(&"one secret of thirty-two letters".into()).name("limit:login", "v4:203.0.113.9"),
            name
        );
        assert_ne!(
            KeyNames::new(&"two secret of thirty-two letters".into()).name("limit:login", "v4:203.0.113.9"),
            name
        );
        assert_ne!(names.name("limit:login", "v4:203.0.113.8"), name);
    }
}
