//! The lines of iCalendar: at most 75 octets long, without their break (RFC 5545 §3.1).
//!
//! The library lets the last of the lines that it folds be longer by one.

const BREAK: &str = "\r\n ";
const MOST_OCTETS: usize = 75;

/// Takes lines that are folded somehow, and folds them right. No text holds a break of its own: those are escaped.
pub(super) fn fold_again(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + text.len() / 64);
    for line in text.replace(BREAK, "").split_terminator("\r\n") {
        fold(line, &mut folded);
        folded.push_str("\r\n");
    }
    folded
}

fn fold(line: &str, folded: &mut String) {
    let mut rest = line;
    let mut room = MOST_OCTETS;
    while rest.len() > room {
        let (now, later) = rest.split_at(rest.floor_char_boundary(room));
        folded.push_str(now);
        folded.push_str(BREAK);
        // The space counts.
        (rest, room) = (later, MOST_OCTETS - 1);
    }
    folded.push_str(rest);
}
