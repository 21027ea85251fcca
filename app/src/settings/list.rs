//! Parses settings that are lists.

/// Returns the items of a JSON list or a comma-separated list, without empty items.
pub(super) fn items(raw: &str) -> impl Iterator<Item = &str> {
    let list = raw.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(raw);
    list.split(',').map(|item| item.trim().trim_matches('"').trim()).filter(|item| !item.is_empty())
}
