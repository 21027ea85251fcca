//! Generates key pairs for tests, in the format of key files.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::KeyPairAlgorithm;

/// Every algorithm with a key pair.
pub const KEY_PAIR_ALGORITHMS: [KeyPairAlgorithm; 3] =
    [KeyPairAlgorithm::EdDsa, KeyPairAlgorithm::Es256, KeyPairAlgorithm::Rs256];

/// A private and a public key in PEM.
pub struct TestKeyPair {
    /// The algorithm of the keys.
    pub algorithm: KeyPairAlgorithm,
    /// The private key, in PKCS #8.
    pub private: String,
    /// The public key, as `SubjectPublicKeyInfo`.
    pub public: String,
}

impl TestKeyPair {
    /// Generates a pair.
    pub fn new(algorithm: KeyPairAlgorithm) -> Self {
        match algorithm {
            KeyPairAlgorithm::EdDsa => {
                let pair = Ed25519KeyPair::generate().unwrap();
                Self::encode(algorithm, pair.to_pkcs8v1().unwrap().as_ref(), pair.public_key())
            }
            KeyPairAlgorithm::Es256 => Self::on_curve(&ECDSA_P256_SHA256_FIXED_SIGNING),
            KeyPairAlgorithm::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
                let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
                Self::encode(algorithm, pkcs8.as_ref(), pair.public_key())
            }
        }
    }

    /// Generates an ECDSA key pair on this curve. ES256 accepts only P-256.
    pub fn on_curve(curve: &'static EcdsaSigningAlgorithm) -> Self {
        let pair = EcdsaKeyPair::generate(curve).unwrap();
        let pkcs8 = pair.to_pkcs8v1().unwrap();
        Self::encode(KeyPairAlgorithm::Es256, pkcs8.as_ref(), pair.public_key())
    }

    fn encode(
        algorithm: KeyPairAlgorithm,
        private: &[u8],
        public: &impl AsDer<PublicKeyX509Der<'static>>,
    ) -> Self {
        let public = pem("PUBLIC KEY", public.as_der().unwrap().as_ref());
        Self { algorithm, private: pem("PRIVATE KEY", private), public }
    }
}

/// Encodes DER as PEM with lines of 64 characters (RFC 7468 §2).
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line)).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
