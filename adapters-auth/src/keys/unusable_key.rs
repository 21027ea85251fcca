//! What is wrong with a key that was given as text.

use thiserror::Error;

use crate::KeyPairAlgorithm;

/// None of these says anything of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnusableKey {
    #[error(
        "it must be a private key in PEM that begins with -----BEGIN PRIVATE KEY-----; {} makes one",
        recipe(*.0)
    )]
    NotPrivatePem(KeyPairAlgorithm),
    #[error(
        "it must be a public key in PEM that begins with -----BEGIN PUBLIC KEY-----; `openssl pkey -pubout` makes it \
         of the private one"
    )]
    NotPublicPem,
    #[error("it is protected by a passphrase, and must not be: `openssl pkey` takes that away")]
    Encrypted,
    #[error("it is not a key for {}; {} makes one", .0, recipe(*.0))]
    OtherKind(KeyPairAlgorithm),
    #[error(
        "it is an RSA key of fewer than 2048 or more than 8192 bits; {} makes one",
        recipe(KeyPairAlgorithm::Rs256)
    )]
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
