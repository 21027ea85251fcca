//! `GET /.well-known/jwks.json`

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::route_table::{ApiOperation, RouteMetadata};

/// Caches may store the set for 5 minutes. In a key rotation (docs/KEYS.md), the operator publishes a new key at least
/// 5 minutes before it signs its first token. By then, every cached set contains the new key.
const MAX_AGE: &str = "public, max-age=300";

/// The JSON Web Key Set as JSON, serialized once.
pub(crate) struct PublicKeys(pub(crate) Arc<str>);

/// A JSON Web Key Set (RFC 7517).
#[derive(Serialize, ToSchema)]
#[schema(as = JwkSet)]
struct JwkSetBody {
    /// The public keys. Empty if access tokens are signed with a shared secret, because the secret is not published.
    keys: Vec<JwkBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Jwk, example = json!({
    "use": "sig", "alg": "EdDSA", "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "kty": "OKP",
    "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
}))]
struct JwkBody {
    /// Key type: `OKP`, `EC` or `RSA`. It determines which of the other members are present.
    kty: String,
    /// Intended use. Always `sig`.
    r#use: String,
    /// Signature algorithm: `EdDSA`, `ES256` or `RS256`.
    alg: String,
    /// Key ID: the SHA-256 thumbprint of the key (RFC 7638). It matches `kid` in the header of an access token.
    kid: String,
    /// Curve of an `OKP` or `EC` key: `Ed25519` or `P-256`.
    crv: Option<String>,
    /// X coordinate of an `EC` key, or the public key of an `OKP` key, in base64url.
    x: Option<String>,
    /// Y coordinate of an `EC` key, in base64url.
    y: Option<String>,
    /// Modulus of an `RSA` key, in base64url.
    n: Option<String>,
    /// Public exponent of an `RSA` key, in base64url.
    e: Option<String>,
}

/// List public keys
///
/// Returns the public keys with which other services can verify access tokens, as a JSON Web Key Set (RFC 7517). The
/// set contains the current signing key and, around a key rotation, also the previous or the next key.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The public keys", body = JwkSetBody, content_type = "application/jwk-set+json"),
))]
#[get("/.well-known/jwks.json")]
pub(crate) async fn read_public_keys(keys: Data<PublicKeys>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/jwk-set+json")
        .insert_header((CACHE_CONTROL, MAX_AGE))
        .body(keys.0.to_string())
}

impl ApiOperation for read_public_keys {
    const METADATA: RouteMetadata = RouteMetadata::OPERATIONS;
}
