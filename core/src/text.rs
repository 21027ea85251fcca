//! Common rules for text input. Lengths are in Unicode scalar values.

use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::invalid::Invalid;

/// Trims the text, then requires `min..=max` characters and no control characters. A `min` of 0 allows blank text.
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

/// Rejects bidirectional embeddings, overrides and isolates, which can make one name look like another (Unicode TR 36
/// §3.2).
pub(crate) fn no_bidi_override(text: &str) -> Result<(), Invalid> {
    if text.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')) {
        return Err(Invalid::BidiOverride);
    }
    Ok(())
}

/// Rejects invisible characters such as the zero-width space, unassigned characters and private-use characters, because they
/// can make two different names look the same (UTS 39 §3.1).
pub(crate) fn visible(text: &str) -> Result<(), Invalid> {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let categories = CodePointMapData::<GeneralCategory>::new();
    let unseen = |c| {
        let category = categories.get(c);
        ignorable.contains(c) || matches!(category, GeneralCategory::Unassigned | GeneralCategory::PrivateUse)
    };
    if text.chars().any(unseen) { Err(Invalid::InvisibleCharacter) } else { Ok(()) }
}

/// Returns a form that is equal for strings that differ only in case, width or composition (NFKC, Unicode case
/// folding).
pub(crate) fn fold(text: &str) -> String {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let folded = CaseMapper::new().fold_string(&nfkc.normalize(text)).into_owned();
    // Case folding can produce a sequence that is no longer normalized.
    nfkc.normalize(&folded).into_owned()
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
    fn control_character_is_rejected() {
        for control in ['\0', '\n', '\t', '\r', '\u{1b}', '\u{7f}', '\u{85}'] {
            assert_eq!(single_line(&format!("a{control}b"), 1, 9), Err(Invalid::ControlCharacter));
        }
        assert_eq!(no_bidi_override("a\u{202E}b"), Err(Invalid::BidiOverride));
        assert_eq!(no_bidi_override("مرحبا"), Ok(()));
    }

    // assures: R108
    #[test]
    fn invisible_character_is_rejected_and_every_script_is_accepted() {
        for unseen in [
            '\u{200B}',
            '\u{200C}',
            '\u{200D}',
            '\u{2060}',
            '\u{FEFF}',
            '\u{AD}',
            '\u{34F}',
            '\u{115F}',
            '\u{3164}',
            '\u{FE0F}',
            '\u{E0041}',
            '\u{180E}',
            '\u{E000}',
            '\u{10FFFD}',
            '\u{378}',
            '\u{FFFF}',
            '\u{1FFFE}',
        ] {
            assert_eq!(visible(&format!("a{unseen}b")), Err(Invalid::InvisibleCharacter), "{unseen:?}");
        }
        for seen in [
            "ada",
            "Ådå",
            "Zoe\u{308}",
            "мария",
            "مريم",
            "玛丽",
            "マリア",
            "मारिया",
            "마리아",
            "🦀",
            "𝒜",
            "O'Brien-2",
        ] {
            assert_eq!(visible(seen), Ok(()), "{seen}");
        }
    }
}
