//! Tokens signed with a private key and verified with a public key.

use aws_lc_rs::signature::ECDSA_P384_SHA384_FIXED_SIGNING;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Hmac;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Sha256;
use tasklane_auth::testing::{KEY_PAIR_ALGORITHMS, TestKeyPair, pem};
use tasklane_auth::{
    HmacAlgorithm, JwtAccessTokens, JwtVerifier, KeyPairAlgorithm, SigningKey, UnusableKey, VerifyingKey,
};
use tasklane_core::session::{AccessTokenVerifier, AccessTokens, InvalidToken};

use super::forge::{SECRET, TEXT, claims, claims_json, forge_with, key};
use super::pairs::{tokens_of, verifying_key_of};

fn header_of(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

#[test]
fn public_key_is_enough_to_verify() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let pair = TestKeyPair::new(algorithm);
        let tokens = tokens_of(&pair);
        let token = tokens.sign(&claims()).unwrap();
        let id = verifying_key_of(&pair).id().to_owned();
        assert_eq!(header_of(&token), json!({"typ": "at+jwt", "alg": algorithm.to_string(), "kid": id}));
        assert_eq!(tokens.verify(&token), Ok(claims()));
        let by_pem = JwtVerifier::from_pem(algorithm, &pair.public).unwrap();
        let by_jwks = JwtVerifier::from_jwks(algorithm, &tokens.jwks()).unwrap();
        for verifier in [&by_pem, &by_jwks] {
            assert_eq!(verifier.verify(&token), Ok(claims()), "{algorithm}");
            let (message, _) = token.rsplit_once('.').unwrap();
            assert_eq!(verifier.verify(&format!("{message}.")), Err(InvalidToken));
            assert_eq!(
                verifier.verify(&tokens_of(&TestKeyPair::new(algorithm)).sign(&claims()).unwrap()),
                Err(InvalidToken)
            );
        }
    }
}

// assures: R301
#[test]
fn tokens_of_another_algorithm_are_rejected() {
    let pairs = KEY_PAIR_ALGORITHMS.map(TestKeyPair::new);
    let signers: Vec<JwtAccessTokens> = pairs
        .iter()
        .map(tokens_of)
        .chain([JwtAccessTokens::new(key(HmacAlgorithm::Hs256, SECRET))])
        .collect();
    let texts: Vec<_> = signers.iter().map(|signer| signer.sign(&claims()).unwrap()).collect();
    for (number, signer) in signers.iter().enumerate() {
        for (other, text) in texts.iter().enumerate() {
            assert_eq!(signer.verify(text).is_ok(), number == other, "{number} {other}");
        }
    }
}

// assures: R301
/// An attack on libraries that let the token choose the algorithm: the public key is used as an HMAC secret.
#[test]
fn public_key_is_not_accepted_as_an_hmac_secret() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let pair = TestKeyPair::new(algorithm);
        let tokens = tokens_of(&pair);
        let jwks = tokens.jwks();
        let id = verifying_key_of(&pair).id().to_owned();
        for secret in [pair.public.as_str(), pair.public.trim_end(), jwks.as_str(), &id, ""] {
            for alg in ["HS256", &algorithm.to_string(), "none"] {
                let header = json!({"typ": "at+jwt", "alg": alg, "kid": id}).to_string();
                let token = forge_with::<Hmac<Sha256>>(&header, &claims_json().to_string(), secret);
                assert_eq!(tokens.verify(&token), Err(InvalidToken), "{algorithm} {alg}");
            }
        }
    }
}

#[test]
fn second_public_key_verifies_and_is_published() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let (new, old) = (TestKeyPair::new(algorithm), TestKeyPair::new(algorithm));
        let token = tokens_of(&old).sign(&claims()).unwrap();
        let rotated = tokens_of(&new).with_additional_key(verifying_key_of(&old));
        assert_eq!(rotated.verify(&token), Ok(claims()));
        let elsewhere = JwtVerifier::from_jwks(algorithm, &rotated.jwks()).unwrap();
        for token in [token, rotated.sign(&claims()).unwrap()] {
            assert_eq!(elsewhere.verify(&token), Ok(claims()));
        }
    }
}

#[test]
fn published_key_set_contains_only_public_keys() {
    let members = [
        (KeyPairAlgorithm::EdDsa, vec!["alg", "crv", "kid", "kty", "use", "x"]),
        (KeyPairAlgorithm::Es256, vec!["alg", "crv", "kid", "kty", "use", "x", "y"]),
        (KeyPairAlgorithm::Rs256, vec!["alg", "e", "kid", "kty", "n", "use"]),
    ];
    for (algorithm, members) in members {
        let set: Value = serde_json::from_str(&tokens_of(&TestKeyPair::new(algorithm)).jwks()).unwrap();
        let key = set["keys"][0].as_object().unwrap();
        assert_eq!(key.keys().map(String::as_str).collect::<Vec<_>>(), members);
        assert_eq!((&key["use"], &key["alg"]), (&json!("sig"), &json!(algorithm.to_string())));
    }
    let secret = JwtAccessTokens::new(key(HmacAlgorithm::Hs256, SECRET))
        .with_additional_key(VerifyingKey::secret(HmacAlgorithm::Hs256, &SecretString::from(SECRET)));
    assert_eq!(secret.jwks(), r#"{"keys":[]}"#);
}

/// The example of RFC 8037 §A.3.
#[test]
fn key_id_is_the_thumbprint() {
    let x = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let public = format!("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA{x}\n-----END PUBLIC KEY-----");
    let key = VerifyingKey::from_pem(KeyPairAlgorithm::EdDsa, &public).unwrap();
    assert_eq!(key.id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn keys_for_other_purposes_are_ignored() {
    let pair = TestKeyPair::new(KeyPairAlgorithm::EdDsa);
    let tokens = tokens_of(&pair);
    let set: Value = serde_json::from_str(&tokens.jwks()).unwrap();
    let ours = &set["keys"][0];
    let with = |name: &str, value: &str| {
        let mut other = ours.clone();
        other[name] = json!(value);
        other
    };
    let secret = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(SECRET), "kid": "s"});
    let others = [
        with("use", "enc"),
        with("alg", "ES256"),
        with("crv", "X25519"),
        with("x", "AAAA"),
        with("kty", "AKP"),
        secret,
        json!({}),
        json!(7),
    ];
    for other in &others {
        let alone = json!({"keys": [other]}).to_string();
        assert!(JwtVerifier::from_jwks(KeyPairAlgorithm::EdDsa, &alone).is_err(), "{other}");
    }
    let mut keys = others.to_vec();
    keys.push(ours.clone());
    let verifier =
        JwtVerifier::from_jwks(KeyPairAlgorithm::EdDsa, &json!({"keys": keys}).to_string()).unwrap();
    assert_eq!(verifier.verify(&tokens.sign(&claims()).unwrap()), Ok(claims()));
    assert_eq!(verifier.verify(TEXT), Err(InvalidToken));
    for document in ["", "{}", "[]", r#"{"keys":7}"#, r#"{"keys":[]}"#] {
        assert!(JwtVerifier::from_jwks(KeyPairAlgorithm::EdDsa, document).is_err(), "{document}");
    }
}

#[track_caller]
fn private(algorithm: KeyPairAlgorithm, pem: &str) -> UnusableKey {
    let error = SigningKey::from_pem(algorithm, &SecretString::from(pem)).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !pem.lines().any(|line| line.len() > 8 && !line.starts_with("-----") && shown.contains(line)),
        "{shown}"
    );
    error
}

#[test]
fn key_of_another_kind_is_rejected() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        for other in KEY_PAIR_ALGORITHMS.into_iter().filter(|other| *other != algorithm) {
            let pair = TestKeyPair::new(other);
            assert_eq!(private(algorithm, &pair.private), UnusableKey::OtherKind(algorithm));
            let public = VerifyingKey::from_pem(algorithm, &pair.public);
            assert_eq!(public.unwrap_err(), UnusableKey::OtherKind(algorithm));
        }
        let pair = TestKeyPair::new(algorithm);
        assert_eq!(private(algorithm, &pair.public), UnusableKey::NotPrivatePem(algorithm));
        assert_eq!(
            VerifyingKey::from_pem(algorithm, &pair.private).unwrap_err(),
            UnusableKey::NotPublicPem,
            "a private key must not be accepted as a public key"
        );
    }
    let p384 = TestKeyPair::on_curve(&ECDSA_P384_SHA384_FIXED_SIGNING);
    let other = UnusableKey::OtherKind(KeyPairAlgorithm::Es256);
    assert_eq!(private(KeyPairAlgorithm::Es256, &p384.private), other);
    assert_eq!(VerifyingKey::from_pem(KeyPairAlgorithm::Es256, &p384.public).unwrap_err(), other);
}

#[test]
fn invalid_key_is_rejected() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let pair = TestKeyPair::new(algorithm);
        let der = b"\x30\x03\x02\x01\x00";
        for (text, expected) in [
            (String::new(), UnusableKey::NotPrivatePem(algorithm)),
            ("canary".to_owned(), UnusableKey::NotPrivatePem(algorithm)),
            (pair.private[..60].to_owned(), UnusableKey::NotPrivatePem(algorithm)),
            (pem("EC PRIVATE KEY", der), UnusableKey::NotPrivatePem(algorithm)),
            (pem("CERTIFICATE", der), UnusableKey::NotPrivatePem(algorithm)),
            (pem("ENCRYPTED PRIVATE KEY", der), UnusableKey::Encrypted),
            (pem("PRIVATE KEY", der), UnusableKey::Damaged),
        ] {
            assert_eq!(private(algorithm, &text), expected, "{text}");
        }
        for text in ["", "canary", &pem("PUBLIC KEY", der), &pem("CERTIFICATE", der), &pair.public[..60]] {
            assert!(VerifyingKey::from_pem(algorithm, text).is_err(), "{text}");
        }
    }
}

#[test]
fn rsa_key_needs_at_least_2048_bits() {
    for (bits, fits) in
        [(512, false), (1024, false), (2047, false), (2048, true), (8192, true), (8193, false)]
    {
        let mut modulus = vec![0xff_u8; usize::div_ceil(bits, 8)];
        modulus[0] >>= (8 - bits % 8) % 8;
        let jwk = json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode(&modulus), "e": "AQAB"});
        let set = json!({"keys": [jwk]}).to_string();
        assert_eq!(JwtVerifier::from_jwks(KeyPairAlgorithm::Rs256, &set).is_ok(), fits, "{bits}");
    }
}
