//! Creates valid and invalid tokens, and checks whether they are accepted.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Sha256;
use tasklane_auth::{CachingVerifier, HmacAlgorithm, JwtAccessTokens, SigningKey};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, InvalidToken};
use uuid::Uuid;

pub(crate) const SECRET: &str = "q7Zr2mXc9Lp4Wd8Vn3Ks6Tb1Hf5Gj0Ya";

/// The id of the key. Another program computed this constant and the next two constants.
pub(crate) const KEY_ID: &str = "PDLEciAP0pzzPpay4UVOPA";

pub(crate) const TEXT: &str = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6IlBETEVjaUFQMHB6elBwYXk0VVZPUEEifQ.eyJpc3MiOiJ0YXNrbGFuZSIsImF1ZCI6InRhc2tsYW5lIiwidHlwZSI6ImFjY2VzcyIsInN1YiI6IjciLCJzaWQiOiIwMjAyMDIwMi0wMjAyLTAyMDItMDIwMi0wMjAyMDIwMjAyMDIiLCJqdGkiOiIwMzAzMDMwMy0wMzAzLTAzMDMtMDMwMy0wMzAzMDMwMzAzMDMiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6MTc2NzIyNzQwMH0.Cubh-pkx5a2VjRVsvWdbbIwT_3pXspqeOie2wzbALuo";

/// A token of an earlier release, without a key id.
pub(crate) const TEXT_WITHOUT_KEY_ID: &str = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ0YXNrbGFuZSIsImF1ZCI6InRhc2tsYW5lIiwidHlwZSI6ImFjY2VzcyIsInN1YiI6IjciLCJzaWQiOiIwMjAyMDIwMi0wMjAyLTAyMDItMDIwMi0wMjAyMDIwMjAyMDIiLCJqdGkiOiIwMzAzMDMwMy0wMzAzLTAzMDMtMDMwMy0wMzAzMDMwMzAzMDMiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6MTc2NzIyNzQwMH0.-DSMKKMOMRgwMLXGhyAgep62aLdfH45DETgM__lW-WY";

pub(crate) fn tokens() -> JwtAccessTokens {
    JwtAccessTokens::new(key(HmacAlgorithm::Hs256, SECRET))
}

pub(crate) fn key(algorithm: HmacAlgorithm, secret: &str) -> SigningKey {
    SigningKey::secret(algorithm, &SecretString::from(secret))
}

pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

pub(crate) fn claims() -> AccessClaims {
    AccessClaims {
        user_id: UserId::new(7).unwrap(),
        session_id: SessionId(Uuid::from_bytes([2; 16])),
        token_id: Uuid::from_bytes([3; 16]),
        issued_at: at(1_767_225_600),
        not_before: None,
        expires_at: at(1_767_227_400),
        refresh_ordinal: None,
    }
}

pub(crate) fn header_json() -> Value {
    json!({"typ": "at+jwt", "alg": "HS256", "kid": KEY_ID})
}

pub(crate) fn claims_json() -> Value {
    json!({
        "iss": "tasklane", "aud": "tasklane", "type": "access", "sub": "7",
        "sid": "02020202-0202-0202-0202-020202020202", "jti": "03030303-0303-0303-0303-030303030303",
        "iat": 1_767_225_600, "exp": 1_767_227_400,
    })
}

/// Returns `object` with a member added or replaced.
pub(crate) fn with(mut object: Value, member: &str, value: impl Into<Value>) -> Value {
    object.as_object_mut().unwrap().insert(member.to_owned(), value.into());
    object
}

pub(crate) fn without(mut object: Value, member: &str) -> Value {
    object.as_object_mut().unwrap().remove(member).unwrap();
    object
}

/// Signs any header and claims with the server's key. An attacker can't do this, but invalid content must be rejected
/// even with a valid signature.
pub(crate) fn forge(header: &Value, claims: &Value) -> String {
    forge_text(&header.to_string(), &claims.to_string())
}

pub(crate) fn forge_text(header: &str, claims: &str) -> String {
    forge_with::<Hmac<Sha256>>(header, claims, SECRET)
}

pub(crate) fn forge_with<M: Mac + KeyInit>(header: &str, claims: &str, key: &str) -> String {
    let message = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
    let mac = <M as KeyInit>::new_from_slice(key.as_bytes()).unwrap().chain_update(&message);
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Returns a verifier with a cache that already contains a valid token.
fn cached() -> CachingVerifier<JwtAccessTokens> {
    let tokens = CachingVerifier::new(tokens());
    tokens.verify(TEXT).unwrap();
    tokens
}

#[track_caller]
pub(crate) fn assert_rejected(what: &str, token: &str) {
    expect(what, token, Err(InvalidToken));
}

#[track_caller]
pub(crate) fn assert_accepted(what: &str, token: &str) {
    expect(what, token, Ok(claims()));
}

#[track_caller]
fn expect(what: &str, token: &str, expected: Result<AccessClaims, InvalidToken>) {
    let cached_tokens = cached();
    let results = [tokens().verify(token), cached_tokens.verify(token), cached_tokens.verify(token)];
    assert_eq!(results, [expected; 3], "{what}");
}
