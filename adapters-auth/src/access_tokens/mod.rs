//! Access tokens as JSON Web Tokens (RFC 7519, RFC 8725, RFC 9068).

mod claims;
mod remembered;
mod signer;
mod verifier;

pub use remembered::RememberedTokens;
pub use signer::JwtAccessTokens;
pub use verifier::JwtVerifier;
