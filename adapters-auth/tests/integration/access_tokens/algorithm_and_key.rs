//! Only the configured algorithm and the configured keys are accepted.

use hmac::Hmac;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Sha256, Sha384, Sha512};
use tasklane_auth::{HmacAlgorithm, JwtAccessTokens, VerifyingKey};
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, AccessTokens, InvalidToken};

use super::forge::{
    SECRET, TEXT, TEXT_WITHOUT_KEY_ID, assert_accepted, assert_rejected, at, claims, claims_json, forge,
    forge_with, header_json, key, tokens, with, without,
};

#[test]
fn signed_token_verifies() {
    assert_eq!(tokens().sign(&claims()).unwrap(), TEXT);
    assert_accepted("token of this server", TEXT);
    assert_accepted("token of a release without key ids", TEXT_WITHOUT_KEY_ID);
    assert_accepted("same content as a token of this server", &forge(&header_json(), &claims_json()));
    for algorithm in [HmacAlgorithm::Hs384, HmacAlgorithm::Hs512] {
        let tokens = JwtAccessTokens::new(key(algorithm, SECRET));
        let claims = AccessClaims { not_before: Some(at(1_767_225_601)), ..claims() };
        assert_eq!(tokens.verify(&tokens.sign(&claims).unwrap()), Ok(claims));
        assert_eq!(tokens.verify(TEXT), Err(InvalidToken));
    }
}

// assures: R301
#[test]
fn only_one_algorithm_is_accepted() {
    let claims = claims_json().to_string();
    for name in ["none", "None", "NONE", "nOnE", "", "hs256", "HS384", "HS512", "RS256", "PS256", "ES256"] {
        let header = with(header_json(), "alg", name);
        assert_rejected(name, &forge(&header, &claims_json()));
        let signed = forge(&header, &claims_json());
        let (message, _) = signed.rsplit_once('.').unwrap();
        assert_rejected(name, &format!("{message}."));
        assert_rejected(name, message);
    }
    let header = |name: &str| with(header_json(), "alg", name).to_string();
    assert_rejected("HS384, same key", &forge_with::<Hmac<Sha384>>(&header("HS384"), &claims, SECRET));
    assert_rejected("HS512, same key", &forge_with::<Hmac<Sha512>>(&header("HS512"), &claims, SECRET));
    assert_rejected(
        "HS512 signature, HS256 header",
        &forge_with::<Hmac<Sha512>>(&header("HS256"), &claims, SECRET),
    );
    for alg in [Value::Null, json!(256), json!(["HS256"])] {
        assert_rejected("alg with a wrong type", &forge(&with(header_json(), "alg", alg), &claims_json()));
    }
    assert_rejected("alg missing", &forge(&without(header_json(), "alg"), &claims_json()));
}

// assures: R301
#[test]
fn only_the_configured_key_is_accepted() {
    let (header, claims) = (header_json().to_string(), claims_json().to_string());
    for key in ["", "\0", "q7Zr2mXc9Lp4Wd8Vn3Ks6Tb1Hf5Gj0Yb", &SECRET[1..], &SECRET.repeat(2)] {
        assert_rejected(key, &forge_with::<Hmac<Sha256>>(&header, &claims, key));
    }
}

// assures: R306
#[test]
fn previous_key_verifies_but_does_not_sign() {
    let new = key(HmacAlgorithm::Hs256, "3Ks6Tb1Hf5Gj0Yaq7Zr2mXc9Lp4Wd8Vn");
    let old = VerifyingKey::secret(HmacAlgorithm::Hs256, &SecretString::from(SECRET));
    let rotated = JwtAccessTokens::new(new).with_additional_key(old);
    assert_eq!(rotated.verify(TEXT), Ok(claims()));
    assert_eq!(rotated.verify(TEXT_WITHOUT_KEY_ID), Ok(claims()));
    let token = rotated.sign(&claims()).unwrap();
    assert_eq!(rotated.verify(&token), Ok(claims()));
    assert_rejected("signed with the new key", &token);
}

// assures: R301
#[test]
fn token_with_a_changed_signature_character_is_rejected() {
    let (message, signature) = TEXT.rsplit_once('.').unwrap();
    assert_rejected("no signature", &format!("{message}."));
    for position in 0..signature.len() {
        for other in ['A', 'B', 'g', '-', '.', '='] {
            if signature[position..].starts_with(other) {
                continue;
            }
            let (before, after) = (&signature[..position], &signature[position + 1..]);
            assert_rejected("altered", &format!("{message}.{before}{other}{after}"));
        }
    }
    // The last of 43 characters has two unused bits: a lenient decoder would decode 'p' to the same bytes.
    assert!(signature.ends_with('o'));
    assert_rejected("non-canonical encoding", &format!("{}p", &TEXT[..TEXT.len() - 1]));
}
