//! The content of a task: the fields that its owner sets freely, and their rules. This file lists the fields. The type of each
//! value has its own file.

mod description;
mod due_date;
mod priority;
mod search_text;
mod tags;
mod title;

pub use description::Description;
pub use due_date::DueDate;
pub use priority::Priority;
pub use search_text::search_text;
pub use tags::Tags;
pub use title::Title;

use crate::task::ROW_BYTES;

/// The fields that the owner of a task sets freely. An import compares all of them, using `Eq` and `Hash`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaskContent {
    /// The title.
    pub title: Title,
    /// The description.
    pub description: Option<Description>,
    /// The day on which the task is due.
    pub due_date: Option<DueDate>,
    /// The priority.
    pub priority: Priority,
    /// The tags.
    pub tags: Tags,
}

/// The fields to change. `None` leaves a value unchanged, and `Some(None)` clears it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskContentPatch {
    /// The new title.
    pub title: Option<Title>,
    /// The new description.
    pub description: Option<Option<Description>>,
    /// The new due date.
    pub due_date: Option<Option<DueDate>>,
    /// The new priority.
    pub priority: Option<Priority>,
    /// The new tags, which replace all stored tags.
    pub tags: Option<Tags>,
}

impl TaskContent {
    /// The maximum total length of title, description and tags, in bytes of UTF-8. A character takes at most 4 bytes.
    pub const MAX_TEXT_BYTES: usize =
        4 * (Title::MAX + Description::MAX + Tags::MAX_COUNT * Tags::MAX_LENGTH);

    /// Returns content that has only a title.
    pub fn titled(title: Title) -> Self {
        Self { title, description: None, due_date: None, priority: Priority::None, tags: Tags::default() }
    }

    /// Returns the content with the fields of the patch.
    #[must_use]
    pub fn patched(mut self, patch: TaskContentPatch) -> Self {
        let TaskContentPatch { title, description, due_date, priority, tags } = patch;
        set(&mut self.title, title);
        set(&mut self.description, description);
        set(&mut self.due_date, due_date);
        set(&mut self.priority, priority);
        set(&mut self.tags, tags);
        self
    }

    /// Returns the total length of title, description and tags, in bytes of UTF-8.
    pub fn text_bytes(&self) -> usize {
        let tags: usize = self.tags.as_slice().iter().map(String::len).sum();
        self.searched_bytes() + tags
    }

    fn searched_bytes(&self) -> usize {
        let description = self.description.as_ref().map_or(0, |text| text.as_str().len());
        self.title.as_str().len() + description
    }

    /// Returns the number of bytes that a task with this content counts toward the storage quota. A deleted task counts until
    /// it is purged.
    ///
    /// Searchable text counts twice, because a folded copy is stored for the search.
    pub fn stored_bytes(&self) -> i64 {
        let text = self.text_bytes() + self.searched_bytes();
        ROW_BYTES.saturating_add(i64::try_from(text).unwrap_or(i64::MAX))
    }

    /// Returns the folded text for searching.
    pub fn search_text(&self) -> String {
        search_text(&self.title, self.description.as_ref())
    }
}

/// Creates a patch that sets every field.
impl From<TaskContent> for TaskContentPatch {
    fn from(content: TaskContent) -> Self {
        let TaskContent { title, description, due_date, priority, tags } = content;
        Self {
            title: Some(title),
            description: Some(description),
            due_date: Some(due_date),
            priority: Some(priority),
            tags: Some(tags),
        }
    }
}

fn set<T>(value: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *value = given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::examples::{content, full_content};

    #[test]
    fn patch_changes_only_the_fields_that_it_sets() {
        let full = full_content("full");
        assert_eq!(full.clone().patched(TaskContentPatch::default()), full);
        assert_eq!(content("other").patched(full.clone().into()), full);
        assert_eq!(full.clone().patched(content("cleared").into()), content("cleared"));
        let patch = TaskContentPatch { description: Some(None), ..TaskContentPatch::default() };
        assert_eq!(full.clone().patched(patch), TaskContent { description: None, ..full });
    }

    #[test]
    fn stored_bytes_count_text_in_utf_8_and_searched_text_twice() {
        let mut content = content("Größe");
        assert_eq!(content.stored_bytes(), ROW_BYTES + 2 * 7);
        content.description = Description::parse("漢字").ok();
        content.tags = Tags::parse(vec!["a".to_owned(), "é".to_owned()]).unwrap();
        assert_eq!(content.stored_bytes(), ROW_BYTES + 2 * (7 + 6) + 3);
        assert_eq!(content.text_bytes(), 7 + 6 + 3);
    }
}
