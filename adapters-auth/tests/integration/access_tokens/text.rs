//! Text that is not a valid token.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use secrecy::SecretString;
use tasklane_auth::SealedRefreshTokens;
use tasklane_core::session::{AccessTokenVerifier, InvalidToken, RefreshHandle, RefreshToken, RefreshTokens};

use super::forge::{
    SECRET, TEXT, assert_accepted, assert_rejected, claims, claims_json, forge, header_json, tokens, with,
};

#[test]
fn invalid_text_is_rejected() {
    let refresh = SealedRefreshTokens::new(&SecretString::from(SECRET)).seal(&RefreshToken {
        user_id: claims().user_id,
        session_id: claims().session_id,
        handle: RefreshHandle([3; 16]),
        expires_at: claims().expires_at,
    });
    let parts: Vec<_> = TEXT.split('.').collect();
    for garbage in ["", ".", "..", "...", "a.b.c", "\0", "\0.\0.\0", "é.é.é", "Bearer", " ", "{}", &refresh]
    {
        assert_rejected(garbage, garbage);
    }
    for end in 0..TEXT.len() {
        assert_rejected("truncated at the end", &TEXT[..end]);
        assert_rejected("truncated at the start", &TEXT[end + 1..]);
    }
    assert_rejected("four parts", &format!("{TEXT}.{}", parts[2]));
    assert_rejected("five parts, as an encrypted token", &format!("{TEXT}.A.A"));
    assert_rejected("trailing space", &format!("{TEXT} "));
    assert_rejected("line break", &TEXT.replacen('.', "\n.", 1));
    let header = header_json().to_string();
    let not_utf8 = [b"{\"sub\":\"\xff\xfe\"}".as_slice(), b"\xc0\x80", b"\xed\xa0\x80"];
    for bytes in not_utf8 {
        assert_rejected("not UTF-8", &format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(bytes), parts[2]));
        assert_rejected("not UTF-8", &format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(bytes), parts[1], parts[2]));
    }
    for (what, encoded) in [("padded", URL_SAFE.encode(&header)), ("not base64url", STANDARD.encode("??>>"))]
    {
        assert_rejected(what, &format!("{encoded}.{}.{}", parts[1], parts[2]));
    }
}

// assures: R308
#[test]
fn oversized_token_is_rejected_even_if_signed() {
    let padded = |length: usize| with(claims_json(), "pad", "p".repeat(length));
    assert_accepted("about 3000 bytes", &forge(&header_json(), &padded(2000)));
    assert_rejected("about 5000 bytes", &forge(&header_json(), &padded(3500)));
    assert_rejected("20 KiB", &"A".repeat(20 * 1024));
    assert_rejected("only dots", &".".repeat(100_000));
}

proptest! {
    #[test]
    fn arbitrary_text_never_verifies(
        text: String,
        near_valid in "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,200}\\.[A-Za-z0-9_-]{0,43}",
    ) {
        prop_assert_eq!(tokens().verify(&text), Err(InvalidToken));
        prop_assert_eq!(tokens().verify(&near_valid), Err(InvalidToken));
    }
}
