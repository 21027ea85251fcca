//! What a person wants to be called.

use crate::invalid::Invalid;
use crate::text;

/// 1..=100 characters, trimmed, without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    pub const MAX: usize = 100;

    /// A blank name is no name: forms send the empty text for a field left open.
    pub fn parse(raw: &str) -> Result<Option<Self>, Invalid> {
        let text = text::single_line(raw, 0, Self::MAX)?;
        Ok(if text.is_empty() { None } else { Some(Self(text.to_owned())) })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_name_is_none() {
        assert_eq!(Name::parse("  "), Ok(None));
        assert_eq!(Name::parse(" Ada ").unwrap().unwrap().as_str(), "Ada");
        assert_eq!(Name::parse(&"x".repeat(101)), Err(Invalid::TooLong(100)));
    }
}
