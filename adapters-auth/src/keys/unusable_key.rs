//! Why a key can't be used.

use thiserror::Error;

use crate::KeyPairAlgorithm;

/// The key can't be used. No message shows any content of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnusableKey {
    /// The text is not a private key in PEM.
    #[error(
        "it must be a PEM private key that begins with -----BEGIN PRIVATE KEY-----; generate one with {}",
        openssl_command(*.0)
    )]
    NotPrivatePem(KeyPairAlgorithm),
    /// The text is not a public key in PEM.
    #[error(
        "it must be a PEM public key that begins with -----BEGIN PUBLIC KEY-----; derive it from the private key with \
        `openssl pkey -pubout`"
    )]
    NotPublicPem,
    /// The key is protected by a passphrase.
    #[error("it must not be protected by a passphrase; remove it with `openssl pkey`")]
    Encrypted,
    /// The key is for another algorithm.
    #[error("it is not a key for {}; generate one with {}", .0, openssl_command(*.0))]
    OtherKind(KeyPairAlgorithm),
    /// The RSA key is too short or too long.
    #[error(
        "an RSA key must have 2048 to 8192 bits; generate one with {}",
        openssl_command(KeyPairAlgorithm::Rs256)
    )]
    RsaSize,
    /// The content of the PEM text can't be decoded.
    #[error("it is damaged")]
    Damaged,
}

fn openssl_command(algorithm: KeyPairAlgorithm) -> &'static str {
    match algorithm {
        KeyPairAlgorithm::EdDsa => "`openssl genpkey -algorithm ed25519`",
        KeyPairAlgorithm::Es256 => "`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`",
        KeyPairAlgorithm::Rs256 => "`openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072`",
    }
}
