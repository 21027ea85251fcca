//! Folds iCalendar lines to at most 75 octets, excluding the line break (RFC 5545 §3.1).
//!
//! The `icalendar` library also folds lines, but the last part of a folded line can be one octet too long.

const BREAK: &str = "\r\n ";
const MAX_OCTETS: usize = 75;

/// Unfolds all lines and folds them again. Values contain no line breaks of their own, because line breaks are escaped.
pub(super) fn refold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + text.len() / 64);
    for line in text.replace(BREAK, "").split_terminator("\r\n") {
        fold(line, &mut folded);
        folded.push_str("\r\n");
    }
    folded
}

fn fold(line: &str, folded: &mut String) {
    let mut rest = line;
    let mut room = MAX_OCTETS;
    while rest.len() > room {
        let (now, later) = rest.split_at(rest.floor_char_boundary(room));
        folded.push_str(now);
        folded.push_str(BREAK);
        // The leading space of a continuation line counts toward the limit.
        (rest, room) = (later, MAX_OCTETS - 1);
    }
    folded.push_str(rest);
}
