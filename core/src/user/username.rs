//! The name for logging in: stored as entered, and unique after NFKC and case folding (Unicode UAX 31, UTR 36).

use crate::invalid::Invalid;
use crate::text;
use crate::user::Email;

/// A username of 3 to 50 characters, trimmed, without control characters, direction-changing characters and invisible
/// characters. A username must not contain @, which distinguishes an e-mail address from a username in a login.
///
/// ```
/// use tasklane_core::user::Username;
///
/// let ada = Username::parse(" Ada ")?;
/// assert_eq!((ada.as_str(), ada.canonical().as_str()), ("Ada", "ada"));
/// assert!(Username::parse("ada@example.org").is_err());
/// # Ok::<(), tasklane_core::invalid::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// The minimum length, in characters.
    pub const MIN: usize = 3;
    /// The maximum length, in characters.
    pub const MAX: usize = 50;

    /// Parses a username for a new account or a change.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let username = Self::parse_existing(raw)?;
        text::visible(username.as_str())?;
        Ok(username)
    }

    /// Parses a stored username, or the username of a login. The username may contain invisible characters, because
    /// earlier releases accepted them.
    pub fn parse_existing(raw: &str) -> Result<Self, Invalid> {
        let text = text::single_line(raw, Self::MIN, Self::MAX)?;
        text::no_bidi_override(text)?;
        if text.contains('@') {
            return Err(Invalid::AtSign);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the username as it was entered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folded username. Usernames are compared in this form.
    pub fn canonical(&self) -> String {
        text::fold(&self.0)
    }

    /// Returns usernames similar to the local part of an address, the most similar first. The last username has a random
    /// suffix and is almost certainly unused.
    pub(crate) fn candidates(email: &Email, random: [u8; 16]) -> impl Iterator<Item = Self> {
        let base: String = email.local_part().chars().take(Self::MAX - 17).collect();
        let numbered = (2..=9).map({
            let base = base.clone();
            move |n| format!("{base}{n}")
        });
        let unique = format!("{base}-{:016x}", u128::from_be_bytes(random) >> 64);
        // Candidates that are not valid usernames are dropped. For example, a short name may be too short even with a
        // number.
        std::iter::once(base).chain(numbered).chain([unique]).filter_map(|raw| Self::parse(&raw).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(raw: &str) -> String {
        Username::parse(raw).unwrap().canonical()
    }

    // assures: R109
    #[test]
    fn usernames_that_differ_only_in_case_or_form_are_equal() {
        assert_eq!(canonical("Ada"), canonical("aDA"));
        assert_eq!(canonical("STRASSE"), canonical("straße"));
        assert_eq!(canonical("ﬁnn"), canonical("FINN"));
        assert_eq!(canonical("Ａｄａ"), canonical("ada"));
        assert_eq!(canonical("Zoe\u{308}"), canonical("ZOË"));
        assert_ne!(canonical("ada"), canonical("ada2"));
        assert_eq!(Username::parse(" Ada ").unwrap().as_str(), "Ada");
    }

    #[test]
    fn every_email_address_yields_candidates() {
        let of = |email: &str| -> Vec<String> {
            let email = Email::parse(email).unwrap();
            Username::candidates(&email, [7; 16]).map(|name| name.as_str().to_owned()).collect()
        };
        let ada = of("ada@example.org");
        assert_eq!(ada.iter().take(3).collect::<Vec<_>>(), ["ada", "ada2", "ada3"]);
        assert_eq!(ada.last().unwrap(), "ada-0707070707070707");
        assert_eq!(of("a@example.org"), ["a-0707070707070707"]);
        let long = of(&format!("{}@example.org", "x".repeat(64)));
        assert_eq!(long.last().unwrap().chars().count(), 50);
    }

    #[test]
    fn invalid_username_is_rejected() {
        assert_eq!(Username::parse("ab"), Err(Invalid::TooShort(3)));
        assert_eq!(Username::parse(&"a".repeat(51)), Err(Invalid::TooLong(50)));
        assert_eq!(Username::parse(" "), Err(Invalid::Blank));
        assert_eq!(Username::parse("ada@home"), Err(Invalid::AtSign));
        assert_eq!(Username::parse("a\u{2066}da"), Err(Invalid::BidiOverride));
        assert_eq!(Username::parse("a\u{200B}da"), Err(Invalid::InvisibleCharacter));
        assert_eq!(Username::parse("a\tda"), Err(Invalid::ControlCharacter));
    }
}
