//! Text as the domain takes it, where nothing is lost by making it so.

use std::borrow::Cow;

/// One line without blanks around it: what breaks a line becomes a blank, other control characters go.
pub(super) fn line(raw: &str) -> Cow<'_, str> {
    if raw.trim() == raw && !raw.chars().any(char::is_control) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(mend(raw, |c| c.is_whitespace().then_some(' ')).trim().to_owned())
}

/// Lines that end in LF alone. Of the control characters the tab stays.
pub(super) fn lines(raw: &str) -> Cow<'_, str> {
    let is_fine = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if raw.chars().all(is_fine) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(mend(raw, |c| match c {
        '\t' => Some('\t'),
        _ => c.is_whitespace().then_some('\n'),
    }))
}

fn mend(raw: &str, instead: impl Fn(char) -> Option<char>) -> String {
    let raw = raw.replace("\r\n", "\n");
    raw.chars().filter_map(|c| if c.is_control() { instead(c) } else { Some(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_loses_blanks_around_it_and_controls() {
        for (raw, mended) in [
            ("Buy milk", "Buy milk"),
            (" Buy milk\r\n", "Buy milk"),
            ("Buy\r\nmilk", "Buy milk"),
            ("Buy\tmilk\u{7}", "Buy milk"),
            ("\u{1}\u{b}", ""),
        ] {
            assert_eq!(line(raw), mended, "{raw:?}");
        }
        assert!(matches!(line("Buy milk"), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_end_in_line_feeds_and_keep_tabs_and_blanks() {
        for (raw, mended) in [
            ("  a\n\tb ", "  a\n\tb "),
            ("a\r\nb\rc\u{b}d", "a\nb\nc\nd"),
            ("\u{1b}[1ma\u{0}\tb", "[1ma\tb"),
            ("", ""),
        ] {
            assert_eq!(lines(raw), mended, "{raw:?}");
        }
        assert!(matches!(lines("  a\n\tb "), Cow::Borrowed(_)));
    }
}
