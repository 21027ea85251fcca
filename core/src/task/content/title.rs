//! The title of a task.

use crate::invalid::Invalid;
use crate::text;

/// A title of 1 to 255 characters without control characters.
///
/// ```
/// use tasklane_core::invalid::Invalid;
/// use tasklane_core::task::Title;
///
/// assert_eq!(Title::parse("  Buy milk ")?.as_str(), "Buy milk");
/// assert_eq!(Title::parse("   "), Err(Invalid::Blank));
/// assert_eq!(Title::parse(&"x".repeat(256)), Err(Invalid::TooLong(255)));
/// # Ok::<(), Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Title(String);

impl Title {
    /// The maximum length, in characters.
    pub const MAX: usize = 255;

    /// Parses a title, without the whitespace around it. Fails with [`Invalid::Blank`], [`Invalid::TooLong`] or
    /// [`Invalid::ControlCharacter`].
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        Self::parse_within(raw, Self::MAX)
    }

    /// Parses a title of at most `max` characters, for an API with a lower limit than [`MAX`](Self::MAX).
    pub fn parse_within(raw: &str, max: usize) -> Result<Self, Invalid> {
        text::single_line(raw, 1, max.min(Self::MAX)).map(|text| Self(text.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_is_one_trimmed_line_of_1_to_255_characters() {
        assert_eq!(Title::parse(" Buy milk ").unwrap().as_str(), "Buy milk");
        assert_eq!(Title::parse(&"𝒳".repeat(255)).unwrap().as_str().chars().count(), 255);
        assert_eq!(Title::parse(&"x".repeat(256)), Err(Invalid::TooLong(255)));
        assert_eq!(Title::parse_within(&"x".repeat(201), 200), Err(Invalid::TooLong(200)));
        assert_eq!(Title::parse("  "), Err(Invalid::Blank));
        assert_eq!(Title::parse("a\nb"), Err(Invalid::ControlCharacter));
    }
}
