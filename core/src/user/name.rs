//! The display name of a user.

use crate::invalid::Invalid;
use crate::text;

/// A display name of 1 to 100 characters, trimmed, without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The maximum length, in characters.
    pub const MAX: usize = 100;

    /// Parses a name. Returns `None` for blank text, because forms send the empty string for an empty field.
    pub fn parse(raw: &str) -> Result<Option<Self>, Invalid> {
        let text = text::single_line(raw, 0, Self::MAX)?;
        Ok(if text.is_empty() { None } else { Some(Self(text.to_owned())) })
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_name_is_none() {
        assert_eq!(Name::parse("  "), Ok(None));
        assert_eq!(Name::parse(" Ada ").unwrap().unwrap().as_str(), "Ada");
        assert_eq!(Name::parse(&"x".repeat(101)), Err(Invalid::TooLong(100)));
    }
}
