//! Other services can verify tokens of this server with only the public keys.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use tasklane_auth::testing::{KEY_PAIR_ALGORITHMS, TestKeyPair};
use tasklane_auth::{JwtVerifier, KeyPairAlgorithm};
use tasklane_core::session::{AccessTokenVerifier, AuthenticateError};
use tasklane_tests::{Server, on_every_database, read_jwt};

const PATH: &str = "/.well-known/jwks.json";

/// Another service that verifies tokens.
struct OtherService {
    tokens: Arc<dyn AccessTokenVerifier>,
}

impl OtherService {
    fn user_id(&self, token: &str, now: DateTime<Utc>) -> Result<i64, AuthenticateError> {
        let claims = self.tokens.verify(token).map_err(|_| AuthenticateError::Invalid)?;
        claims.check_times(now)?;
        Ok(claims.user_id.get())
    }
}

async fn server_with(pair: &TestKeyPair) -> Server {
    let algorithm = pair.algorithm.to_string();
    Server::on_memory(&[("ALGORITHM", &algorithm), ("JWT_PRIVATE_KEY", &pair.private)]).await
}

on_every_database! {
    async fn secret_key_is_not_published(server: &Server) {
        let response = server.client().get(PATH).await;
        assert_eq!(response.expect(200), json!({"keys": []}));
        assert_eq!(response.header("content-type"), Some("application/jwk-set+json"));
        assert_eq!(response.header("cache-control"), Some("public, max-age=300"));
    }
}

#[tokio::test]
async fn other_service_can_verify_with_the_public_keys() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let server = server_with(&TestKeyPair::new(algorithm)).await;
        let ada = server.sign_up("ada").await;
        ada.api.get("/api/v1/auth/me").await.expect(200);
        let keys = server.client().get(PATH).await;
        keys.expect(200);
        let other_service =
            OtherService { tokens: Arc::new(JwtVerifier::from_jwks(algorithm, &keys.text).unwrap()) };
        let (token, now) = (&ada.access_token, server.now());
        assert_eq!(other_service.user_id(token, now).unwrap(), ada.id, "{algorithm}");
        assert!(matches!(
            other_service.user_id(token, now + chrono::TimeDelta::minutes(31)),
            Err(AuthenticateError::Expired)
        ));
        assert!(other_service.user_id(&ada.refresh_token, now).is_err());
        let foreign = server_with(&TestKeyPair::new(algorithm)).await.sign_up("ada").await;
        assert!(other_service.user_id(&foreign.access_token, now).is_err());
    }
}

/// Verifies the tokens with an independent library, without this project's code.
#[tokio::test]
async fn published_keys_conform_to_rfc_7517() {
    for algorithm in KEY_PAIR_ALGORITHMS {
        let server = server_with(&TestKeyPair::new(algorithm)).await;
        let ada = server.sign_up("ada").await;
        let set: JwkSet = serde_json::from_value(server.client().get(PATH).await.expect(200)).unwrap();
        let header = jsonwebtoken::decode_header(&ada.access_token).unwrap();
        let key = set.find(header.kid.as_deref().unwrap()).unwrap();
        let algorithm: Algorithm = algorithm.to_string().parse().unwrap();
        assert_eq!((header.alg, header.typ.as_deref()), (algorithm, Some("at+jwt")));
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&["tasklane"]);
        validation.set_audience(&["tasklane"]);
        // The times in the token follow the test clock.
        validation.validate_exp = false;
        let decoded = jsonwebtoken::decode::<Value>(
            &ada.access_token,
            &DecodingKey::from_jwk(key).unwrap(),
            &validation,
        );
        assert_eq!(decoded.unwrap().claims["sub"], ada.id.to_string());
    }
}

#[tokio::test]
async fn previous_key_is_published_too() {
    let algorithm = KeyPairAlgorithm::EdDsa;
    let (old, new) = (TestKeyPair::new(algorithm), TestKeyPair::new(algorithm));
    let before = server_with(&old).await;
    let ada = before.sign_up("ada").await;
    let after = Server::on_memory(&[
        ("ALGORITHM", "EdDSA"),
        ("JWT_PRIVATE_KEY", &new.private),
        ("JWT_PUBLIC_KEY_PREVIOUS", &old.public),
    ])
    .await;
    let same = after.sign_up("ada").await;
    let keys = after.client().get(PATH).await.expect(200);
    let ids: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect();
    let named = [&same, &ada].map(|user| read_jwt(&user.access_token)[0]["kid"].clone());
    assert_eq!(ids, named);
    let other_service = JwtVerifier::from_jwks(algorithm, &keys.to_string()).unwrap();
    for user in [&same, &ada] {
        assert_eq!(other_service.verify(&user.access_token).unwrap().user_id.get(), user.id);
    }
}

// assures: R301
/// A token with a valid signature of another algorithm is rejected.
#[tokio::test]
async fn tokens_use_the_configured_algorithm() {
    let server = Server::on_memory(&[]).await;
    server.sign_up("ada").await;
    for algorithm in KEY_PAIR_ALGORITHMS {
        let foreign = server_with(&TestKeyPair::new(algorithm)).await.sign_up("ada").await;
        let rejected = server.client().with_token(&foreign.access_token).get("/api/v1/auth/me").await;
        assert_eq!(rejected.problem(401), "token-invalid");
    }
}
