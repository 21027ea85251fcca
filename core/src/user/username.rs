//! The name one signs in with: shown as given, unique after NFKC and case folding (Unicode UAX 31, UTR 36).

use crate::invalid::Invalid;
use crate::text;
use crate::user::Email;

/// 3..=50 characters, trimmed, without control, direction and invisible characters and without @, by which the login tells
/// a username from an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    pub const MIN: usize = 3;
    pub const MAX: usize = 50;

    /// A name that somebody chooses.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let username = Self::known(raw)?;
        text::visible(username.as_str())?;
        Ok(username)
    }

    /// A name that may have been taken before invisible characters were refused: as stored, or typed to log in.
    pub fn known(raw: &str) -> Result<Self, Invalid> {
        let text = text::single_line(raw, Self::MIN, Self::MAX)?;
        text::no_bidi_override(text)?;
        if text.contains('@') {
            return Err(Invalid::AtSign);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which two usernames are the same one.
    pub fn canonical(&self) -> String {
        text::fold(&self.0)
    }

    /// Usernames that resemble what stands before the @, best first; the last is free for all but certain.
    pub(crate) fn candidates(email: &Email, random: [u8; 16]) -> impl Iterator<Item = Self> {
        let base: String = email.local_part().chars().take(Self::MAX - 17).collect();
        let numbered = (2..=9).map({
            let base = base.clone();
            move |n| format!("{base}{n}")
        });
        let unique = format!("{base}-{:016x}", u128::from_be_bytes(random) >> 64);
        // A local part too short for a username falls out here, and its numbered forms may too.
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
    fn names_that_differ_in_case_or_form_alone_are_the_same() {
        assert_eq!(canonical("Ada"), canonical("aDA"));
        assert_eq!(canonical("STRASSE"), canonical("straße"));
        assert_eq!(canonical("ﬁnn"), canonical("FINN"));
        assert_eq!(canonical("Ａｄａ"), canonical("ada"));
        assert_eq!(canonical("Zoe\u{308}"), canonical("ZOË"));
        assert_ne!(canonical("ada"), canonical("ada2"));
        assert_eq!(Username::parse(" Ada ").unwrap().as_str(), "Ada");
    }

    #[test]
    fn every_email_address_yields_usernames() {
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
    fn names_are_bounded() {
        assert_eq!(Username::parse("ab"), Err(Invalid::TooShort(3)));
        assert_eq!(Username::parse(&"a".repeat(51)), Err(Invalid::TooLong(50)));
        assert_eq!(Username::parse(" "), Err(Invalid::Blank));
        assert_eq!(Username::parse("ada@home"), Err(Invalid::AtSign));
        assert_eq!(Username::parse("a\u{2066}da"), Err(Invalid::BidiOverride));
        assert_eq!(Username::parse("a\u{200B}da"), Err(Invalid::UnseenCharacter));
        assert_eq!(Username::parse("a\tda"), Err(Invalid::ControlCharacter));
    }
}
