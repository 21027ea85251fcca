//! Passwords and what is kept of them. Neither shows itself in `Debug`.

use secrecy::{ExposeSecret, SecretString};

use crate::invalid::Invalid;
use crate::text;

/// A password someone chooses: at least 8 characters, at most 72 bytes, without NUL. Kept exactly as typed: no
/// trimming, no composition rules (NIST SP 800-63B §3.1.1.2).
#[derive(Debug, Clone)]
pub struct NewPassword(SecretString);

impl NewPassword {
    pub const MIN: usize = 8;
    pub const MAX_BYTES: usize = 72;

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

    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A password someone offers as proof: any text at all, because a wrong one is a wrong one, whatever it looks like.
#[derive(Debug, Clone)]
pub struct PasswordAttempt(SecretString);

impl PasswordAttempt {
    pub fn new(raw: &str) -> Self {
        Self(raw.into())
    }

    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The attempt as a password to be hashed anew; `None` when it could not be chosen today.
    pub fn as_new(&self) -> Option<NewPassword> {
        NewPassword::parse(self.expose()).ok()
    }
}

/// What a [`PasswordHasher`](super::PasswordHasher) made of a password; only it understands the text.
#[derive(Debug, Clone)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    pub fn new(encoded: String) -> Self {
        Self(encoded.into())
    }

    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_has_8_characters_and_72_bytes_at_most() {
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
