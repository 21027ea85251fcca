//! Access tokens as JSON Web Tokens (RFC 7519, RFC 8725, RFC 9068).

mod caching_verifier;
mod claims;
mod signer;
mod verifier;

pub use caching_verifier::CachingVerifier;
pub use signer::JwtAccessTokens;
pub use verifier::JwtVerifier;
