//! The tags of a task.

use crate::invalid::Invalid;
use crate::text;

/// At most 20 different tags of 1 to 50 characters without control characters, in the order given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Tags(Vec<String>);

impl Tags {
    /// The maximum number of tags.
    pub const MAX_COUNT: usize = 20;
    /// The maximum length of a tag, in characters.
    pub const MAX_LENGTH: usize = 50;

    /// Parses a list of tags. Fails with the first error. [`Tags::parse_tag`] checks a single tag.
    pub fn parse(raw: Vec<String>) -> Result<Self, Invalid> {
        if raw.len() > Self::MAX_COUNT {
            return Err(Invalid::TooManyItems(Self::MAX_COUNT));
        }
        for (index, tag) in raw.iter().enumerate() {
            Self::parse_tag(tag)?;
            if raw.iter().take(index).any(|earlier| earlier == tag) {
                return Err(Invalid::DuplicateItem);
            }
        }
        Ok(Self(raw))
    }

    /// Checks one tag.
    pub fn parse_tag(raw: &str) -> Result<(), Invalid> {
        // A tag is not trimmed, because trimming could make two different tags equal.
        if raw.trim().is_empty() {
            return Err(Invalid::Blank);
        }
        text::length(raw, 1, Self::MAX_LENGTH)?;
        if raw.chars().any(char::is_control) {
            return Err(Invalid::ControlCharacter);
        }
        Ok(())
    }

    /// Returns the tags in the order given.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(raw: &[&str]) -> Result<Tags, Invalid> {
        Tags::parse(raw.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn tags_are_stored_in_order_without_duplicates() {
        assert_eq!(tags(&["home", "Home", "a b"]).unwrap().as_slice(), ["home", "Home", "a b"]);
        assert_eq!(tags(&[]).unwrap(), Tags::default());
        assert_eq!(tags(&["a", "b", "a"]), Err(Invalid::DuplicateItem));
        assert_eq!(tags(&["a", " "]), Err(Invalid::Blank));
        assert_eq!(tags(&["a\n"]), Err(Invalid::ControlCharacter));
        assert_eq!(tags(&[&"x".repeat(51)]), Err(Invalid::TooLong(50)));
        let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
        assert_eq!(Tags::parse(many), Err(Invalid::TooManyItems(20)));
    }
}
