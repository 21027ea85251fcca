//! Normalizes strings before the domain rules check them.

use std::borrow::Cow;

use crate::rows::MAX_READ;

/// Trims text, and replaces line breaks and tabs by spaces. Does not remove visible characters.
pub(crate) fn to_single_line(raw: &str) -> Cow<'_, str> {
    if raw.trim() == raw && !raw.chars().any(is_blank_control) {
        return Cow::Borrowed(raw);
    }
    let one_line = raw.replace("\r\n", "\n").replace(is_blank_control, " ");
    Cow::Owned(one_line.trim().to_owned())
}

/// Replaces all line breaks by LF. Does not change tabs.
pub(crate) fn normalize_line_breaks(raw: &str) -> Cow<'_, str> {
    let ends_line = |c: char| is_blank_control(c) && c != '\n' && c != '\t';
    if !raw.chars().any(ends_line) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(raw.replace("\r\n", "\n").replace(ends_line, "\n"))
}

fn is_blank_control(c: char) -> bool {
    c.is_control() && c.is_whitespace()
}

/// Removes control characters except those in `allowed`.
pub(crate) fn without_controls(text: &str, allowed: &[char]) -> String {
    text.chars().filter(|c| !c.is_control() || allowed.contains(c)).collect()
}

/// Shortens text to at most `max` characters. Shortened text ends with `…`.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let start: String = text.chars().take(max.saturating_sub(1)).collect();
    start.trim_end().to_owned() + "…"
}

/// Returns whether the text has more than [`MAX_READ`] characters, so that the source read only its beginning.
pub(crate) fn is_truncated(raw: &str) -> bool {
    raw.len() > MAX_READ && raw.chars().count() > MAX_READ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_trimmed_and_loses_its_line_breaks() {
        for (raw, expected) in [
            ("Buy milk", "Buy milk"),
            (" Buy milk\r\n", "Buy milk"),
            ("Buy\r\nmilk", "Buy milk"),
            ("Buy\tmilk\u{7}", "Buy milk\u{7}"),
            ("\t\u{b}", ""),
        ] {
            assert_eq!(to_single_line(raw), expected, "{raw:?}");
        }
        assert!(matches!(to_single_line("Buy milk"), Cow::Borrowed(_)));
    }

    #[test]
    fn line_breaks_become_line_feeds_but_tabs_and_blanks_stay() {
        for (raw, expected) in [
            ("  a\n\tb ", "  a\n\tb "),
            ("a\r\nb\rc\u{b}d", "a\nb\nc\nd"),
            ("\u{1b}[1ma\u{0}\tb", "\u{1b}[1ma\u{0}\tb"),
            ("", ""),
        ] {
            assert_eq!(normalize_line_breaks(raw), expected, "{raw:?}");
        }
        assert!(matches!(normalize_line_breaks("  a\n\tb "), Cow::Borrowed(_)));
    }

    #[test]
    fn controls_are_removed_and_long_text_is_shortened() {
        assert_eq!(without_controls("a\u{1b}\tb\n", &['\t', '\n']), "a\tb\n");
        assert_eq!(shortened("abcd", 4), "abcd");
        assert_eq!(shortened("abc defg", 5), "abc…");
    }
}
