//! What keys are called: whoever sees the keys of the server must not see names and addresses in them.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// One key for this, so that nothing that the secret does elsewhere can meet it.
const PURPOSE: &[u8] = b"tasklane: names of keys in Redis";

#[derive(Clone)]
pub(crate) struct KeyNames(Hmac<Sha256>);

impl KeyNames {
    pub(crate) fn new(secret: &SecretString) -> Self {
        let derived = keyed(secret.expose_secret().as_bytes()).chain_update(PURPOSE).finalize().into_bytes();
        Self(keyed(&derived))
    }

    /// `kind` is shown, `subject` is not.
    pub(crate) fn name(&self, kind: &str, subject: &str) -> String {
        let digest = self.0.clone().chain_update(kind).chain_update([0]).chain_update(subject).finalize();
        let hex =
            digest.into_bytes().iter().take(16).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        format!("tasklane:{kind}:{hex}")
    }
}

#[expect(
    clippy::expect_used,
    reason = "HMAC takes keys of every length (RFC 2104 §3); only the trait can refuse"
)]
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of every length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_on_every_replica_and_tells_nothing() {
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
