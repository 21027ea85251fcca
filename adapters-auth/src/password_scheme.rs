//! The stored format of password hashes. All functions that hash are slow and block.
//!
//! | stored text                      | bcrypt input                                                   |
//! |----------------------------------|----------------------------------------------------------------|
//! | `$tasklane$1$` + `$2b$…`         | base64(HMAC-SHA-384([`DOMAIN_KEY`], password))                 |
//! | `$tasklane$2$` + `$2b$…`         | base64(HMAC-SHA-384(pepper, password))                         |
//! | `$2a$…`, `$2b$…`, `$2y$…`        | the first 72 bytes of the password (hashes of older servers)   |
//!
//! The HMAC turns any password into 64 printable bytes, because bcrypt ignores input after 72 bytes and treats NUL
//! specially. Hashes of scheme 1 stay valid after a pepper is introduced. Hashes of scheme 2 can't be verified
//! without their pepper.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bcrypt::{BcryptError, HashParts};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha384;
use tasklane_core::user::{PasswordHash, VerifyOutcome};
use thiserror::Error;

use crate::hmac::new_hmac;

/// The HMAC key of hashes that have no pepper. It is not a secret: this HMAC only brings every password to the same
/// length.
const DOMAIN_KEY: &[u8] = b"tasklane password v1";

/// bcrypt requires a cost of at least 4. A cost above 15 would block a thread for several seconds.
const COSTS: RangeInclusive<u32> = 4..=15;

/// OWASP recommends at least 10 (Password Storage Cheat Sheet).
pub(crate) const DEFAULT_COST: u32 = 12;

const UNPEPPERED: &str = "$tasklane$1$";
const PEPPERED: &str = "$tasklane$2$";

/// The bcrypt cost is below 4 or above 15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the bcrypt cost must be from {} to {}", COSTS.start(), COSTS.end())]
pub struct CostOutOfRange;

/// Why a stored hash can't be verified. No message shows the hash.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum UnreadableHash {
    /// The text has no known prefix.
    #[error("unknown hash scheme")]
    UnknownScheme,
    /// The hash was made with a pepper, but no pepper is configured.
    #[error("the hash needs a pepper, but none is configured")]
    PepperMissing,
    /// Verifying the hash would take too long, or bcrypt does not support the cost.
    #[error("unsupported bcrypt cost {0}")]
    CostOutOfRange(u32),
    /// The prefix is known, but the rest is not a bcrypt hash.
    #[error("not a bcrypt hash")]
    NotBcrypt(#[source] BcryptError),
}

pub(crate) struct PasswordScheme {
    cost: u32,
    unpeppered: Hmac<Sha384>,
    peppered: Option<Hmac<Sha384>>,
    /// The hash to verify against if there is no stored hash. It has the current scheme and cost, and matches no password.
    dummy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preprocessing {
    Raw,
    Unpeppered,
    Peppered,
}

struct Stored<'a> {
    preprocessing: Preprocessing,
    cost: u32,
    bcrypt: &'a str,
}

impl PasswordScheme {
    pub(crate) fn new(cost: u32, pepper: Option<&SecretString>) -> Result<Self, CostOutOfRange> {
        if COSTS.contains(&cost) { Ok(Self::with_cost(cost, pepper)) } else { Err(CostOutOfRange) }
    }

    /// Uses the default cost, without a pepper.
    pub(crate) fn standard() -> Self {
        Self::with_cost(DEFAULT_COST, None)
    }

    fn with_cost(cost: u32, pepper: Option<&SecretString>) -> Self {
        let prefix = if pepper.is_some() { PEPPERED } else { UNPEPPERED };
        Self {
            cost,
            unpeppered: new_hmac(DOMAIN_KEY),
            peppered: pepper.map(|pepper| new_hmac(pepper.expose_secret().as_bytes())),
            dummy: format!("{prefix}$2b${cost:02}${}", ".".repeat(53)),
        }
    }

    pub(crate) fn hash(&self, password: &str) -> Result<String, BcryptError> {
        let (prefix, mac) = match &self.peppered {
            Some(mac) => (PEPPERED, mac),
            None => (UNPEPPERED, &self.unpeppered),
        };
        Ok(format!("{prefix}{}", bcrypt::hash(prehash(mac, password), self.cost)?))
    }

    /// Takes the same time with and without a hash, and for hashes of a lower cost. An invalid hash fails
    /// immediately. The user can't log in until an operator repairs the hash, so the log must report an invalid hash and
    /// not a wrong password.
    pub(crate) fn verify(&self, attempt: &str, hash: Option<&str>) -> Result<VerifyOutcome, UnreadableHash> {
        let stored = Stored::parse(hash.unwrap_or(&self.dummy))?;
        let matches = self.matches(attempt, &stored)?;
        self.add_missing_rounds(stored.cost);
        Ok(match matches && hash.is_some() {
            false => VerifyOutcome::Mismatch,
            true if self.is_current(&stored) => VerifyOutcome::Match,
            true => VerifyOutcome::OutdatedMatch,
        })
    }

    fn matches(&self, attempt: &str, stored: &Stored) -> Result<bool, UnreadableHash> {
        let verified = match stored.preprocessing {
            // bcrypt repeats the key with a NUL in between, so "a" and "a\0a" have the same hash.
            Preprocessing::Raw => {
                bcrypt::verify(attempt, stored.bcrypt).map(|matches| matches && !attempt.contains('\0'))
            }
            Preprocessing::Unpeppered => bcrypt::verify(prehash(&self.unpeppered, attempt), stored.bcrypt),
            Preprocessing::Peppered => {
                let mac = self.peppered.as_ref().ok_or(UnreadableHash::PepperMissing)?;
                bcrypt::verify(prehash(mac, attempt), stored.bcrypt)
            }
        };
        verified.map_err(UnreadableHash::NotBcrypt)
    }

    /// Makes the verification of a cheaper hash take as long as the verification of a current hash. bcrypt at cost n
    /// takes 2^n rounds. Verifying a hash of a lower cost m takes 2^m rounds, so 2^m + 2^(m+1) + … + 2^(n-1) rounds are
    /// missing. These are one run at each cost from m to n-1.
    fn add_missing_rounds(&self, cost: u32) {
        for cost in cost..self.cost {
            std::hint::black_box(bcrypt::bcrypt(cost, [0; 16], b"\0"));
        }
    }

    fn is_current(&self, stored: &Stored) -> bool {
        let preprocessing =
            if self.peppered.is_some() { Preprocessing::Peppered } else { Preprocessing::Unpeppered };
        stored.preprocessing == preprocessing && stored.cost == self.cost
    }
}

impl<'a> Stored<'a> {
    fn parse(hash: &'a str) -> Result<Self, UnreadableHash> {
        let (preprocessing, bcrypt) = if let Some(rest) = hash.strip_prefix(UNPEPPERED) {
            (Preprocessing::Unpeppered, rest)
        } else if let Some(rest) = hash.strip_prefix(PEPPERED) {
            (Preprocessing::Peppered, rest)
        } else if ["$2a$", "$2b$", "$2y$"].iter().any(|version| hash.starts_with(version)) {
            (Preprocessing::Raw, hash)
        } else {
            return Err(UnreadableHash::UnknownScheme);
        };
        let cost = bcrypt.parse::<HashParts>().map_err(UnreadableHash::NotBcrypt)?.get_cost();
        if !COSTS.contains(&cost) {
            return Err(UnreadableHash::CostOutOfRange(cost));
        }
        Ok(Self { preprocessing, cost, bcrypt })
    }
}

/// Returns whether this is a plain bcrypt hash of an older server that can be verified.
pub fn is_older_hash(hash: &PasswordHash) -> bool {
    Stored::parse(hash.expose()).is_ok_and(|stored| stored.preprocessing == Preprocessing::Raw)
}

/// Returns a hash that no password matches, for users who need a new password.
pub fn unusable_hash() -> PasswordHash {
    PasswordHash::new(format!("{UNPEPPERED}$2b$12${}", ".".repeat(53)))
}

fn prehash(mac: &Hmac<Sha384>, password: &str) -> String {
    STANDARD.encode(mac.clone().chain_update(password).finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(pepper: Option<&str>) -> PasswordScheme {
        PasswordScheme::new(10, pepper.map(SecretString::from).as_ref()).unwrap()
    }

    // assures: R201
    #[test]
    fn cost_is_from_4_to_15() {
        for (cost, fits) in [(0, false), (3, false), (4, true), (15, true), (16, false)] {
            assert_eq!(PasswordScheme::new(cost, None).is_ok(), fits, "{cost}");
        }
        assert_eq!(CostOutOfRange.to_string(), "the bcrypt cost must be from 4 to 15");
    }

    // assures: R209
    #[test]
    fn dummy_hash_has_the_current_scheme_and_cost() {
        let cheap = PasswordScheme::new(4, None).unwrap();
        for scheme in [scheme(None), scheme(Some("pepper")), cheap, PasswordScheme::standard()] {
            let dummy = Stored::parse(&scheme.dummy).unwrap();
            assert!(scheme.is_current(&dummy));
            assert!(!scheme.matches("password", &dummy).unwrap());
        }
    }

    #[test]
    fn unusable_hash_can_be_verified_and_matches_no_password() {
        let hash = unusable_hash();
        for attempt in ["", "password", hash.expose()] {
            assert_eq!(scheme(None).verify(attempt, Some(hash.expose())).unwrap(), VerifyOutcome::Mismatch);
        }
    }

    // assures: R209
    /// Counts bcrypt rounds (2^cost per run) instead of measuring time.
    #[test]
    fn verifying_a_cheaper_hash_takes_as_many_rounds_as_verifying_a_current_hash() {
        for (older, current) in [(4, 10), (10, 12), (12, 12)] {
            let rounds: u64 = 2_u64.pow(older) + (older..current).map(|cost| 2_u64.pow(cost)).sum::<u64>();
            assert_eq!(rounds, 2_u64.pow(current));
        }
    }

    #[test]
    fn stored_hash_contains_its_scheme() {
        assert!(scheme(None).hash("password").unwrap().starts_with("$tasklane$1$$2b$10$"));
        assert!(scheme(Some("pepper")).hash("password").unwrap().starts_with("$tasklane$2$$2b$10$"));
    }

    // assures: R201
    /// Stored hashes must stay valid. The expected values were computed by other programs.
    #[test]
    fn hash_of_known_input_has_the_expected_text() {
        let prehashed = prehash(&scheme(None).unpeppered, "correct horse");
        assert_eq!(prehashed, "4PmjviJsRRg+8YBS6k5BrrqiIQ+thwO+S0LkTwN6mHy4j2Jgx9W7PFuGVv2xsn/+");
        let hash = format!("{UNPEPPERED}{}", bcrypt::hash_with_salt(prehashed, 10, [7; 16]).unwrap());
        assert_eq!(hash, "$tasklane$1$$2b$10$/uaF/uaF/uaF/uaF/uaF/unCC02dbTOcIBANFaB2e6by.2iyScw3y");
    }

    #[test]
    fn plain_bcrypt_hashes_of_older_servers_are_recognized() {
        let hash = bcrypt::hash("password", 4).unwrap();
        let is_known = |hash: String| is_older_hash(&PasswordHash::new(hash));
        for known in [hash.clone(), hash.replace("$2b$", "$2a$"), hash.replace("$2b$", "$2y$")] {
            assert!(is_known(known));
        }
        let argon = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA".to_owned();
        for unknown in
            [hash[..59].to_owned(), hash.replace("$04$", "$17$"), UNPEPPERED.to_owned() + &hash, argon]
        {
            assert!(!is_known(unknown));
        }
    }

    #[test]
    fn invalid_hash_is_an_error_and_not_a_wrong_password() {
        let valid = bcrypt::hash("password", 4).unwrap();
        let scheme = scheme(None);
        for broken in [
            String::new(),
            "plain".to_owned(),
            "$tasklane$3$".to_owned() + &valid,
            "$tasklane$1$".to_owned(),
            "$tasklane$2$".to_owned() + &valid,
            valid.replace("$2b$", "$2x$"),
            valid.replace("$04$", "$31$"),
            valid.replace("$04$", "$03$"),
            valid[..59].to_owned(),
            valid.clone() + "a",
            valid.clone() + "\n",
            valid.replace("$04$", "$é$"),
        ] {
            let error = scheme.verify("password", Some(&broken)).unwrap_err();
            assert!(!format!("{error} {error:?}").contains(&valid[10..20]), "{error:?}");
        }
    }
}
