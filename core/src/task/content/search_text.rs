//! The folded text that is searched.

use super::{Description, Title};
use crate::text;

/// The maximum length of the folded description, in characters: twice the maximum length of a description.
const MAX_SEARCHED_CHARS: usize = 2 * Description::MAX;

/// Returns the text that is used to search tasks and to sort them by title. Stores save this text with the task,
/// because databases fold case in different ways.
///
/// The text consists of the folded title, a newline, and the folded description. The folded description is truncated to
/// 20,000 characters, because folding can lengthen text: U+FDFA becomes 18 characters. A title contains no newline, so
/// the folded title ends at the first newline of the text.
pub fn search_text(title: &Title, description: Option<&Description>) -> String {
    let title = text::fold(title.as_str());
    let description = description.map(|description| text::fold(description.as_str())).unwrap_or_default();
    let description: String = description.chars().take(MAX_SEARCHED_CHARS).collect();
    format!("{title}\n{description}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_folded_description_is_searched_only_up_to_the_limit() {
        let long = Description::parse(&"\u{FDFA}".repeat(Description::MAX)).unwrap();
        let stored = search_text(&Title::parse("t").unwrap(), Some(&long));
        assert_eq!(stored.chars().count(), 2 + MAX_SEARCHED_CHARS);
    }

    #[test]
    fn title_ends_at_the_first_newline() {
        let stored = search_text(&Title::parse("Title").unwrap(), None);
        assert_eq!(stored.split_once('\n'), Some(("title", "")));
    }
}
