//! Reads PEM keys (RFC 7468): private keys in PKCS#8, public keys as `SubjectPublicKeyInfo`.

use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use pkcs8::{Document, ObjectIdentifier, PrivateKeyInfoRef, SecretDocument};

use super::UnusableKey;
use crate::KeyPairAlgorithm;

// The object identifiers of RFC 8410 §3, RFC 5480 §2.1.1 and RFC 8017 §A.1.
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ELLIPTIC_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

pub(super) fn read_private(algorithm: KeyPairAlgorithm, pem: &str) -> Result<SecretDocument, UnusableKey> {
    let not_pem = UnusableKey::NotPrivatePem(algorithm);
    match SecretDocument::from_pem(pem.trim()).map_err(|_says_what_it_read| not_pem)? {
        ("PRIVATE KEY", document) => Ok(document),
        ("ENCRYPTED PRIVATE KEY", _) => Err(UnusableKey::Encrypted),
        _ => Err(not_pem),
    }
}

/// Parses the PKCS#8 structure and checks its algorithm.
pub(super) fn parse_private(
    algorithm: KeyPairAlgorithm,
    document: &SecretDocument,
) -> Result<PrivateKeyInfoRef<'_>, UnusableKey> {
    let key: PrivateKeyInfoRef<'_> =
        document.as_bytes().try_into().map_err(|_says_what_it_read| UnusableKey::Damaged)?;
    if is_for(algorithm, &key.algorithm) { Ok(key) } else { Err(UnusableKey::OtherKind(algorithm)) }
}

/// Returns the raw key: 32 bytes for Ed25519, an uncompressed point for P-256, a DER `RSAPublicKey` for RSA.
pub(super) fn read_public(algorithm: KeyPairAlgorithm, pem: &str) -> Result<Vec<u8>, UnusableKey> {
    let not_pem = UnusableKey::NotPublicPem;
    let ("PUBLIC KEY", document) = Document::from_pem(pem.trim()).map_err(|_says_what_it_read| not_pem)?
    else {
        return Err(not_pem);
    };
    let key: SubjectPublicKeyInfoRef<'_> =
        document.as_bytes().try_into().map_err(|_says_what_it_read| UnusableKey::Damaged)?;
    if !is_for(algorithm, &key.algorithm) {
        return Err(UnusableKey::OtherKind(algorithm));
    }
    key.subject_public_key.as_bytes().map(<[u8]>::to_vec).ok_or(UnusableKey::Damaged)
}

fn is_for(algorithm: KeyPairAlgorithm, named: &AlgorithmIdentifierRef<'_>) -> bool {
    match algorithm {
        KeyPairAlgorithm::EdDsa => named.oid == ED25519,
        KeyPairAlgorithm::Es256 => named.oid == ELLIPTIC_CURVE && named.parameters_oid() == Ok(P256),
        KeyPairAlgorithm::Rs256 => named.oid == RSA,
    }
}
