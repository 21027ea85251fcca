//! Access tokens as JSON Web Tokens (RFC 7519, RFC 8725, RFC 9068).

mod cached;
mod claims;
mod signer;
mod verifier;

pub use cached::CachedTokens;
pub use signer::JwtAccessTokens;
pub use verifier::JwtVerifier;
