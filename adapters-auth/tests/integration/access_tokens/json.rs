//! Unusual JSON documents with a valid signature.

use proptest::prelude::*;
use serde_json::json;
use tasklane_core::session::{AccessTokenVerifier, InvalidToken};

use super::forge::{
    assert_accepted, assert_rejected, claims_json, forge, forge_text, header_json, tokens, with,
};

/// The accepted documents are harmless. The test lists them to detect changes of the parser.
#[test]
fn unusual_json_is_accepted_or_rejected_as_listed() {
    let (header, claims) = (header_json().to_string(), claims_json().to_string());
    assert_accepted("unknown claim", &forge(&header_json(), &with(claims_json(), "role", "admin")));
    assert_accepted("surrounding whitespace", &forge_text(&format!(" {header}\n"), &format!("\t{claims} ")));
    let (sid, jti) = (&claims_json()["sid"], &claims_json()["jti"]);
    let nested = format!(r#"{{"x":{}{},"#, "[".repeat(900), "]".repeat(900));
    assert_accepted(
        "deep nesting in an ignored member",
        &forge_text(&header, &claims.replacen('{', &nested, 1)),
    );
    assert_accepted(
        "alg in an object",
        &forge(&with(header_json(), "alg", json!({"HS256": null})), &claims_json()),
    );
    for (what, header, claims) in [
        ("duplicate sub", header.clone(), claims.replacen('{', r#"{"sub":"8","#, 1)),
        ("duplicate exp", header.clone(), claims.replacen('{', r#"{"exp":1,"#, 1)),
        ("duplicate alg", header.replacen('{', r#"{"alg":"none","#, 1), claims.clone()),
        ("garbage after the claims", header.clone(), format!("{claims}x")),
        ("garbage after the header", format!("{header}{{}}"), claims.clone()),
        ("NUL after the claims", header.clone(), format!("{claims}\0")),
        ("byte order mark", header.clone(), format!("\u{feff}{claims}")),
        (
            "claims in an array",
            header.clone(),
            // serde can read a struct from an array with the members in declaration order.
            json!(["tasklane", "tasklane", "access", "7", sid, jti, 1, 1, 2]).to_string(),
        ),
        ("header in an array", r#"["at+jwt","HS256"]"#.to_owned(), claims.clone()),
        ("empty claims", header.clone(), String::new()),
    ] {
        assert_rejected(what, &forge_text(&header, &claims));
    }
}

proptest! {
    /// Parsing any text with a valid signature must not panic.
    #[test]
    fn arbitrary_signed_text_never_panics(header: String, claims: String, number: i64, float: f64) {
        let ours = header_json().to_string();
        prop_assert_eq!(tokens().verify(&forge_text(&header, &claims)), Err(InvalidToken));
        prop_assert_eq!(tokens().verify(&forge_text(&ours, &claims)), Err(InvalidToken));
        for member in ["iat", "nbf", "exp"] {
            let _ = tokens().verify(&forge(&header_json(), &with(claims_json(), member, number)));
            let float = forge(&header_json(), &with(claims_json(), member, float));
            prop_assert_eq!(tokens().verify(&float), Err(InvalidToken));
        }
    }
}
