//! Generates usernames for users without a valid one.

use tasklane_core::invalid::Invalid;
use tasklane_core::user::Username;

/// Maximum number of characters of the e-mail address in a derived username, as in `Username::candidates`.
pub(crate) const MAX_DERIVED_LENGTH: usize = Username::MAX - 17;
/// Maximum number of characters of the base in a username that also contains the user id.
const WITH_ID_MAX: usize = 20;

/// Returns an infinite sequence of usernames similar to `base`, the most similar first. For an e-mail address
/// and a `max` of [`MAX_DERIVED_LENGTH`], the first nine candidates are usually the same as for a registration.
pub(crate) fn candidates(base: &str, id: i64, max: usize) -> impl Iterator<Item = Username> {
    let base = clean(base);
    let first: String = base.chars().take(max).collect();
    let short: String = base.chars().take(MAX_DERIVED_LENGTH).collect();
    let shorter: String = base.chars().take(WITH_ID_MAX).collect();
    let with_id = format!("{shorter}-{id}");
    let numbered = (2..=9).map(move |number| format!("{short}{number}"));
    let endless = {
        let with_id = with_id.clone();
        (2_u64..).map(move |number| format!("{with_id}-{number}"))
    };
    let raw = std::iter::once(first).chain(numbered).chain([with_id]).chain(endless);
    raw.filter_map(|raw| Username::parse(&raw).ok())
}

/// Returns whether the character is visible: not a control character, not invisible, and without effect on the
/// writing direction.
pub(crate) fn is_visible(c: char) -> bool {
    let unseen = [Invalid::ControlCharacter, Invalid::BidiOverride, Invalid::InvisibleCharacter];
    !Username::parse(&format!("a{c}a")).is_err_and(|invalid| unseen.contains(&invalid))
}

/// Removes characters that a username must not contain. For an e-mail address, returns only the local part.
fn clean(base: &str) -> String {
    let base = base.trim();
    let local = base.rsplit_once('@').map_or(base, |(local, _)| local);
    let clean: String = local.chars().filter(|c| *c != '@' && is_visible(*c)).collect();
    match clean.trim() {
        "" => "user".to_owned(),
        clean => clean.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(base: &str, count: usize) -> Vec<String> {
        candidates(base, 7, Username::MAX).take(count).map(|name| name.as_str().to_owned()).collect()
    }

    #[test]
    fn candidates_are_similar_to_the_base_and_unlimited() {
        assert_eq!(first("ada", 3), ["ada", "ada2", "ada3"]);
        assert_eq!(first("ada", 12).get(8..).unwrap(), ["ada9", "ada-7", "ada-7-2", "ada-7-3"]);
        assert_eq!(first("ab", 1), ["ab2"]);
        assert_eq!(first("a", 1), ["a-7"]);
        for (odd, expected) in [
            (" Ada@example.org", "Ada"),
            ("a\u{202e}d\u{200b}a\u{7}", "ada"),
            ("@", "user"),
            ("\u{0}", "user"),
            ("", "user"),
        ] {
            assert_eq!(first(odd, 1), [expected], "{odd:?}");
        }
        let long = "x".repeat(80);
        assert_eq!(first(&long, 1)[0].len(), 50);
        assert_eq!(first(&long, 2)[1], "x".repeat(33) + "2");
        assert_eq!(candidates(&long, i64::MAX, 50).nth(5000).unwrap().as_str().len(), 45);
    }
}
