//! The name by which SQLite opens a file.

use std::path::Path;

/// `SQLite` takes what begins with "file:" for a URI, with options of its own. `None` for what is not UTF-8.
pub(crate) fn file_name(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    Some(if path.is_absolute() { text.to_owned() } else { format!("./{text}") })
}
