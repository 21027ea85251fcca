//! Passwords and their hashes. The `Debug` output of these types does not contain the secret.

use secrecy::{ExposeSecret, SecretString};

use crate::entropy::Entropy;
use crate::invalid::Invalid;
use crate::text;

/// A new password: at least 8 characters and at most 72 bytes, without NUL. It is used exactly as entered, without
/// trimming or composition rules (NIST SP 800-63B §3.1.1.2).
#[derive(Debug, Clone)]
pub struct NewPassword(SecretString);

impl NewPassword {
    /// The minimum length, in characters.
    pub const MIN: usize = 8;
    /// The maximum length, in bytes of UTF-8. It is the maximum of bcrypt.
    pub const MAX_BYTES: usize = 72;

    /// Parses a password. Fails with [`Invalid::TooShort`], [`Invalid::TooManyBytes`] or [`Invalid::ControlCharacter`].
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        text::length(raw, Self::MIN, usize::MAX)?;
        if raw.len() > Self::MAX_BYTES {
            return Err(Invalid::TooManyBytes(Self::MAX_BYTES));
        }
        if raw.contains('\0') {
            return Err(Invalid::ControlCharacter);
        }
        Ok(Self(raw.into()))
    }

    /// Returns a random password, for an account that can only be used after a password reset.
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(entropy.random_128())).into())
    }

    /// Returns the password in clear text, for the hasher only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A password to verify. Any text is allowed, because text that can't be a password is just a wrong password.
#[derive(Debug, Clone)]
pub struct PasswordAttempt(SecretString);

impl PasswordAttempt {
    /// Creates an attempt from any string.
    pub fn new(raw: &str) -> Self {
        Self(raw.into())
    }

    /// Returns the password in clear text, for the hasher only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Converts the attempt to a new password for rehashing. `None` if [`NewPassword::parse`] rejects the text.
    pub fn as_new(&self) -> Option<NewPassword> {
        NewPassword::parse(self.expose()).ok()
    }
}

/// The result of a [`PasswordHasher`](super::PasswordHasher), in a format that only the hasher interprets.
#[derive(Debug, Clone)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    /// Wraps the output of a hasher.
    pub fn new(encoded: String) -> Self {
        Self(encoded.into())
    }

    /// Returns the hash, for the hasher and the store only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_password_has_at_least_8_characters_and_at_most_72_bytes() {
        assert!(NewPassword::parse("12345678").is_ok());
        assert!(NewPassword::parse("        ").is_ok());
        assert!(NewPassword::parse("🦀🦀🦀🦀🦀🦀🦀🦀").is_ok());
        assert!(NewPassword::parse(&"🦀".repeat(18)).is_ok());
        assert_eq!(NewPassword::parse("1234567").unwrap_err(), Invalid::TooShort(8));
        assert_eq!(NewPassword::parse(&"🦀".repeat(19)).unwrap_err(), Invalid::TooManyBytes(72));
        assert_eq!(NewPassword::parse("12345678\0").unwrap_err(), Invalid::ControlCharacter);
    }

    // assures: R901, R905
    #[test]
    fn debug_shows_no_secret() {
        let shown = format!(
            "{:?} {:?} {:?}",
            NewPassword::parse("canary-1").unwrap(),
            PasswordAttempt::new("canary-2"),
            PasswordHash::new("canary-3".to_owned())
        );
        assert!(!shown.contains("canary"), "{shown}");
    }
}
