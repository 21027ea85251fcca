//! Hides from the HTTP library that a client would rather speak another protocol. A server may ignore that (RFC 9110 §7.8),
//! but the library takes such a request for the last of its connection, or all that follows for its body, and has no
//! switch for it. So what it would recognize is made unrecognizable, at the same length.

/// The longest name that counts for anything here.
const LONGEST_NAME: usize = "transfer-encoding".len();
/// The names that count for something.
const NAMES: [&[u8]; 5] = [b"connection", b"upgrade", b"host", b"content-length", b"transfer-encoding"];
const UPGRADE: &[u8] = b"upgrade";
const NOTHING: u8 = b'-';

/// Follows the heads of requests on a connection, whatever pieces they come in. Behind a head with a body it looks away
/// until [told](Self::expect_head) that a head comes next, so it never changes a body.
#[derive(Debug, Default)]
pub(super) struct UpgradeFilter {
    is_in_body: bool,
    has_body: bool,
    line: Line,
    name: [u8; LONGEST_NAME],
    name_len: usize,
    method: Method,
    /// Of the last complete head.
    was_head_request: bool,
    hosts: usize,
    host_fault: Option<HostFault>,
}

/// What the first line of the current head says.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Method {
    #[default]
    Unread,
    Head,
    Other,
}

/// Why the library rejects a head by its header Host (RFC 9112 §3.2). It does not say so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostFault {
    Missing,
    Repeated,
}

/// Where in a line of a head the next byte is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// In a name, or in nothing at all.
    #[default]
    Name,
    /// In a value of `Connection`: before or in an option of which so many bytes are those of `upgrade`; `None` in
    /// another one.
    Option(Option<usize>),
    /// Before the value of `Upgrade`.
    Protocol,
    /// What comes up to its end does not matter.
    Rest,
}

/// Whether a whole line of a head has one of the names that count here, or ends the head. Most lines don't, and need not
/// be read byte by byte.
fn matters(line: &[u8]) -> bool {
    let name = line.iter().take(LONGEST_NAME + 1).position(|byte| *byte == b':');
    let name = name.and_then(|end| line.get(..end));
    name.is_some_and(|name| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
        || matches!(line, b"\r\n" | b"\n")
}

impl UpgradeFilter {
    /// The bytes that come next belong to no body.
    pub(super) fn expect_head(&mut self) {
        if self.is_in_body {
            *self = Self::default();
        }
    }

    /// What was wrong with the header Host of a head so far.
    pub(super) fn host_fault(&self) -> Option<HostFault> {
        self.host_fault
    }

    /// Whether the current head, or between heads the last one, has the method HEAD, to which no answer has a body.
    pub(super) fn is_head_request(&self) -> bool {
        match self.method {
            Method::Unread => self.was_head_request,
            method => method == Method::Head,
        }
    }

    pub(super) fn hide(&mut self, bytes: &mut [u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && !self.is_in_body {
            let end = rest.iter().position(|byte| *byte == b'\n');
            let (line, others) = rest.split_at_mut(end.map_or(rest.len(), |end| end + 1));
            rest = others;
            let is_whole = self.line == Line::Name && self.name_len == 0 && end.is_some();
            if is_whole && self.method != Method::Unread && !matters(line) {
                self.line = Line::Rest;
            }
            if self.line != Line::Rest {
                for byte in line.iter_mut() {
                    self.take(byte);
                }
            }
            if end.is_some() {
                self.end_line();
            }
        }
    }

    fn take(&mut self, byte: &mut u8) {
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
                    *byte = NOTHING;
                }
                self.line = Line::Option((!is_whole).then_some(matched + 1));
            }
            Line::Option(_) => self.line = Line::Option(None),
            Line::Protocol if matches!(*byte, b' ' | b'\t' | b'\r' | b'\n') => {}
            Line::Protocol => {
                *byte = NOTHING;
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

    /// An empty line ends the head.
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

    /// In pieces of this size.
    fn filtered(text: &str, piece: usize) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let mut filter = UpgradeFilter::default();
        for piece in bytes.chunks_mut(piece) {
            filter.hide(piece);
        }
        String::from_utf8(bytes).unwrap()
    }

    const JAVA: &str = "GET /a HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nHost: x\r\nHTTP2-Settings: AAEAAEAAAAIA\r\n\
        Upgrade: h2c\r\n\r\n";
    const HIDDEN: &str = "GET /a HTTP/1.1\r\nConnection: Upgrad-, HTTP2-Settings\r\nHost: x\r\nHTTP2-Settings: AAEAAEAAAAIA\r\n\
        Upgrade: -2c\r\n\r\n";

    #[test]
    fn an_upgrade_is_hidden_in_whatever_pieces_it_comes() {
        for piece in 1..=JAVA.len() {
            assert_eq!(filtered(JAVA, piece), HIDDEN);
            assert_eq!(filtered(&JAVA.repeat(2), piece), HIDDEN.repeat(2), "the next head, too");
        }
        let other = "GET / HTTP/1.1\nconnection:close ,\tUPGRADE\nUPGRADE:websocket\n\n";
        assert_eq!(filtered(other, 7), "GET / HTTP/1.1\nconnection:close ,\tUPGRAD-\nUPGRADE:-ebsocket\n\n");
    }

    #[test]
    fn what_is_no_upgrade_stays_as_it_is() {
        for same in [
            "GET /upgrade HTTP/1.1\r\nConnection: keep-alive, not-upgrade, close\r\n\r\n",
            "GET / HTTP/1.1\r\nUpgrade-Insecure-Requests: 1\r\nX-Connection: upgrade\r\n\r\n",
            "GET / HTTP/1.1\r\nCookie: connection: upgrade\r\nConnection : upgrade\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\na\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
            "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\n\nConnection: upgrade\r\n\r\n",
        ] {
            for piece in 1..=same.len() {
                assert_eq!(filtered(same, piece), same);
            }
        }
    }

    #[test]
    fn host_header_is_counted_in_each_head() {
        let fault_of = |text: &str| {
            let mut filter = UpgradeFilter::default();
            text.as_bytes().to_vec().chunks_mut(3).for_each(|piece| filter.hide(piece));
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
    fn after_a_body_the_next_head_is_looked_at_again() {
        let mut filter = UpgradeFilter::default();
        let mut bytes = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}".to_vec();
        filter.hide(&mut bytes);
        filter.expect_head();
        let mut bytes = JAVA.as_bytes().to_vec();
        filter.hide(&mut bytes);
        assert_eq!(bytes, HIDDEN.as_bytes());
    }

    proptest! {
        #[test]
        fn nothing_gets_longer_and_bodies_stay(
            head in "(Connection|Upgrade|Host|A)?(: ?(upgrade|close|,| |websocket){0,4})?",
            body in "(Connection: upgrade|Upgrade: h2c|\r\n|x){0,9}", piece in 1_usize..40,
        ) {
            let before = format!("POST / HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n", body.len());
            let text = format!("{before}{body}");
            let after = filtered(&text, piece);
            prop_assert_eq!(&after[before.len()..], body);
            prop_assert_eq!(after, filtered(&text, text.len()), "in one piece");
        }
    }
}
