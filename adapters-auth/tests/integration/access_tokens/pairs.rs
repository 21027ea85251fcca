//! Creates signers and verifiers from key pairs.

use secrecy::SecretString;
use tasklane_auth::testing::TestKeyPair;
use tasklane_auth::{JwtAccessTokens, SigningKey, VerifyingKey};

pub(crate) fn tokens_of(pair: &TestKeyPair) -> JwtAccessTokens {
    let key = SigningKey::from_pem(pair.algorithm, &SecretString::from(pair.private.as_str()));
    JwtAccessTokens::new(key.unwrap())
}

pub(crate) fn verifying_key_of(pair: &TestKeyPair) -> VerifyingKey {
    VerifyingKey::from_pem(pair.algorithm, &pair.public).unwrap()
}
