//! Adds a body to the errors that the HTTP library sends by itself. The library rejects an unreadable head before the
//! application sees it, and sends a status without a body. Clients expect a problem, as for every other error.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use uuid::Uuid;

use super::upgrade_filter::{HostFault, UpgradeFilter};
use crate::respond::{Code, Problem, ProblemBody, security_headers};

const VERSION: &[u8] = b"HTTP/1.1 ";
const END_OF_HEAD: &[u8] = b"\r\n\r\n";
/// Maximum length of an empty response of the library.
const MAX_BYTES: usize = 256;
/// The header fields of an empty response of the library. Responses of the application have additional fields.
const FIELDS: [&str; 3] = ["content-length: 0", "connection: close", "date: "];

/// Finds an error without a body at the end of these bytes, and returns the position and status of the error. An error
/// without a body is always the last response of the connection.
pub(super) fn find(bytes: &[u8]) -> Option<(usize, StatusCode)> {
    let head = bytes.strip_suffix(END_OF_HEAD)?;
    let tail_at = head.len().saturating_sub(MAX_BYTES);
    let tail = head.get(tail_at..)?;
    let at = tail.windows(VERSION.len()).rposition(|window| window == VERSION)?;
    let text = str::from_utf8(tail.get(at..)?).ok()?;
    let (status_line, fields) = text.split_once("\r\n")?;
    let is_bare = fields.split("\r\n").all(|field| FIELDS.iter().any(|known| field.starts_with(known)));
    let status = status_line.get(VERSION.len()..)?.get(..3)?.parse().ok()?;
    (is_bare && code(status).is_some()).then_some((tail_at + at, status))
}

/// Returns the code of an error that the library sends for an invalid head.
fn code(status: StatusCode) -> Option<Code> {
    match status {
        StatusCode::BAD_REQUEST => Some(Code::BadRequest),
        StatusCode::REQUEST_TIMEOUT => Some(Code::RequestTimeout),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Some(Code::HeadersTooLarge),
        _ => None,
    }
}

#[derive(Debug)]
pub(super) struct ErrorResponse {
    bytes: Vec<u8>,
    written: usize,
}

impl ErrorResponse {
    /// Creates the response that replaces `bare`. The date is copied from `bare`.
    pub(super) fn new(status: StatusCode, bare: &[u8], head: &UpgradeFilter) -> Self {
        let problem = problem(status, head.host_fault());
        let id = Uuid::new_v4().to_string();
        let body = serde_json::to_vec(&ProblemBody::new(&problem, &id, "")).unwrap_or_default();
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\nconnection: close\r\n\
             x-request-id: {id}\r\n",
            body.len(),
        )
        .into_bytes();
        let date = bare.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"date: "));
        bytes.extend(date.into_iter().flat_map(|line| [line, b"\n"].concat()));
        let mut fields = HeaderMap::new();
        security_headers::insert(&mut fields, None);
        for (name, value) in &fields {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend(b"\r\n");
        if !head.is_head_request() {
            bytes.extend(body);
        }
        Self { bytes, written: 0 }
    }

    pub(super) fn too_slow(head: &UpgradeFilter) -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, b"", head)
    }

    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.written..).unwrap_or_default()
    }

    pub(super) fn advance(&mut self, written: usize) {
        self.written += written;
    }
}

fn problem(status: StatusCode, host: Option<HostFault>) -> Problem {
    let detail = match (code(status), host) {
        (Some(Code::RequestTimeout), _) => "The request arrived too slowly",
        (Some(Code::HeadersTooLarge), _) => "The header fields of the request are too large",
        (_, Some(HostFault::Missing)) => "The request is not valid HTTP: it has no Host header",
        (_, Some(HostFault::Repeated)) => "The request is not valid HTTP: it has more than one Host header",
        (_, None) => "The request is not valid HTTP",
    };
    Problem::new(code(status).unwrap_or(Code::BadRequest), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\
                        date: Thu, 01 Jan 2026 12:00:00 GMT\r\n\r\n";

    #[test]
    fn error_without_a_body_is_found_after_other_responses() {
        let of_app = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nx-request-id: 1\r\n\r\n";
        for before in ["", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", of_app] {
            let found = find(format!("{before}{BARE}").as_bytes());
            assert_eq!(found, Some((before.len(), StatusCode::BAD_REQUEST)), "{before}");
        }
        for other in [
            "",
            "\r\n\r\n",
            of_app,
            "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 100 Continue\r\n\r\n",
            BARE.trim_end(),
        ] {
            assert_eq!(find(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn error_gets_a_problem_as_its_body_except_for_head() {
        let respond_to = |request: &str| {
            let mut head = UpgradeFilter::default();
            head.hide_upgrade(&mut request.as_bytes().to_vec());
            String::from_utf8(
                ErrorResponse::new(StatusCode::BAD_REQUEST, BARE.as_bytes(), &head).rest().to_vec(),
            )
            .unwrap()
        };
        let response = respond_to("GET / HTTP/1.1\r\n\r\n");
        let (fields, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(fields.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{response}");
        assert!(fields.contains("\r\ndate: Thu, 01 Jan 2026 12:00:00 GMT\r\n"), "{response}");
        assert!(fields.contains("\r\nx-content-type-options: nosniff"), "{response}");
        assert!(fields.contains(&format!("\r\ncontent-length: {}\r\n", body.len())), "{response}");
        assert!(body.contains("it has no Host header"), "{response}");
        let response = respond_to("HEAD / HTTP/1.1\r\n\r\n");
        assert!(response.ends_with("\r\n\r\n") && response.matches("\r\n\r\n").count() == 1, "{response}");
    }
}
