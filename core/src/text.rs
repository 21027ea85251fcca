//! The rules that all text from outside shares. Lengths count Unicode scalar values.

use crate::invalid::Invalid;

/// Trims, then asks for `min..=max` characters and no control characters. `min` 0 allows blank text.
pub(crate) fn single_line(raw: &str, min: usize, max: usize) -> Result<&str, Invalid> {
    let text = raw.trim();
    if min > 0 && text.is_empty() {
        return Err(Invalid::Blank);
    }
    length(text, min, max)?;
    if text.chars().any(char::is_control) {
        return Err(Invalid::ControlCharacter);
    }
    Ok(text)
}

pub(crate) fn length(text: &str, min: usize, max: usize) -> Result<(), Invalid> {
    let count = text.chars().count();
    if count < min {
        return Err(Invalid::TooShort(min));
    }
    if count > max {
        return Err(Invalid::TooLong(max));
    }
    Ok(())
}

/// Refuses the controls by which a name can be made to look like another one (Unicode TR 36 §3.2).
pub(crate) fn no_bidi_override(text: &str) -> Result<(), Invalid> {
    if text.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')) {
        return Err(Invalid::BidiOverride);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_counted_in_scalar_values() {
        assert_eq!(single_line("  milk \n", 1, 4), Ok("milk"));
        assert_eq!(single_line("🦀🦀🦀🦀", 1, 4), Ok("🦀🦀🦀🦀"));
        assert_eq!(single_line("🦀🦀🦀🦀🦀", 1, 4), Err(Invalid::TooLong(4)));
        assert_eq!(single_line(" \t\u{3000}", 1, 4), Err(Invalid::Blank));
        assert_eq!(single_line(" ", 0, 4), Ok(""));
        assert_eq!(single_line("ab", 3, 4), Err(Invalid::TooShort(3)));
    }

    #[test]
    fn controls_are_refused_inside_a_line() {
        for control in ['\0', '\n', '\t', '\r', '\u{1b}', '\u{7f}', '\u{85}'] {
            assert_eq!(single_line(&format!("a{control}b"), 1, 9), Err(Invalid::ControlCharacter));
        }
        assert_eq!(no_bidi_override("a\u{202E}b"), Err(Invalid::BidiOverride));
        assert_eq!(no_bidi_override("مرحبا"), Ok(()));
    }
}
