//! Hides requests to upgrade to another protocol from the HTTP library. A server may ignore such requests (RFC 9110
//! §7.8), but the library has no option to do so. The library treats an upgrade request as the last request of the
//! connection, or treats all later bytes as the body of the request. Therefore the filter overwrites one byte of each
//! text that the library would recognize.

/// Length of the longest name in [`NAMES`].
const MAX_NAME_LEN: usize = "transfer-encoding".len();
/// Names of the header fields that the filter parses.
const NAMES: [&[u8]; 5] = [b"connection", b"upgrade", b"host", b"content-length", b"transfer-encoding"];
const UPGRADE: &[u8] = b"upgrade";
const MASK: u8 = b'-';

/// Parses the heads of requests on a connection, in pieces of any size. If a request has a body, the filter ignores all
/// bytes after the head until [`expect_head`](Self::expect_head) is called, so it never changes a body.
#[derive(Debug, Default)]
pub(super) struct UpgradeFilter {
    is_in_body: bool,
    has_body: bool,
    line: Line,
    name: [u8; MAX_NAME_LEN],
    name_len: usize,
    method: Method,
    /// Whether the method of the last complete head was HEAD.
    was_head_request: bool,
    hosts: usize,
    host_fault: Option<HostFault>,
}

/// The method in the first line of the current head.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Method {
    #[default]
    Unread,
    Head,
    Other,
}

/// The reason why the library rejects the Host header of a request (RFC 9112 §3.2). The library does not report the
/// reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostFault {
    Missing,
    Repeated,
}

/// Position of the next byte in a line of a head.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// In a name, or at the start of a line.
    #[default]
    Name,
    /// In a value of `Connection`, with the number of bytes of the current option that match `upgrade`, or `None` if
    /// the option differs.
    Option(Option<usize>),
    /// Before the value of `Upgrade`.
    Protocol,
    /// In the rest of the line, which the filter ignores.
    Rest,
}

/// Returns whether a complete line has a name in [`NAMES`] or ends the head. Other lines need not be parsed byte by
/// byte.
fn is_relevant(line: &[u8]) -> bool {
    let name = line.iter().take(MAX_NAME_LEN + 1).position(|byte| *byte == b':');
    let name = name.and_then(|end| line.get(..end));
    name.is_some_and(|name| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
        || matches!(line, b"\r\n" | b"\n")
}

impl UpgradeFilter {
    /// Marks the next byte as the start of a head.
    pub(super) fn expect_head(&mut self) {
        if self.is_in_body {
            *self = Self::default();
        }
    }

    /// Returns the first error in the Host headers of the heads so far.
    pub(super) fn host_fault(&self) -> Option<HostFault> {
        self.host_fault
    }

    /// Returns whether the current request has the method HEAD. Between requests, the last request counts. A response
    /// to HEAD has no body.
    pub(super) fn is_head_request(&self) -> bool {
        match self.method {
            Method::Unread => self.was_head_request,
            method => method == Method::Head,
        }
    }

    pub(super) fn hide_upgrade(&mut self, bytes: &mut [u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && !self.is_in_body {
            let end = rest.iter().position(|byte| *byte == b'\n');
            let (line, others) = rest.split_at_mut(end.map_or(rest.len(), |end| end + 1));
            rest = others;
            let is_whole = self.line == Line::Name && self.name_len == 0 && end.is_some();
            if is_whole && self.method != Method::Unread && !is_relevant(line) {
                self.line = Line::Rest;
            }
            if self.line != Line::Rest {
                for byte in line.iter_mut() {
                    self.consume(byte);
                }
            }
            if end.is_some() {
                self.end_line();
            }
        }
    }

    fn consume(&mut self, byte: &mut u8) {
        match self.line {
            Line::Rest => {}
            Line::Name if *byte == b':' => self.begin_value(),
            Line::Name => match self.name.get_mut(self.name_len) {
                Some(place) if !matches!(*byte, b'\r' | b'\n') => {
                    *place = byte.to_ascii_lowercase();
                    self.name_len += 1;
                }
                Some(_) => {}
                None => self.line = Line::Rest,
            },
            Line::Option(_) if *byte == b',' => self.line = Line::Option(Some(0)),
            Line::Option(Some(0)) if matches!(*byte, b' ' | b'\t') => {}
            Line::Option(Some(matched)) if UPGRADE.get(matched) == Some(&byte.to_ascii_lowercase()) => {
                let is_whole = matched + 1 == UPGRADE.len();
                if is_whole {
                    *byte = MASK;
                }
                self.line = Line::Option((!is_whole).then_some(matched + 1));
            }
            Line::Option(_) => self.line = Line::Option(None),
            Line::Protocol if matches!(*byte, b' ' | b'\t' | b'\r' | b'\n') => {}
            Line::Protocol => {
                *byte = MASK;
                self.line = Line::Rest;
            }
        }
    }

    fn begin_value(&mut self) {
        let name = self.name.get(..self.name_len).unwrap_or_default();
        self.line = match name {
            b"connection" => Line::Option(Some(0)),
            b"upgrade" => Line::Protocol,
            _ => Line::Rest,
        };
        self.hosts += usize::from(name == b"host");
        self.has_body |= matches!(name, b"content-length" | b"transfer-encoding");
    }

    /// Ends a line. An empty line ends the head.
    fn end_line(&mut self) {
        let is_empty = self.line == Line::Name && self.name_len == 0;
        if !is_empty && self.method == Method::Unread {
            self.method = if self.name.starts_with(b"head ") { Method::Head } else { Method::Other };
        } else if is_empty && self.method != Method::Unread {
            self.end_head();
        }
        self.line = Line::Name;
        self.name_len = 0;
    }

    fn end_head(&mut self) {
        self.is_in_body = self.has_body;
        self.has_body = false;
        let fault = match self.hosts {
            0 => Some(HostFault::Missing),
            1 => None,
            _ => Some(HostFault::Repeated),
        };
        self.host_fault = self.host_fault.or(fault);
        self.hosts = 0;
        self.was_head_request = self.method == Method::Head;
        self.method = Method::Unread;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Filters a string in pieces of this size.
    fn filtered(text: &str, chunk: usize) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let mut filter = UpgradeFilter::default();
        for chunk in bytes.chunks_mut(chunk) {
            filter.hide_upgrade(chunk);
        }
        String::from_utf8(bytes).unwrap()
    }

    const JAVA: &str = "GET /a HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nHost: x\r\nHTTP2-Settings: AAEAAEAAAAIA\r\n\
        Upgrade: h2c\r\n\r\n";
    const HIDDEN: &str = "GET /a HTTP/1.1\r\nConnection: Upgrad-, HTTP2-Settings\r\nHost: x\r\nHTTP2-Settings: AAEAAEAAAAIA\r\n\
        Upgrade: -2c\r\n\r\n";

    #[test]
    fn upgrade_is_masked_in_pieces_of_any_size() {
        for chunk in 1..=JAVA.len() {
            assert_eq!(filtered(JAVA, chunk), HIDDEN);
            assert_eq!(
                filtered(&JAVA.repeat(2), chunk),
                HIDDEN.repeat(2),
                "the second head must be masked too"
            );
        }
        let other = "GET / HTTP/1.1\nconnection:close ,\tUPGRADE\nUPGRADE:websocket\n\n";
        assert_eq!(filtered(other, 7), "GET / HTTP/1.1\nconnection:close ,\tUPGRAD-\nUPGRADE:-ebsocket\n\n");
    }

    #[test]
    fn other_fields_and_bodies_stay_unchanged() {
        for same in [
            "GET /upgrade HTTP/1.1\r\nConnection: keep-alive, not-upgrade, close\r\n\r\n",
            "GET / HTTP/1.1\r\nUpgrade-Insecure-Requests: 1\r\nX-Connection: upgrade\r\n\r\n",
            "GET / HTTP/1.1\r\nCookie: connection: upgrade\r\nConnection : upgrade\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\na\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
            "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\n\nConnection: upgrade\r\n\r\n",
        ] {
            for chunk in 1..=same.len() {
                assert_eq!(filtered(same, chunk), same);
            }
        }
    }

    #[test]
    fn missing_and_repeated_host_headers_are_reported() {
        let fault_of = |text: &str| {
            let mut filter = UpgradeFilter::default();
            text.as_bytes().to_vec().chunks_mut(3).for_each(|chunk| filter.hide_upgrade(chunk));
            (filter.host_fault(), filter.is_head_request())
        };
        let good = "\r\nGET / HTTP/1.1\r\nHOST: x\r\n\r\n";
        for (text, expected) in [
            (good.to_owned(), None),
            ("GET / HTTP/1.1\r\n".to_owned(), None),
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), Some(HostFault::Missing)),
            ("GET / HTTP/1.1\r\nX-Host: x\r\n\r\n".to_owned(), Some(HostFault::Missing)),
            ("GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n".to_owned(), Some(HostFault::Repeated)),
            (format!("{good}GET / HTTP/1.1\r\n\r\n{good}"), Some(HostFault::Missing)),
        ] {
            assert_eq!(fault_of(&text), (expected, false), "{text}");
        }
        assert_eq!(fault_of("HEAD / HTTP/1.1\r\n\r\n"), (Some(HostFault::Missing), true));
    }

    #[test]
    fn head_after_a_body_is_filtered() {
        let mut filter = UpgradeFilter::default();
        let mut bytes = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}".to_vec();
        filter.hide_upgrade(&mut bytes);
        filter.expect_head();
        let mut bytes = JAVA.as_bytes().to_vec();
        filter.hide_upgrade(&mut bytes);
        assert_eq!(bytes, HIDDEN.as_bytes());
    }

    proptest! {
        #[test]
        fn length_and_bodies_stay_unchanged(
            head in "(Connection|Upgrade|Host|A)?(: ?(upgrade|close|,| |websocket){0,4})?",
            body in "(Connection: upgrade|Upgrade: h2c|\r\n|x){0,9}", chunk in 1_usize..40,
        ) {
            let before = format!("POST / HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n", body.len());
            let text = format!("{before}{body}");
            let after = filtered(&text, chunk);
            prop_assert_eq!(&after[before.len()..], body);
            prop_assert_eq!(after, filtered(&text, text.len()), "the result must not depend on the pieces");
        }
    }
}
