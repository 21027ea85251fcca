//! E-mail addresses: stored as entered, and unique regardless of case.

use email_address::{EmailAddress, Options};

use crate::invalid::Invalid;
use crate::text;

/// An e-mail address of at most 254 characters (RFC 5321 §4.5.3.1.3), with a domain of at least two labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The maximum length, in characters.
    pub const MAX: usize = 254;

    /// Parses an address for a new account or a change.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        text::visible(Self::line(raw)?)?;
        Self::parse_existing(raw)
    }

    /// Parses a stored address, or the address of a login. The address may contain invisible characters, because
    /// earlier releases accepted them.
    pub fn parse_existing(raw: &str) -> Result<Self, Invalid> {
        let text = Self::line(raw)?;
        let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
        let valid = !text.contains('"') && EmailAddress::parse_with_options(text, options).is_ok();
        if valid { Ok(Self(text.to_owned())) } else { Err(Invalid::NotAnEmail) }
    }

    fn line(raw: &str) -> Result<&str, Invalid> {
        let text = text::single_line(raw, 1, Self::MAX)?;
        text::no_bidi_override(text)?;
        Ok(text)
    }

    /// Returns the address as it was entered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address in lower case. Addresses are compared in this form.
    pub fn canonical(&self) -> String {
        self.0.to_lowercase()
    }

    /// Returns the part before the @.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(self.as_str(), |(local, _)| local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_keeps_its_case_and_is_compared_in_lower_case() {
        let email = Email::parse(" Ada.Lovelace+notes@Example.ORG ").unwrap();
        assert_eq!(email.as_str(), "Ada.Lovelace+notes@Example.ORG");
        assert_eq!(email.canonical(), "ada.lovelace+notes@example.org");
        assert_eq!(email.local_part(), "Ada.Lovelace+notes");
        assert_eq!(Email::parse("ÄDA@example.org").unwrap().canonical(), "äda@example.org");
    }

    #[test]
    fn invalid_address_is_rejected() {
        for raw in [
            "ada",
            "@example.org",
            "ada@",
            "ada@localhost",
            "a b@example.org",
            "Ada <ada@example.org>",
            "ada@example..org",
            "ada@@example.org",
            "ada@[127.0.0.1]",
            "\"a b\"@example.org",
        ] {
            assert_eq!(Email::parse(raw), Err(Invalid::NotAnEmail), "{raw}");
        }
        assert_eq!(Email::parse("  "), Err(Invalid::Blank));
        assert_eq!(Email::parse("ada\0@example.org"), Err(Invalid::ControlCharacter));
        assert_eq!(Email::parse("ada\u{202E}@example.org"), Err(Invalid::BidiOverride));
        assert_eq!(Email::parse("ada\u{200D}@example.org"), Err(Invalid::InvisibleCharacter));
        assert_eq!(Email::parse(&format!("a@{}.org", "x".repeat(300))), Err(Invalid::TooLong(254)));
    }
}
