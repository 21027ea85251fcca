//! Only sealed refresh tokens can be opened.

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use secrecy::SecretString;
use tasklane_auth::{HmacAlgorithm, JwtAccessTokens, SealedRefreshTokens, SigningKey};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{AccessClaims, AccessTokens, RefreshHandle, RefreshToken, RefreshTokens};
use uuid::Uuid;

const SECRET: &str = "q7Zr2mXc9Lp4Wd8Vn3Ks6Tb1Hf5Gj0Ya";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of [`token`]. Another program computed it from the documented format.
const TEXT: &str = "AQAAAAAAAAAHAgICAgICAgICAgICAgICAgAAAABpXvOAAwMDAwMDAwMDAwMDAwMDA_b54QAtcx1Vcg_Bw57Sq1pglS6c8PmpMY31AIPQOczk";

fn tokens(secret: &str) -> SealedRefreshTokens {
    SealedRefreshTokens::new(&SecretString::from(secret))
}

fn token() -> RefreshToken {
    RefreshToken {
        user_id: UserId::new(7).unwrap(),
        session_id: SessionId(Uuid::from_bytes([2; 16])),
        handle: RefreshHandle([3; 16]),
        expires_at: DateTime::from_timestamp(1_767_830_400, 0).unwrap(),
    }
}

#[test]
fn sealed_token_is_deterministic_and_can_be_opened() {
    assert_eq!(tokens(SECRET).seal(&token()), TEXT);
    assert_eq!(tokens(SECRET).open(TEXT), Some(token()));
}

#[test]
fn each_part_of_the_token_changes_the_text() {
    let others = [
        RefreshToken { user_id: UserId::new(8).unwrap(), ..token() },
        RefreshToken { session_id: SessionId(Uuid::from_bytes([4; 16])), ..token() },
        RefreshToken { handle: RefreshHandle([4; 16]), ..token() },
        RefreshToken { expires_at: token().expires_at + TimeDelta::seconds(1), ..token() },
    ];
    for other in others {
        let text = tokens(SECRET).seal(&other);
        assert_ne!(text, TEXT);
        assert_eq!(tokens(SECRET).open(&text), Some(other));
    }
}

// assures: R401
/// Each character encodes six bits of the token, without padding bits.
#[test]
fn each_flipped_bit_is_rejected() {
    for position in 0..TEXT.len() {
        let value = ALPHABET.iter().position(|c| *c == TEXT.as_bytes()[position]).unwrap();
        for bit in 0..6 {
            let mut text = TEXT.as_bytes().to_vec();
            text[position] = ALPHABET[value ^ (1 << bit)];
            let text = String::from_utf8(text).unwrap();
            assert_eq!(tokens(SECRET).open(&text), None, "bit {bit} of character {position}");
        }
    }
}

// assures: R305, R401
#[test]
fn unsealed_text_is_rejected() {
    let access = JwtAccessTokens::new(SigningKey::secret(HmacAlgorithm::Hs256, &SecretString::from(SECRET)))
        .sign(&AccessClaims {
            user_id: UserId::new(7).unwrap(),
            session_id: token().session_id,
            token_id: Uuid::from_bytes([3; 16]),
            issued_at: token().expires_at,
            not_before: None,
            expires_at: token().expires_at,
            refresh_ordinal: None,
        })
        .unwrap();
    let cases = [
        String::new(),
        "x".to_owned(),
        "\0".to_owned(),
        "\0".repeat(TEXT.len()),
        "A".repeat(TEXT.len()),
        "é".repeat(TEXT.len() / 2),
        "A".repeat(10 * 1024),
        TEXT.repeat(100),
        TEXT[1..].to_owned(),
        TEXT[..TEXT.len() - 1].to_owned(),
        format!("{TEXT}="),
        format!("{TEXT}\n"),
        format!(" {TEXT}"),
        format!("{TEXT}A"),
        format!("{}\0", &TEXT[..TEXT.len() - 1]),
        TEXT.replace('_', "/"),
        access[..TEXT.len()].to_owned(),
        access,
    ];
    for text in cases {
        assert_eq!(tokens(SECRET).open(&text), None, "{text:.120}");
    }
}

// assures: R401
#[test]
fn another_key_does_not_open_a_token() {
    for other in ["", "q7Zr2mXc9Lp4Wd8Vn3Ks6Tb1Hf5Gj0Yb"] {
        assert_eq!(tokens(other).open(TEXT), None);
    }
}

// assures: R306
#[test]
fn previous_key_opens_tokens_but_seals_none() {
    let rotated = tokens("the new one").with_additional_key(&SecretString::from(SECRET));
    assert_eq!(rotated.open(TEXT), Some(token()));
    let text = rotated.seal(&token());
    assert_eq!(tokens("the new one").open(&text), Some(token()));
    assert_eq!(tokens(SECRET).open(&text), None);
}

proptest! {
    #[test]
    fn every_sealed_token_can_be_opened(
        user in 1..1_i64 << 53,
        session: [u8; 16],
        handle: [u8; 16],
        seconds in -8_334_601_228_800_i64..8_210_266_876_799
    ) {
        let token = RefreshToken {
            user_id: UserId::new(user).unwrap(),
            session_id: SessionId(Uuid::from_bytes(session)),
            handle: RefreshHandle(handle),
            expires_at: DateTime::from_timestamp(seconds, 0).unwrap(),
        };
        prop_assert_eq!(tokens(SECRET).open(&tokens(SECRET).seal(&token)), Some(token));
    }

    #[test]
    fn arbitrary_text_does_not_open(text: String, near_valid in "[A-Za-z0-9_-]{108}") {
        prop_assert_eq!(tokens(SECRET).open(&text), None);
        prop_assert_eq!(tokens(SECRET).open(&near_valid), None);
    }
}
