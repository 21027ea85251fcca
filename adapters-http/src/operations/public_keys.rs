//! `GET /.well-known/jwks.json`

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::routing::{ApiOperation, RouteFacts};

/// A key that is to be used next is published at least so long before: whoever keeps the set for as long as it may
/// knows the key when the first token names it.
const MAX_AGE: &str = "public, max-age=300";

/// A JSON Web Key Set, written once.
pub(crate) struct PublicKeys(pub(crate) Arc<str>);

/// How the set looks; it comes from where the keys are.
#[derive(Serialize, ToSchema)]
#[schema(as = JwkSet)]
struct JwkSetBody {
    /// Empty when a secret signs access tokens: then nobody else can verify them.
    keys: Vec<JwkBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Jwk, example = json!({
    "use": "sig", "alg": "EdDSA", "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "kty": "OKP",
    "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
}))]
struct JwkBody {
    /// `OKP`, `EC` or `RSA`; it decides which of the other members are there.
    kty: String,
    /// Always `sig`.
    r#use: String,
    /// `EdDSA`, `ES256` or `RS256`.
    alg: String,
    /// What the header of a token says as `kid`: the thumbprint of the key (RFC 7638).
    kid: String,
    /// `Ed25519` or `P-256`.
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

/// Public keys
///
/// What access tokens can be verified with (RFC 7517), also by other services: the key that signs, and one that did
/// until lately or will soon.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The keys", body = JwkSetBody, content_type = "application/jwk-set+json"),
))]
#[get("/.well-known/jwks.json")]
pub(crate) async fn read_public_keys(keys: Data<PublicKeys>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/jwk-set+json")
        .insert_header((CACHE_CONTROL, MAX_AGE))
        .body(keys.0.to_string())
}

impl ApiOperation for read_public_keys {
    const FACTS: RouteFacts = RouteFacts::OPERATIONS;
}
