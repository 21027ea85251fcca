//! The description of a task.

use crate::invalid::Invalid;
use crate::text;

/// A description of at most 10,000 characters, without control characters except tab and newline. It is stored unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Description(String);

impl Description {
    /// The maximum length, in characters.
    pub const MAX: usize = 10_000;

    /// Parses a description. Fails with [`Invalid::TooLong`] or [`Invalid::ControlCharacter`].
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        Self::parse_within(raw, Self::MAX)
    }

    /// Parses a description of at most `max` characters, for an API with a lower limit than [`MAX`](Self::MAX).
    pub fn parse_within(raw: &str, max: usize) -> Result<Self, Invalid> {
        text::length(raw, 0, max.min(Self::MAX))?;
        if raw.chars().any(|c| c.is_control() && c != '\t' && c != '\n') {
            return Err(Invalid::ControlCharacter);
        }
        Ok(Self(raw.to_owned()))
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
    fn description_is_stored_unchanged() {
        assert_eq!(Description::parse("  a\n\tb ").unwrap().as_str(), "  a\n\tb ");
        assert_eq!(Description::parse("").unwrap().as_str(), "");
        assert_eq!(Description::parse(&"é".repeat(10_001)), Err(Invalid::TooLong(10_000)));
        assert_eq!(Description::parse("a\0"), Err(Invalid::ControlCharacter));
        assert_eq!(Description::parse("a\r\nb"), Err(Invalid::ControlCharacter));
    }
}
