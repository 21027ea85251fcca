//! The language of mails to a user.

use crate::invalid::Invalid;

/// A language that mails are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
    /// German.
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::Spanish, Self::German];

    /// Returns the tag of the language (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::German => "de",
        }
    }

    /// Parses a tag.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|language| language.tag() == raw);
        found.ok_or(Invalid::NotOneOf("en, es, de"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_parsed() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Ok(language));
        }
        let tags = Language::ALL.map(Language::tag).join(", ");
        for raw in ["", "EN", "en-US", "fr"] {
            assert!(
                matches!(Language::parse(raw), Err(Invalid::NotOneOf(expected)) if expected == tags),
                "{raw}"
            );
        }
    }
}
