//! The algorithms that may sign access tokens: HMAC alone, because one program both signs and verifies.

use std::str::FromStr;

use jsonwebtoken::Algorithm;
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HmacAlgorithm {
    #[default]
    Hs256,
    Hs384,
    Hs512,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the algorithm must be HS256, HS384 or HS512")]
pub struct UnknownAlgorithm;

impl FromStr for HmacAlgorithm {
    type Err = UnknownAlgorithm;

    /// Exactly as RFC 7518 spells them: names of algorithms are case-sensitive.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        match name {
            "HS256" => Ok(Self::Hs256),
            "HS384" => Ok(Self::Hs384),
            "HS512" => Ok(Self::Hs512),
            _ => Err(UnknownAlgorithm),
        }
    }
}

impl From<HmacAlgorithm> for Algorithm {
    fn from(algorithm: HmacAlgorithm) -> Self {
        match algorithm {
            HmacAlgorithm::Hs256 => Self::HS256,
            HmacAlgorithm::Hs384 => Self::HS384,
            HmacAlgorithm::Hs512 => Self::HS512,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hmac_family_is_known() {
        assert_eq!("HS256".parse(), Ok(HmacAlgorithm::default()));
        assert_eq!("HS384".parse(), Ok(HmacAlgorithm::Hs384));
        assert_eq!("HS512".parse(), Ok(HmacAlgorithm::Hs512));
        for other in ["", "none", "None", "hs256", " HS256", "HS1", "RS256", "ES256", "EdDSA"] {
            assert_eq!(other.parse::<HmacAlgorithm>(), Err(UnknownAlgorithm), "{other}");
        }
    }
}
