//! The texts of mails, one file per language.
//!
//! A text contains placeholders such as `{email}`. [`fill`] replaces them.

mod de;
mod en;
mod es;
mod texts;

use tasklane_core::user::Language;

pub(crate) use texts::Catalogue;

impl Catalogue {
    pub(crate) const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &en::TEXTS,
            Language::Spanish => &es::TEXTS,
            Language::German => &de::TEXTS,
        }
    }
}

/// Replaces the placeholders of a text. Placeholders inside the values stay as they are.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once('}').and_then(|(name, rest)| {
            let (_, value) = values.iter().find(|(key, _)| *key == name)?;
            Some((value, rest))
        });
        match found {
            Some((value, rest)) => filled.extend([*value, rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).map(|part| part.split_once('}').expect("a closing brace").0).collect()
    }

    #[test]
    fn every_language_has_the_placeholders_of_english() {
        let english = Catalogue::of(Language::English).entries();
        for language in Language::ALL {
            let texts = Catalogue::of(language).entries();
            assert_eq!(texts.len(), english.len());
            for ((key, text), (english_key, english_text)) in texts.into_iter().zip(&english) {
                assert_eq!(key, *english_key);
                assert_eq!(placeholders(text), placeholders(english_text), "{key} in {}", language.tag());
            }
        }
    }

    #[test]
    fn every_text_is_translated() {
        let english = Catalogue::of(Language::English).entries();
        for language in [Language::Spanish, Language::German] {
            for ((key, text), (_, english_text)) in
                Catalogue::of(language).entries().into_iter().zip(&english)
            {
                assert_ne!(text, *english_text, "{key} in {}", language.tag());
            }
        }
    }

    #[test]
    fn every_text_is_one_trimmed_line() {
        for language in Language::ALL {
            for (key, text) in Catalogue::of(language).entries() {
                assert!(!text.is_empty(), "{key} in {}", language.tag());
                assert_eq!(text, text.split_whitespace().collect::<Vec<_>>().join(" "), "{key}");
            }
        }
    }

    #[test]
    fn every_language_has_twelve_months() {
        for language in Language::ALL {
            assert_eq!(Catalogue::of(language).months.split(' ').count(), 12);
        }
    }

    #[test]
    fn values_are_filled_in_once() {
        let values = [("email", "{name}@example.org"), ("name", "Ada")];
        assert_eq!(fill("{name}: {email}.", &values), "Ada: {name}@example.org.");
        assert_eq!(fill("no placeholder", &values), "no placeholder");
        assert_eq!(fill("{unknown} {", &values), "{unknown} {");
    }
}
