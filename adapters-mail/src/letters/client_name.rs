//! A readable name of a client.

use crate::catalogue::{Catalogue, fill};
use crate::letters::harmless_text::without_links;

/// The maximum length of a user agent that is shown as it is, in characters.
const MAX_USER_AGENT: usize = 100;

/// The user agent tokens of browsers. A browser that also sends the token of another browser comes before that browser.
const BROWSERS: [(&str, &str); 15] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Returns a name such as "Firefox on Windows" for a common browser. Returns the user agent without links for another
/// client.
pub(super) fn client_name(user_agent: Option<&str>, texts: &Catalogue) -> String {
    let Some(user_agent) = user_agent else { return texts.unknown_client.to_owned() };
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(token, _)| user_agent.contains(token)).map(|(_, name)| *name)
    };
    let is_browser = user_agent.starts_with("Mozilla/5.0 ");
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) if is_browser => {
            fill(texts.browser_on_system, &[("browser", browser), ("system", system)])
        }
        _ => without_links(user_agent, MAX_USER_AGENT).unwrap_or_else(|| texts.unknown_client.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use tasklane_core::user::Language;

    use super::*;

    fn name(user_agent: &str) -> String {
        client_name(Some(user_agent), Catalogue::of(Language::English))
    }

    #[test]
    fn common_browsers_are_recognized() {
        for (user_agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 \
                 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                 Safari/537.36 Edg/142.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 \
                 Chrome/136.0.0.0 Mobile Safari/537.36",
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
        ] {
            assert_eq!(name(user_agent), expected);
        }
        let spanish = Catalogue::of(Language::Spanish);
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
        assert_eq!(client_name(Some(firefox), spanish), "Firefox en Linux");
    }

    #[test]
    fn other_clients_are_named_by_their_user_agent() {
        assert_eq!(name("curl/8.14.1"), "curl/8.14.1");
        assert_eq!(name("Dart/3.9 (dart:io)"), "Dart/3.9 (dart:io)");
        assert_eq!(name("My Firefox/1 for Linux"), "My Firefox/1 for Linux");
        assert_eq!(name("Bot/1.0 (+https://evil.example)"), "Bot/1.0");
        assert_eq!(name(&"x".repeat(1000)).chars().count(), 101);
    }

    #[test]
    fn client_without_a_usable_user_agent_is_unknown() {
        assert_eq!(name("https://evil.example"), "Unknown");
        assert_eq!(client_name(None, Catalogue::of(Language::German)), "Unbekannt");
    }
}
