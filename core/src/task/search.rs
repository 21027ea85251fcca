//! Looking for tasks by their words, in whatever case they were written.

use crate::invalid::Invalid;
use crate::task::{Description, Title};
use crate::text;

/// Twice what a description can be long.
const MOST_SEARCHED: usize = 2 * Description::MAX;

/// What a task is searched by, and sorted by its title: a store keeps it beside the task, because no two databases fold
/// case alike.
///
/// The folded title, a newline, and the folded description, as far as it goes into 20 000 characters: a few that
/// nobody writes fold to eighteen. A title has no newline, so what is before the first is it.
pub fn searchable(title: &Title, description: Option<&Description>) -> String {
    let title = text::fold(title.as_str());
    let description = description.map(|description| text::fold(description.as_str())).unwrap_or_default();
    let description: String = description.chars().take(MOST_SEARCHED).collect();
    format!("{title}\n{description}")
}

/// Words to look for: folded, and found anywhere in a title or a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    pub const MAX: usize = 100;

    /// 1..=100 characters, trimmed, without control characters.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        text::single_line(raw, 1, Self::MAX).map(|text| Self(text::fold(text)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is in what [`searchable`] made.
    pub fn is_in(&self, searchable: &str) -> bool {
        searchable.contains(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_width_and_composition() {
        let title = Title::parse("Straße ＡＢＣ Zoe\u{308}").unwrap();
        let description = Description::parse("ΟΔΟΣ\n100%_done").unwrap();
        let stored = searchable(&title, Some(&description));
        for words in ["STRASSE", "abc", "zoë", "οδος", "100%_DONE", " e ABC "] {
            let found = SearchText::parse(words).unwrap().is_in(&stored);
            assert_eq!(found, words != " e ABC " || stored.contains("e abc"), "{words}");
        }
        assert!(!SearchText::parse("100_done").unwrap().is_in(&stored));
        assert_eq!(SearchText::parse(" "), Err(Invalid::Blank));
        assert_eq!(SearchText::parse(&"x".repeat(101)), Err(Invalid::TooLong(100)));
        assert_eq!(SearchText::parse("a\nb"), Err(Invalid::ControlCharacter));
    }

    #[test]
    fn what_folds_to_many_times_its_length_is_searched_in_part() {
        let long = Description::parse(&"\u{FDFA}".repeat(Description::MAX)).unwrap();
        let stored = searchable(&Title::parse("t").unwrap(), Some(&long));
        assert_eq!(stored.chars().count(), 2 + MOST_SEARCHED);
    }

    #[test]
    fn the_title_stands_before_the_first_newline() {
        let stored = searchable(&Title::parse("Title").unwrap(), None);
        assert_eq!(stored.split_once('\n'), Some(("title", "")));
    }
}
