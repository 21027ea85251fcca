//! How many bytes of an owner's storage quota a row counts: the one rule for all stores.
//!
//! An approximation of what a row takes on a disk, made of what every database can tell alike. A store that counts rows in
//! SQL uses the same formula; the contract suite compares the two.

use crate::task::{Description, IdempotencyKey, NewTask, Tags, Task, Title};

/// What a row counts beside its text: the other columns, and its entries in the indexes. So rows without text count too.
pub const ROW_BYTES: i64 = 512;

/// A deleted task counts as much as it did before: it keeps its text until it is purged.
///
/// Title and description count twice, because the folded copy for the search is stored beside them.
pub fn task_bytes(title: &Title, description: Option<&Description>, tags: &Tags) -> i64 {
    let searched = title.as_str().len() + description.map_or(0, |text| text.as_str().len());
    let tags: usize = tags.as_slice().iter().map(String::len).sum();
    row_of(2 * searched + tags)
}

/// What an idempotency key counts, together with the response that is stored with it.
pub fn key_bytes(key: &IdempotencyKey, body: &[u8]) -> i64 {
    row_of(key.as_str().len() + body.len())
}

fn row_of(bytes: usize) -> i64 {
    ROW_BYTES.saturating_add(i64::try_from(bytes).unwrap_or(i64::MAX))
}

impl Task {
    pub fn stored_bytes(&self) -> i64 {
        task_bytes(&self.title, self.description.as_ref(), &self.tags)
    }
}

impl NewTask {
    pub fn stored_bytes(&self) -> i64 {
        task_bytes(&self.title, self.description.as_ref(), &self.tags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_counted_in_bytes_and_what_is_searched_twice() {
        let title = Title::parse("Größe").unwrap();
        let description = Description::parse("漢字").unwrap();
        let tags = Tags::parse(vec!["a".to_owned(), "é".to_owned()]).unwrap();
        assert_eq!(task_bytes(&title, Some(&description), &tags), 512 + 2 * (7 + 6) + 3);
        assert_eq!(task_bytes(&Title::parse("t").unwrap(), None, &Tags::default()), 512 + 2);
        assert_eq!(key_bytes(&IdempotencyKey::parse("key").unwrap(), b"\0\xff"), 512 + 3 + 2);
    }
}
