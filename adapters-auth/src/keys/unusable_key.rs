//! Why a key can't be used.

use thiserror::Error;

use crate::KeyPairAlgorithm;

/// No message shows any content of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnusableKey {
    #[error(
        "it must be a PEM private key that begins with -----BEGIN PRIVATE KEY-----; generate one with {}",
        recipe(*.0)
    )]
    NotPrivatePem(KeyPairAlgorithm),
    #[error(
        "it must be a PEM public key that begins with -----BEGIN PUBLIC KEY-----; derive it from the private key with \
        `openssl pkey -pubout`"
    )]
    NotPublicPem,
    #[error("it must not be protected by a passphrase; remove it with `openssl pkey`")]
    Encrypted,
    #[error("it is not a key for {}; generate one with {}", .0, recipe(*.0))]
    OtherKind(KeyPairAlgorithm),
    #[error("an RSA key must have 2048 to 8192 bits; generate one with {}", recipe(KeyPairAlgorithm::Rs256))]
    RsaSize,
    #[error("it is damaged")]
    Damaged,
}

fn recipe(algorithm: KeyPairAlgorithm) -> &'static str {
    match algorithm {
        KeyPairAlgorithm::EdDsa => "`openssl genpkey -algorithm ed25519`",
        KeyPairAlgorithm::Es256 => "`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`",
        KeyPairAlgorithm::Rs256 => "`openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072`",
    }
}
