//! Names of query parameters: alternative spellings, and suggestions for unknown names.

use crate::respond::{Fault, Reason};

/// Parameters that clients and proxies add to bypass caches. A name that begins with `_` is also a cache buster.
const CACHE_BUSTERS: [&str; 2] = ["t", "ts"];
/// Maximum number of single-character edits in a misspelled name. A name of fewer than [`SHORT_NAME`] characters may
/// have one edit.
const MAX_EDITS: usize = 2;
const SHORT_NAME: usize = 5;
/// Minimum length of a name, such as `due`, that is recognized as a part of another name.
const MIN_PART: usize = 3;
/// Maximum length of a name for which an accepted name is suggested.
const MAX_LENGTH: usize = 64;

/// Removes the brackets with which axios, jQuery, PHP and Rails mark lists: `status[]` and `status[0]` become `status`.
pub(super) fn without_brackets(name: &str) -> &str {
    let bare = name.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    let is_index = |index: &str| index.bytes().all(|byte| byte.is_ascii_digit());
    bare.filter(|(bare, index)| !bare.is_empty() && is_index(index)).map_or(name, |(bare, _)| bare)
}

pub(super) fn is_cache_buster(name: &str) -> bool {
    name.starts_with('_') || CACHE_BUSTERS.contains(&name)
}

/// Returns the error for an unknown parameter. The message suggests the nearest parameter, or lists all parameters.
pub(super) fn unknown(name: &str, accepted: &[String]) -> Fault {
    let msg = match nearest(name, accepted) {
        Some(nearest) => format!("is not a query parameter of this route; did you mean {nearest}?"),
        None if accepted.is_empty() => {
            "is not a query parameter of this route, which accepts none".to_owned()
        }
        None => format!("is not a query parameter of this route, which accepts {}", accepted.join(", ")),
    };
    Fault::new("query", &name.replace('\0', "\\0"), Reason::new(msg, "unknown_parameter"))
}

fn nearest<'a>(name: &str, accepted: &'a [String]) -> Option<&'a String> {
    if name.len() > MAX_LENGTH {
        return None;
    }
    let name = without_brackets(name).to_lowercase();
    let max = if name.chars().count() < SHORT_NAME { 1 } else { MAX_EDITS };
    let distances = accepted.iter().map(|other| (strsim::osa_distance(&name, &other.to_lowercase()), other));
    // Any two names of one letter are one edit apart, but they are not similar.
    let is_near = |distance: usize, other: &str| distance <= max && distance < other.len().min(name.len());
    let misspelt = distances.filter(|(distance, other)| is_near(*distance, other)).min();
    let misspelt = misspelt.map(|(_, other)| other);
    misspelt.or_else(|| accepted.iter().find(|other| is_part(&name, other) || is_part(other, &name)))
}

fn is_part(part: &str, whole: &str) -> bool {
    part.len() >= MIN_PART && whole.contains(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCEPTED: [&str; 7] = ["limit", "cursor", "sort", "status", "is_completed", "q", "due_before"];

    fn nearest_to(name: &str) -> Option<String> {
        nearest(name, &ACCEPTED.map(str::to_owned)).cloned()
    }

    #[test]
    fn brackets_of_a_list_are_removed() {
        for (name, bare) in [
            ("status[]", "status"),
            ("status[0]", "status"),
            ("status[12]", "status"),
            ("status", "status"),
            ("status[a]", "status[a]"),
            ("status[", "status["),
            ("status]", "status]"),
            ("[]", "[]"),
            ("", ""),
        ] {
            assert_eq!(without_brackets(name), bare, "{name}");
        }
    }

    #[test]
    fn cache_busters_are_recognized_by_name() {
        for (name, is) in
            [("t", true), ("ts", true), ("_", true), ("_dc", true), ("tag", false), ("T", false)]
        {
            assert_eq!(is_cache_buster(name), is, "{name}");
        }
    }

    #[test]
    fn misspelled_name_has_a_nearest_name() {
        for (name, expected) in [
            ("stauts", "status"),
            ("Status", "status"),
            ("statuses", "status"),
            ("filter[status]", "status"),
            ("limits", "limit"),
            ("completed", "is_completed"),
            ("dueBefore", "due_before"),
            ("due", "due_before"),
            ("sort_by", "sort"),
            ("Q", "q"),
        ] {
            assert_eq!(nearest_to(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn unrelated_name_has_no_nearest_name() {
        let long = "status".repeat(1000);
        for name in ["page", "", "x", "ab", "color", "é", &long] {
            assert_eq!(nearest_to(name), None, "{name}");
        }
    }
}
