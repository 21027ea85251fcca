//! Case-insensitive text search.

use crate::invalid::Invalid;
use crate::text;

/// A folded text that is searched for anywhere in titles and descriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    /// The maximum length, in characters.
    pub const MAX: usize = 100;

    /// Parses 1 to 100 characters without control characters. Trims the text.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        text::single_line(raw, 1, Self::MAX).map(|text| Self(text::fold(text)))
    }

    /// Returns the folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether `text` contains this search text. `text` must be a result of
    /// [`search_text`](crate::task::search_text).
    pub fn is_in(&self, text: &str) -> bool {
        text.contains(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{Description, Title, search_text};

    #[test]
    fn words_are_found_in_any_case_width_and_composition() {
        let title = Title::parse("Straße ＡＢＣ Zoe\u{308}").unwrap();
        let description = Description::parse("ΟΔΟΣ\n100%_done").unwrap();
        let stored = search_text(&title, Some(&description));
        for words in ["STRASSE", "abc", "zoë", "οδος", "100%_DONE", " e ABC "] {
            let found = SearchText::parse(words).unwrap().is_in(&stored);
            assert_eq!(found, words != " e ABC " || stored.contains("e abc"), "{words}");
        }
        assert!(!SearchText::parse("100_done").unwrap().is_in(&stored));
        assert_eq!(SearchText::parse(" "), Err(Invalid::Blank));
        assert_eq!(SearchText::parse(&"x".repeat(101)), Err(Invalid::TooLong(100)));
        assert_eq!(SearchText::parse("a\nb"), Err(Invalid::ControlCharacter));
    }
}
