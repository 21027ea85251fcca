//! Checks and generates secrets.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use tasklane_core::entropy::Entropy;
use thiserror::Error;

/// The output length of HMAC-SHA-256 (RFC 7518 §3.2).
const MIN_BYTES: usize = 32;

/// Minimum number of distinct characters in a secret after placeholder words are removed. The probability that 32
/// random decimal digits have fewer distinct characters is below one in ten million. For hexadecimal digits, this
/// probability is far lower.
const MIN_DISTINCT: usize = 6;

/// The words that occur in placeholders. A word precedes all words that it contains.
const PLACEHOLDER_WORDS: [&str; 44] = [
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnop",
    "1234567890",
    "0123456789",
    "production",
    "characters",
    "abcdef",
    "something",
    "123456",
    "changeit",
    "tasklane",
    "password",
    "insecure",
    "default",
    "example",
    "replace",
    "minimum",
    "qwerty",
    "random",
    "change",
    "secret",
    "string",
    "secure",
    "please",
    "insert",
    "super",
    "value",
    "token",
    "least",
    "must",
    "test",
    "your",
    "this",
    "long",
    "here",
    "with",
    "key",
    "jwt",
    "the",
    "dev",
    "app",
    "my",
    "me",
    "in",
];

/// Why a secret must not be used. No message shows the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WeakSecret {
    /// The secret is shorter than the output of HMAC-SHA-256.
    #[error("it is shorter than {MIN_BYTES} bytes")]
    TooShort,
    /// The secret repeats one character.
    #[error("it repeats one character")]
    OneCharacter,
    /// The secret has too few distinct characters after words of examples and templates, such as `changeme`, are
    /// removed.
    #[error("it is a placeholder")]
    Placeholder,
}

/// Rejects secrets that an attacker could guess: shorter than 32 bytes, one repeated character, or a placeholder from
/// an example.
pub fn check_secret(secret: &SecretString) -> Result<(), WeakSecret> {
    let secret = secret.expose_secret();
    if secret.len() < MIN_BYTES {
        return Err(WeakSecret::TooShort);
    }
    if count_distinct_characters(secret) == 1 {
        return Err(WeakSecret::OneCharacter);
    }
    let without_words =
        PLACEHOLDER_WORDS.iter().fold(secret.to_lowercase(), |rest, word| rest.replace(word, ""));
    if count_distinct_characters(&without_words) < MIN_DISTINCT {
        return Err(WeakSecret::Placeholder);
    }
    Ok(())
}

/// Returns 512 random bits as text, long enough for every algorithm.
pub fn generate_secret(entropy: &dyn Entropy) -> SecretString {
    let bits: [[u8; 16]; 4] = std::array::from_fn(|_| entropy.random_128());
    URL_SAFE_NO_PAD.encode(bits.as_flattened()).into()
}

fn count_distinct_characters(text: &str) -> usize {
    text.chars().collect::<HashSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;
    use proptest::prelude::*;

    fn check(secret: &str) -> Result<(), WeakSecret> {
        check_secret(&secret.into())
    }

    // assures: R307
    #[test]
    fn secret_shorter_than_32_bytes_is_rejected() {
        assert_eq!(check(""), Err(WeakSecret::TooShort));
        assert_eq!(check("secret"), Err(WeakSecret::TooShort));
        assert_eq!(check("q7Zr2mXc9Lp4Wd8Vn3Ks6Tb1Hf5Gj0Y"), Err(WeakSecret::TooShort));
        assert_eq!(check("q7Zr2mXc9Lp4Wd8Vn3Ks6Tb1Hf5Gj0Ya"), Ok(()));
    }

    // assures: R307
    #[test]
    fn single_repeated_character_is_rejected() {
        assert_eq!(check(&"a".repeat(64)), Err(WeakSecret::OneCharacter));
        assert_eq!(check(&"🦀".repeat(8)), Err(WeakSecret::OneCharacter));
    }

    // assures: R307
    #[test]
    fn placeholder_is_rejected_however_repeated_or_padded() {
        for placeholder in [
            "changemechangemechangemechangeme",
            "CHANGETHIS-CHANGETHIS-CHANGETHIS-CHANGETHIS",
            "secret__________________________________",
            "secret12345678901234567890123456",
            "changeme000000000000000000000000",
            "your-secret-key-change-in-production",
            "your-super-secret-jwt-token-with-at-least-32-characters-long",
            "Please_Change_This_Secret_Key_In_Production!!",
            "my-default-password-my-default-password",
            "<replace with a long random string>",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "abababababababababababababababab",
        ] {
            assert_eq!(check(placeholder), Err(WeakSecret::Placeholder), "{placeholder}");
        }
    }

    #[test]
    fn generated_secrets_differ_and_pass_the_check() {
        let (one, other) = (generate_secret(&SystemEntropy), generate_secret(&SystemEntropy));
        assert_eq!(one.expose_secret().len(), 86);
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(check_secret(&one), Ok(()));
    }

    proptest! {
        #[test]
        fn random_secrets_of_any_alphabet_pass(halves in any::<[u128; 2]>()) {
            let [high, low] = halves;
            prop_assert_eq!(check(&format!("{high:032x}{low:032x}")), Ok(()));
            prop_assert_eq!(check(&format!("{high:039}")), Ok(()));
            let bytes = halves.map(u128::to_be_bytes);
            prop_assert_eq!(check(&URL_SAFE_NO_PAD.encode(bytes.as_flattened())), Ok(()));
        }
    }
}
