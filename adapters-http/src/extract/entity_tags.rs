//! Parses lists of entity tags in the headers of conditional requests (RFC 9110 §8.8.3).

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;

use crate::respond::{Code, Problem};

/// Characters between the elements of a list.
const LIST_SPACE: [char; 3] = [' ', '\t', ','];

pub(super) enum EntityTags {
    Any,
    Listed(Vec<EntityTag>),
}

pub(super) struct EntityTag {
    pub(super) weak: bool,
    /// The text between the quotes.
    pub(super) opaque: String,
}

/// Returns the entity tags of a header, or `None` if the header is missing. Several header lines form one list.
pub(super) fn read(req: &HttpRequest, name: &HeaderName) -> Result<Option<EntityTags>, Problem> {
    let mut lines = Vec::new();
    for value in req.headers().get_all(name) {
        lines.push(value.to_str().map_err(|error| malformed(name).caused_by(&error))?);
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let line = lines.join(",");
    if line.trim() == "*" {
        return Ok(Some(EntityTags::Any));
    }
    let tags = parse(&line).filter(|tags| !tags.is_empty()).ok_or_else(|| malformed(name))?;
    Ok(Some(EntityTags::Listed(tags)))
}

/// Parses a list. Empty elements are ignored (RFC 9110 §5.6.1).
fn parse(line: &str) -> Option<Vec<EntityTag>> {
    let mut tags = Vec::new();
    let mut rest = line.trim_start_matches(LIST_SPACE);
    while !rest.is_empty() {
        let (weak, quoted) = rest.strip_prefix("W/").map_or((false, rest), |quoted| (true, quoted));
        let (opaque, behind) = quoted.strip_prefix('"')?.split_once('"')?;
        tags.push(EntityTag { weak, opaque: opaque.to_owned() });
        let behind = behind.trim_start_matches([' ', '\t']);
        if !behind.is_empty() && !behind.starts_with(',') {
            return None;
        }
        rest = behind.trim_start_matches(LIST_SPACE);
    }
    Some(tags)
}

fn malformed(name: &HeaderName) -> Problem {
    let detail = format!("The header {name} must be * or a list of entity tags, such as \"3\"");
    Problem::new(Code::BadRequest, detail)
}
