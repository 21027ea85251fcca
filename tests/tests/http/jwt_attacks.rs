//! Known attacks on JSON Web Tokens (RFC 8725) against a running server. Most of these tokens are signed
//! with the server's own key, so the server must reject them because of their content.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use tasklane_auth::testing::{KEY_PAIR_ALGORITHMS, TestKeyPair};
use tasklane_tests::{Response, SECRET_KEY, Server, on_every_database, read_jwt, sign_jwt, unsigned_jwt};

const ME: &str = "/api/v1/auth/me";
/// The start time of the test clock.
const NOON: i64 = 1_767_268_800;

type Attack = (String, String);

/// The header and claims of a valid token, to be changed one at a time.
struct ValidToken {
    header: Value,
    claims: Value,
}

impl ValidToken {
    fn of(token: &str) -> Self {
        let [header, claims] = read_jwt(token);
        Self { header, claims }
    }

    fn signed(header: &Value, claims: &Value) -> String {
        Self::signed_text(&header.to_string(), &claims.to_string())
    }

    fn signed_text(header: &str, claims: &str) -> String {
        sign_jwt(Algorithm::HS256, SECRET_KEY.as_bytes(), header, claims)
    }

    fn with_header(&self, name: &str, value: Value) -> Attack {
        (format!("header {name}: {value}"), Self::signed(&with(&self.header, name, value), &self.claims))
    }

    fn with_claim(&self, name: &str, value: Value) -> Attack {
        (format!("claim {name}: {value}"), Self::signed(&self.header, &with(&self.claims, name, value)))
    }
}

fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut changed = object.clone();
    changed[name] = value;
    changed
}

fn without(object: &Value, name: &str) -> Value {
    let mut changed = object.clone();
    changed.as_object_mut().unwrap().remove(name).unwrap();
    changed
}

fn on_the_algorithm(valid: &ValidToken) -> Vec<Attack> {
    let ValidToken { header, claims } = valid;
    let mut attacks = Vec::new();
    let names =
        ["none", "None", "NONE", "nOnE", "", "hs256", "HS384", "HS512", "RS256", "PS256", "ES256", "EdDSA"];
    for name in names {
        let renamed = with(header, "alg", json!(name));
        attacks.push((format!("unsigned {name}"), unsigned_jwt(&renamed, claims)));
        attacks.push((format!("signed {name}"), ValidToken::signed(&renamed, claims)));
    }
    for (name, algorithm) in [("HS384", Algorithm::HS384), ("HS512", Algorithm::HS512)] {
        for name in [name, "HS256"] {
            let header = with(header, "alg", json!(name)).to_string();
            let token = sign_jwt(algorithm, SECRET_KEY.as_bytes(), &header, &claims.to_string());
            attacks.push((format!("{name} by {algorithm:?}"), token));
        }
    }
    attacks.push(("unsigned".to_owned(), unsigned_jwt(header, claims)));
    for key in ["", "\0", "secret", "null", "undefined", &SECRET_KEY[1..]] {
        let token = sign_jwt(Algorithm::HS256, key.as_bytes(), &header.to_string(), &claims.to_string());
        attacks.push((format!("key {key:?}"), token));
    }
    attacks
}

fn on_the_header(valid: &ValidToken) -> Vec<Attack> {
    let evil = json!("https://evil.example/keys.json");
    let mut attacks: Vec<_> = [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("jku", evil.clone()),
        ("x5u", evil),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("zip", json!("DEF")),
        ("enc", json!("A128GCM")),
        ("b64", json!(false)),
        ("alg", json!(["HS256"])),
        ("alg", Value::Null),
        ("kid", json!("")),
        ("kid", json!("../../../dev/null")),
        ("kid", json!("/proc/sys/kernel/randomize_va_space")),
        ("kid", json!("x' UNION SELECT 'AAAA' -- ")),
        ("kid", json!("|/usr/bin/true")),
        ("kid", json!("\0")),
        ("kid", json!(7)),
        ("typ", json!("JWT")),
        ("typ", json!("rt+jwt")),
        ("typ", json!("")),
        ("typ", Value::Null),
    ]
    .into_iter()
    .map(|(name, value)| valid.with_header(name, value))
    .collect();
    for name in ["alg", "typ"] {
        let token = ValidToken::signed(&without(&valid.header, name), &valid.claims);
        attacks.push((format!("header without {name}"), token));
    }
    attacks
}

fn on_the_claims(valid: &ValidToken) -> Vec<Attack> {
    let ValidToken { header, claims } = valid;
    let mut attacks = Vec::new();
    for name in ["iss", "aud", "type", "sub", "sid", "jti", "iat", "exp"] {
        attacks.push((format!("without {name}"), ValidToken::signed(header, &without(claims, name))));
        for value in
            [Value::Null, json!(true), json!({}), json!([]), json!([claims[name]]), json!(1.5), json!("")]
        {
            attacks.push(valid.with_claim(name, value));
        }
        let twice = claims.to_string().replacen('{', &format!("{{\"{name}\":{},", claims[name]), 1);
        attacks.push((format!("{name} twice"), ValidToken::signed_text(&header.to_string(), &twice)));
    }
    for name in ["iat", "nbf", "exp"] {
        for value in
            [json!("1767270600"), json!(1_767_270_600.0), json!(1e300), json!(u64::MAX), json!(i64::MAX)]
        {
            attacks.push(valid.with_claim(name, value));
        }
    }
    for (name, value) in [
        ("iat", json!(NOON + 60)),
        ("nbf", json!(NOON + 60)),
        ("nbf", Value::Null),
        ("exp", json!(i64::MIN)),
        ("iss", json!("evil")),
        ("aud", json!("another")),
        ("type", json!("refresh")),
        ("sub", json!("0")),
        ("sub", json!("-1")),
        ("sub", json!("01")),
        ("sub", json!("1 OR 1=1")),
        ("sub", json!("99999999999999999999")),
        ("sub", json!(1)),
        ("sid", json!("../1")),
    ] {
        attacks.push(valid.with_claim(name, value));
    }
    attacks
}

async fn present(server: &Server, token: &str) -> Response {
    server.client().with_token(token).get(ME).await
}

#[track_caller]
fn assert_rejected(response: &Response, code: &str, what: &str) {
    assert_eq!(response.status, 401, "{what}: {}", response.text);
    assert_eq!(response.problem(401), code, "{what}");
    let challenge = response.header("www-authenticate").unwrap();
    assert!(
        challenge.starts_with("Bearer ") && challenge.contains("error=\"invalid_token\""),
        "{what}: {challenge}"
    );
}

on_every_database! {
    // assures: R301, R303
    async fn forged_tokens_are_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        let valid = ValidToken::of(&ada.access_token);
        let attacks = [on_the_algorithm(&valid), on_the_header(&valid), on_the_claims(&valid)].concat();
        for (what, token) in attacks {
            assert_rejected(&present(server, &token).await, "token-invalid", &what);
        }
        // The unchanged token is valid, so each change above caused the rejection.
        let signed = ValidToken::signed(&valid.header, &valid.claims);
        assert_eq!(present(server, &signed).await.expect(200)["id"], ada.id);
        let without_id = ValidToken::signed(&without(&valid.header, "kid"), &valid.claims);
        assert_eq!(present(server, &without_id).await.expect(200)["id"], ada.id);
    }

    // assures: R304
    async fn token_is_valid_only_within_its_lifetime(server: &Server) {
        let valid = ValidToken::of(&server.sign_up("ada").await.access_token);
        for (name, seconds, code) in
            [("exp", NOON - 1, "token-expired"), ("exp", 0, "token-expired"), ("iat", NOON + 6, "token-invalid")]
        {
            let (what, token) = valid.with_claim(name, json!(seconds));
            assert_rejected(&present(server, &token).await, code, &what);
        }
        // The clocks of two replicas may differ slightly.
        let (_, token) = valid.with_claim("iat", json!(NOON + 4));
        present(server, &token).await.expect(200);
    }

    // assures: R303
    async fn token_of_a_missing_user_is_rejected(server: &Server) {
        let valid = ValidToken::of(&server.sign_up("ada").await.access_token);
        let (what, token) = valid.with_claim("sub", json!("4711"));
        assert_rejected(&present(server, &token).await, "token-revoked", &what);
    }

    // assures: R305
    async fn access_and_refresh_tokens_are_not_interchangeable(server: &Server) {
        let ada = server.sign_up("ada").await;
        assert_rejected(&present(server, &ada.refresh_token).await, "token-invalid", "refresh as access");
        assert_eq!(server.client().refresh(&ada.access_token).await.problem(401), "refresh-invalid");
        let logout = json!({"refresh_token": ada.access_token});
        server.client().post("/api/v1/auth/logout", &logout).await.expect(204);
        ada.api.get(ME).await.expect(200);
        server.client().refresh(&ada.refresh_token).await.expect(200);
    }
}

/// Published keys must not work as HMAC secrets.
#[tokio::test]
async fn published_keys_cannot_sign() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let pair = TestKeyPair::new(algorithm);
        let name = algorithm.to_string();
        let server = Server::on_memory(&[("ALGORITHM", &name), ("JWT_PRIVATE_KEY", &pair.private)]).await;
        let ada = server.sign_up("ada").await;
        let ValidToken { header, claims } = ValidToken::of(&ada.access_token);
        let keys = server.client().get("/.well-known/jwks.json").await.text;
        for key in [pair.public.as_str(), pair.public.trim(), keys.as_str(), SECRET_KEY, ""] {
            for alg in ["HS256", "HS384", "HS512", name.as_str()] {
                let header = with(&header, "alg", json!(alg)).to_string();
                let by = alg.parse().ok().filter(|_| alg.starts_with("HS")).unwrap_or(Algorithm::HS256);
                let token = sign_jwt(by, key.as_bytes(), &header, &claims.to_string());
                assert_rejected(&present(&server, &token).await, "token-invalid", &format!("{name}: {alg}"));
            }
        }
        assert_rejected(
            &present(&server, &unsigned_jwt(&header, &claims)).await,
            "token-invalid",
            "unsigned",
        );
    }
}
