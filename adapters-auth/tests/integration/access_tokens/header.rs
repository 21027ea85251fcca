//! The header: required and forbidden members.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::forge::{
    KEY_ID, SECRET, assert_accepted, assert_rejected, claims_json, forge, header_json, with, without,
};

// assures: R302
#[test]
fn header_cannot_name_another_key() {
    let extras = [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("crit", json!("exp")),
        ("jku", json!("https://evil.example/keys.json")),
        ("jwk", json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(SECRET)})),
        ("jwk", json!({})),
        ("x5u", json!("https://evil.example/cert.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
        ("zip", json!("DEF")),
        ("enc", json!("A128GCM")),
        ("cty", json!("JWT")),
        ("b64", json!(false)),
        ("unheard-of", json!(1)),
    ];
    for (member, value) in extras {
        assert_rejected(member, &forge(&with(header_json(), member, value), &claims_json()));
    }
}

// assures: R302
#[test]
fn key_id_must_be_known_or_absent() {
    assert_accepted("known kid", &forge(&header_json(), &claims_json()));
    assert_accepted("no kid", &forge(&without(header_json(), "kid"), &claims_json()));
    assert_accepted("kid null", &forge(&with(header_json(), "kid", Value::Null), &claims_json()));
    let ids = [
        "",
        "1",
        "../../dev/null",
        "/etc/passwd",
        "' OR 1=1 --",
        "x' UNION SELECT 'key",
        "file:///dev/null",
        "|/usr/bin/true",
        "\0",
        &KEY_ID[1..],
        &KEY_ID.to_lowercase(),
        &format!("{KEY_ID} "),
    ];
    for id in ids {
        assert_rejected(id, &forge(&with(header_json(), "kid", id), &claims_json()));
    }
    for other in [json!(1), json!(true), json!([KEY_ID]), json!({})] {
        assert_rejected("kid with a wrong type", &forge(&with(header_json(), "kid", other), &claims_json()));
    }
}

// assures: R302
#[test]
fn only_the_access_token_type_is_accepted() {
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"] {
        assert_accepted(typ, &forge(&with(header_json(), "typ", typ), &claims_json()));
    }
    for typ in ["", "JWT", "jwt", "at", "at+jwt ", "rt+jwt", "text/at+jwt", "application/application/at+jwt"]
    {
        assert_rejected(typ, &forge(&with(header_json(), "typ", typ), &claims_json()));
    }
    assert_rejected("typ missing", &forge(&without(header_json(), "typ"), &claims_json()));
    assert_rejected("typ null", &forge(&with(header_json(), "typ", Value::Null), &claims_json()));
}
