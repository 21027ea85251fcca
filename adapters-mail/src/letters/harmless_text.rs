//! Removes links from text that users wrote.
//!
//! Mail programs turn text such as `example.org` into links. Without these rules, an attacker could register with the
//! address of another person and a link as the name, and this server would send that link to the person.

use std::net::Ipv4Addr;

use tasklane_core::user::Name;

/// The maximum length of a name in a mail, in characters. A longer name is probably a message.
const MAX_NAME: usize = 60;

/// Returns the name if a mail can safely contain it.
pub(crate) fn harmless_name(name: &Name) -> Option<&str> {
    let name = name.as_str();
    let is_short = name.chars().count() <= MAX_NAME;
    (is_short && !name.chars().any(is_invisible) && !name.split_whitespace().any(looks_like_a_link))
        .then_some(name)
}

/// Returns the text without links and invisible characters, shortened to `max` characters. Returns `None` if the result
/// is empty.
pub(super) fn without_links(text: &str, max: usize) -> Option<String> {
    let words = text.split_whitespace().filter(|word| !looks_like_a_link(word));
    let text: String = words.collect::<Vec<_>>().join(" ").chars().filter(|c| !is_invisible(*c)).collect();
    let shortened = match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    };
    Some(shortened).filter(|text| !text.is_empty())
}

/// Matches control characters, and characters that change the direction of text or have no width.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Matches a word with a scheme, with an @, with a dot before a letter and a letter or digit, as in a domain, or with an
/// IPv4 address at its beginning.
fn looks_like_a_link(word: &str) -> bool {
    let has_domain = || {
        word.split(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}']).skip(1).any(|label| {
            let mut letters = label.chars();
            letters.next().is_some_and(char::is_alphabetic)
                && letters.next().is_some_and(char::is_alphanumeric)
        })
    };
    let begins_with_ip = || {
        let host = word.split(['/', ':', '?', '#']).next().unwrap_or_default();
        host.trim_matches(|c: char| !c.is_alphanumeric()).parse::<Ipv4Addr>().is_ok()
    };
    word.contains("://") || word.contains('@') || has_domain() || begins_with_ip()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: &str) -> Option<String> {
        harmless_name(&Name::parse(raw).unwrap().unwrap()).map(str::to_owned)
    }

    #[test]
    fn ordinary_names_are_shown() {
        for raw in [
            "Ada",
            "Ada Lovelace",
            "J. R. R. Tolkien",
            "J.R.R. Tolkien",
            "O'Neil, Jr.",
            "María-José",
            "山田 太郎",
        ] {
            assert_eq!(name(raw).as_deref(), Some(raw));
        }
    }

    #[test]
    fn names_with_links_are_not_shown() {
        for raw in [
            "Your account is locked: https://evil.example",
            "evil.example",
            "Win at www.evil.example/now",
            "ada@evil.example",
            "EVIL.COM",
            "bücher.example",
            "evil\u{3002}example",
            "ftp://1",
            "192.0.2.1/login",
            "(192.0.2.1)",
            "Ada\u{202E}",
            "ev\u{200B}il",
            &"x".repeat(61),
        ] {
            assert_eq!(name(raw), None, "{raw}");
        }
    }

    #[test]
    fn links_are_removed_from_text() {
        let bot = "Bot/1.0 (compatible; +http://evil.example/bot) Engine/2.1";
        assert_eq!(without_links(bot, 100).unwrap(), "Bot/1.0 (compatible; Engine/2.1");
        assert_eq!(without_links("Chrome/120.0.0.0", 100).unwrap(), "Chrome/120.0.0.0");
        assert_eq!(without_links("a\u{1}b\r\nc", 100).unwrap(), "ab c");
        assert_eq!(without_links("abcdef", 3).unwrap(), "abc…");
        assert_eq!(without_links(" https://evil.example ", 100), None);
    }
}
