//! Tests of the claims: required claims, types and canonical form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{AccessClaims, AccessTokenVerifier, AccessTokens};
use uuid::Uuid;

use super::forge::{
    TEXT, assert_rejected, at, claims_json, forge, forge_text, header_json, tokens, with, without,
};

// assures: R310
#[test]
fn token_contains_no_personal_data() {
    let payload = URL_SAFE_NO_PAD.decode(TEXT.split('.').nth(1).unwrap()).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    let members: Vec<_> = payload.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["aud", "exp", "iat", "iss", "jti", "sid", "sub", "type"]);
}

/// The caller checks the times, so the verifier accepts tokens of the past and of the future.
#[test]
fn verifier_does_not_check_times() {
    for (iat, exp) in [(0, 1), (4_102_444_800_i64, 4_102_444_801_i64), (2, 1)] {
        let token = forge(&header_json(), &with(with(claims_json(), "iat", iat), "exp", exp));
        let verified = tokens().verify(&token).unwrap();
        assert_eq!((verified.issued_at, verified.expires_at), (at(iat), at(exp)));
    }
    let token = forge(&header_json(), &with(claims_json(), "nbf", 4_102_444_800_i64));
    assert_eq!(tokens().verify(&token).unwrap().not_before, Some(at(4_102_444_800)));
}

// assures: R303
#[test]
fn required_claims_and_claim_types_are_checked() {
    for member in ["iss", "aud", "type", "sub", "sid", "jti", "iat", "exp"] {
        assert_rejected(member, &forge(&header_json(), &without(claims_json(), member)));
        for other in
            [Value::Null, json!(true), json!({}), json!([]), json!(1.5), json!([claims_json()[member]])]
        {
            assert_rejected(member, &forge(&header_json(), &with(claims_json(), member, other)));
        }
    }
    for member in ["iss", "aud", "type", "sub", "sid", "jti"] {
        assert_rejected(member, &forge(&header_json(), &with(claims_json(), member, 7)));
        assert_rejected(member, &forge(&header_json(), &with(claims_json(), member, "")));
    }
    for member in ["iat", "nbf", "exp"] {
        for other in
            [json!("1767227400"), json!(1_767_227_400.0), json!(-1e300), json!(u64::MAX), json!(i64::MAX)]
        {
            assert_rejected(member, &forge(&header_json(), &with(claims_json(), member, other)));
        }
        assert_rejected(member, &forge(&header_json(), &with(claims_json(), member, i64::MIN)));
        assert_rejected(member, &forge(&header_json(), &with(claims_json(), member, Value::Null)));
        let token = forge_text(&header_json().to_string(), &format!("{{\"{member}\":1e999}}"));
        assert_rejected(member, &token);
    }
    for other in [Value::Null, json!("1"), json!(-1), json!(1.0), json!(u64::from(u32::MAX) + 1)] {
        assert_rejected("rtn", &forge(&header_json(), &with(claims_json(), "rtn", other)));
    }
    let rotating = tokens().verify(&forge(&header_json(), &with(claims_json(), "rtn", 7)));
    assert_eq!(rotating.unwrap().refresh_ordinal, Some(7));
    assert_rejected("exp before 1970", &forge(&header_json(), &with(claims_json(), "exp", -1)));
}

// assures: R303
#[test]
fn values_must_be_canonical() {
    let max = (1_i64 << 53) - 1;
    assert!(tokens().verify(&forge(&header_json(), &with(claims_json(), "sub", max.to_string()))).is_ok());
    let cases = [
        ("type", "refresh"),
        ("type", "Access"),
        ("type", "access "),
        ("iss", "Tasklane"),
        ("iss", "https://evil.example"),
        ("aud", "another"),
        ("sub", "0"),
        ("sub", "-7"),
        ("sub", "+7"),
        ("sub", "07"),
        ("sub", " 7"),
        ("sub", "7.0"),
        ("sub", "7\0"),
        ("sub", "٧"),
        ("sub", "9007199254740992"),
        ("sub", "99999999999999999999"),
        ("sub", "alice"),
        ("sid", "02020202020202020202020202020202"),
        ("sid", "{02020202-0202-0202-0202-020202020202}"),
        ("jti", "urn:uuid:03030303-0303-0303-0303-030303030303"),
        ("jti", "AAAAAAAA-0303-0303-0303-030303030303"),
        ("jti", "3"),
    ];
    for (member, value) in cases {
        assert_rejected(value, &forge(&header_json(), &with(claims_json(), member, value)));
    }
}

proptest! {
    #[test]
    fn every_signed_token_verifies(
            user in 1..1_i64 << 53,
            session: u128,
            id: u128,
            iat in 0..253_402_300_800_i64,
            exp in 0..253_402_300_800_i64,
            refresh_ordinal: Option<u32>,
        ) {
        let claims = AccessClaims {
            user_id: UserId::new(user).unwrap(),
            session_id: SessionId(Uuid::from_u128(session)),
            token_id: Uuid::from_u128(id),
            issued_at: at(iat),
            not_before: Some(at(iat)),
            expires_at: at(exp),
            refresh_ordinal,
        };
        prop_assert_eq!(tokens().verify(&tokens().sign(&claims).unwrap()), Ok(claims));
    }
}
