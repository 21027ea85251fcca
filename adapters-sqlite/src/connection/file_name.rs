//! The name under which SQLite opens a file.

use std::path::Path;

/// Adds the prefix `./` to a relative name, because SQLite would parse a name that begins with "file:" as a URI. Returns
/// `None` if the path is not UTF-8.
pub(crate) fn file_name(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    Some(if path.is_absolute() { text.to_owned() } else { format!("./{text}") })
}
