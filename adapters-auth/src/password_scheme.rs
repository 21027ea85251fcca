//! How a password becomes text, and how that text is checked. Everything here is slow and blocks.
//!
//! | stored text                      | is bcrypt over                                                 |
//! |----------------------------------|----------------------------------------------------------------|
//! | `$tasklane$1$` + `$2b$…`         | base64(HMAC-SHA-384([`DOMAIN_KEY`], password))                 |
//! | `$tasklane$2$` + `$2b$…`         | base64(HMAC-SHA-384(pepper, password))                         |
//! | `$2a$…`, `$2b$…`, `$2y$…`        | the first 72 bytes of the password: an older server's          |
//!
//! The HMAC makes 64 printable bytes of any password, so that bcrypt neither cuts it at 72 bytes nor stumbles over NUL.
//! Scheme 1 goes on to verify where a pepper was introduced later. Scheme 2 is lost with its pepper.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bcrypt::{BcryptError, HashParts};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha384;
use tasklane_core::user::{PasswordHash, Verdict};
use thiserror::Error;

use crate::keyed::keyed;

/// Public, and so no secret: without a pepper the HMAC only brings the password into shape.
const DOMAIN_KEY: &[u8] = b"tasklane password v1";

/// bcrypt has no cost below 4, and more than 15 would block a thread for seconds up to days.
const COSTS: RangeInclusive<u32> = 4..=15;

const UNPEPPERED: &str = "$tasklane$1$";
const PEPPERED: &str = "$tasklane$2$";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the bcrypt cost must be from {} to {}", COSTS.start(), COSTS.end())]
pub struct CostOutOfRange;

/// A stored hash can't be checked against any password. Never says the hash.
#[derive(Debug, Error)]
pub enum UnreadableHash {
    #[error("it is of no known scheme")]
    UnknownScheme,
    #[error("it was made with a pepper, and none is configured")]
    PepperMissing,
    #[error("its bcrypt cost is {0}")]
    CostOutOfRange(u32),
    #[error("it is not a bcrypt hash")]
    NotBcrypt(#[source] BcryptError),
}

pub(crate) struct PasswordScheme {
    cost: u32,
    unpeppered: Hmac<Sha384>,
    peppered: Option<Hmac<Sha384>>,
    /// What an attempt is checked against where there is no hash: of the current scheme and cost, and of no password.
    dummy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shaping {
    Raw,
    Unpeppered,
    Peppered,
}

struct Stored<'a> {
    shaping: Shaping,
    cost: u32,
    bcrypt: &'a str,
}

impl PasswordScheme {
    pub(crate) fn new(cost: u32, pepper: Option<&SecretString>) -> Result<Self, CostOutOfRange> {
        if !COSTS.contains(&cost) {
            return Err(CostOutOfRange);
        }
        let prefix = if pepper.is_some() { PEPPERED } else { UNPEPPERED };
        Ok(Self {
            cost,
            unpeppered: keyed(DOMAIN_KEY),
            peppered: pepper.map(|pepper| keyed(pepper.expose_secret().as_bytes())),
            dummy: format!("{prefix}$2b${cost:02}${}", ".".repeat(53)),
        })
    }

    pub(crate) fn hash(&self, password: &str) -> Result<String, BcryptError> {
        let (prefix, mac) = match &self.peppered {
            Some(mac) => (PEPPERED, mac),
            None => (UNPEPPERED, &self.unpeppered),
        };
        Ok(format!("{prefix}{}", bcrypt::hash(shape(mac, password), self.cost)?))
    }

    /// The same work with and without a hash, and for one of a lower cost. A broken hash, however, fails at once: its
    /// owner can't log in until someone mends it, and that someone should hear of it rather than read "wrong password".
    pub(crate) fn verify(&self, attempt: &str, hash: Option<&str>) -> Result<Verdict, UnreadableHash> {
        let stored = Stored::parse(hash.unwrap_or(&self.dummy))?;
        let matches = self.matches(attempt, &stored)?;
        self.make_up_for(stored.cost);
        Ok(match matches && hash.is_some() {
            false => Verdict::Wrong,
            true if self.is_current(&stored) => Verdict::Right,
            true => Verdict::RightButOutdated,
        })
    }

    fn matches(&self, attempt: &str, stored: &Stored) -> Result<bool, UnreadableHash> {
        let verified = match stored.shaping {
            // bcrypt repeats the key with a NUL between: "a" and "a\0a" are one to it.
            Shaping::Raw => {
                bcrypt::verify(attempt, stored.bcrypt).map(|matches| matches && !attempt.contains('\0'))
            }
            Shaping::Unpeppered => bcrypt::verify(shape(&self.unpeppered, attempt), stored.bcrypt),
            Shaping::Peppered => {
                let mac = self.peppered.as_ref().ok_or(UnreadableHash::PepperMissing)?;
                bcrypt::verify(shape(mac, attempt), stored.bcrypt)
            }
        };
        verified.map_err(UnreadableHash::NotBcrypt)
    }

    /// bcrypt at cost n takes 2^n rounds, and 2^n = 2^m + (2^m + 2^(m+1) + … + 2^(n-1)): once at each cost from the
    /// hash's up to ours makes a verification of an older hash as long as that of a new one.
    fn make_up_for(&self, cost: u32) {
        for cost in cost..self.cost {
            std::hint::black_box(bcrypt::bcrypt(cost, [0; 16], b"\0"));
        }
    }

    fn is_current(&self, stored: &Stored) -> bool {
        let shaping = if self.peppered.is_some() { Shaping::Peppered } else { Shaping::Unpeppered };
        stored.shaping == shaping && stored.cost == self.cost
    }
}

impl<'a> Stored<'a> {
    fn parse(hash: &'a str) -> Result<Self, UnreadableHash> {
        let (shaping, bcrypt) = if let Some(rest) = hash.strip_prefix(UNPEPPERED) {
            (Shaping::Unpeppered, rest)
        } else if let Some(rest) = hash.strip_prefix(PEPPERED) {
            (Shaping::Peppered, rest)
        } else if ["$2a$", "$2b$", "$2y$"].iter().any(|version| hash.starts_with(version)) {
            (Shaping::Raw, hash)
        } else {
            return Err(UnreadableHash::UnknownScheme);
        };
        let cost = bcrypt.parse::<HashParts>().map_err(UnreadableHash::NotBcrypt)?.get_cost();
        if !COSTS.contains(&cost) {
            return Err(UnreadableHash::CostOutOfRange(cost));
        }
        Ok(Self { shaping, cost, bcrypt })
    }
}

/// Whether a hash from elsewhere can be verified: an older server's, of plain bcrypt.
pub fn is_older_hash(hash: &PasswordHash) -> bool {
    Stored::parse(hash.expose()).is_ok_and(|stored| stored.shaping == Shaping::Raw)
}

/// A hash that no password matches, for a user who can't log in until a password is set.
pub fn unusable_hash() -> PasswordHash {
    PasswordHash::new(format!("{UNPEPPERED}$2b$12${}", ".".repeat(53)))
}

fn shape(mac: &Hmac<Sha384>, password: &str) -> String {
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
    fn what_stands_in_for_a_missing_hash_is_a_current_one() {
        let cheap = PasswordScheme::new(4, None).unwrap();
        for scheme in [scheme(None), scheme(Some("pepper")), cheap] {
            let dummy = Stored::parse(&scheme.dummy).unwrap();
            assert!(scheme.is_current(&dummy));
            assert!(!scheme.matches("password", &dummy).unwrap());
        }
    }

    #[test]
    fn unusable_hash_can_be_verified_and_matches_nothing() {
        let hash = unusable_hash();
        for attempt in ["", "password", hash.expose()] {
            assert_eq!(scheme(None).verify(attempt, Some(hash.expose())).unwrap(), Verdict::Wrong);
        }
    }

    // assures: R209
    /// Not by the clock, but by the rounds: 2^cost each.
    #[test]
    fn older_costs_are_made_up_for() {
        for (older, current) in [(4, 10), (10, 12), (12, 12)] {
            let rounds: u64 = 2_u64.pow(older) + (older..current).map(|cost| 2_u64.pow(cost)).sum::<u64>();
            assert_eq!(rounds, 2_u64.pow(current));
        }
    }

    #[test]
    fn the_stored_text_names_its_scheme() {
        assert!(scheme(None).hash("password").unwrap().starts_with("$tasklane$1$$2b$10$"));
        assert!(scheme(Some("pepper")).hash("password").unwrap().starts_with("$tasklane$2$$2b$10$"));
    }

    // assures: R201
    /// The format is a promise to databases. What is expected here was computed by other programs.
    #[test]
    fn a_hash_of_known_parts() {
        let shaped = shape(&scheme(None).unpeppered, "correct horse");
        assert_eq!(shaped, "4PmjviJsRRg+8YBS6k5BrrqiIQ+thwO+S0LkTwN6mHy4j2Jgx9W7PFuGVv2xsn/+");
        let hash = format!("{UNPEPPERED}{}", bcrypt::hash_with_salt(shaped, 10, [7; 16]).unwrap());
        assert_eq!(hash, "$tasklane$1$$2b$10$/uaF/uaF/uaF/uaF/uaF/unCC02dbTOcIBANFaB2e6by.2iyScw3y");
    }

    #[test]
    fn hashes_of_plain_bcrypt_are_known_from_elsewhere() {
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
    fn broken_hashes_are_told_from_wrong_passwords() {
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
