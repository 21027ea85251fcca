//! The text that a search looks in.

use super::{Description, Title};
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

#[cfg(test)]
mod tests {
    use super::*;

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
