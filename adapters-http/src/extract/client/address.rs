//! The IP address of the client. Behind a proxy, the peer of the connection is the proxy, which names the client in
//! `X-Forwarded-For`. Only the entries that trusted proxies appended are used, because any client can send the other
//! entries.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{FORWARDED, HeaderMap, X_FORWARDED_FOR};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use ipnet::IpNet;
use tasklane_core::network_block::NetworkBlock;

use crate::config::HttpConfig;

static UNTRUSTED_PROXY: UntrustedProxy = UntrustedProxy(AtomicBool::new(false));

/// Whether an untrusted proxy was logged. Rate limits treat all clients of such a proxy as one client.
struct UntrustedProxy(AtomicBool);

impl UntrustedProxy {
    /// Logs the first request with a forwarding header from an untrusted peer. Later requests are not logged, because
    /// any client can send these headers.
    fn warn_once(&self, peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) {
        if self.0.load(Ordering::Relaxed) || is_trusted(trusted, peer) {
            return;
        }
        let is_forwarded = headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED);
        if is_forwarded && !self.0.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                %peer,
                "forwarding headers ignored: if this peer is your proxy, add its address to TRUSTED_PROXIES, \
                 or all its clients share one rate limit"
            );
        }
    }
}

fn is_trusted(trusted: &[IpNet], hop: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(&hop))
}

/// The IP address of the client. An IPv4-mapped IPv6 address is converted to IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl ClientAddress {
    /// Determines the address and stores it in the request. Returns `None` if the connection has no address.
    pub(crate) fn find(req: &ServiceRequest) -> Option<Self> {
        let peer = req.peer_addr()?.ip();
        let trusted = req.app_data::<Data<HttpConfig>>().map_or(&[][..], |config| &config.trusted_proxies);
        let found = Self(find_client(peer, req.headers(), trusted));
        if found.0 == peer.to_canonical() {
            UNTRUSTED_PROXY.warn_once(found.0, req.headers(), trusted);
        }
        req.extensions_mut().insert(found);
        Some(found)
    }

    /// Returns the network of the client, or [`NetworkBlock::UNSPECIFIED`] if the address is unknown.
    pub(crate) fn network(req: &HttpRequest) -> NetworkBlock {
        Self::from_extensions(req)
            .map_or(NetworkBlock::UNSPECIFIED, |Self(ip)| NetworkBlock::from_address(ip))
    }

    /// Returns the address that [`find`](Self::find) stored.
    pub(crate) fn from_extensions(req: &HttpRequest) -> Option<Self> {
        req.extensions().get().copied()
    }
}

/// Returns whether the connection comes from a proxy whose headers are trusted.
pub(crate) fn is_from_trusted_proxy(req: &HttpRequest, trusted: &[IpNet]) -> bool {
    let peer = req.peer_addr().map(|peer| peer.ip().to_canonical());
    peer.is_some_and(|peer| trusted.iter().any(|network| network.contains(&peer)))
}

/// Follows the hops from the peer to the client, as long as the current hop is a trusted proxy. An entry without a
/// valid address ends the search.
fn find_client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut hop = peer.to_canonical();
    let mut forwarded = entries_from_right(headers);
    while is_trusted(trusted, hop) {
        match forwarded.next().flatten() {
            Some(next) => hop = next,
            None => break,
        }
    }
    hop
}

/// Returns the entries of all header lines from right to left, with `None` for an invalid entry.
fn entries_from_right(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let lines: Vec<_> = headers.get_all(X_FORWARDED_FOR).collect();
    lines.into_iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',').map(address))
}

/// Parses an entry. Some proxies append the port, and then write an IPv6 address in brackets.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = str::from_utf8(entry).ok()?.trim();
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let with_port = || entry.parse().map(|address: SocketAddr| address.ip());
    bare.parse().or_else(|_| with_port()).ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    /// Returns the address of a request from `peer` with these lines of X-Forwarded-For.
    fn client(peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "192.0.2.7/32", "2001:db8:ffff::/48"].map(|net| net.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        find_client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    // assures: R709
    #[test]
    fn untrusted_peer_is_the_client_regardless_of_its_headers() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("::ffff:203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("192.0.2.8", &["198.51.100.1"]), "192.0.2.8");
    }

    // assures: R709
    #[test]
    fn client_behind_a_proxy_is_the_last_untrusted_address() {
        for peer in ["10.1.2.3", "::ffff:10.1.2.3", "192.0.2.7", "2001:db8:ffff::1"] {
            assert_eq!(client(peer, &["198.51.100.1"]), "198.51.100.1", "{peer}");
            assert_eq!(
                client(peer, &["198.51.100.66, 198.51.100.1"]),
                "198.51.100.1",
                "the forged first entry must be ignored"
            );
            assert_eq!(client(peer, &["198.51.100.66,198.51.100.1 , 10.9.9.9"]), "198.51.100.1");
        }
    }

    #[test]
    fn repeated_headers_form_one_list() {
        assert_eq!(
            client("10.0.0.1", &["198.51.100.66", "198.51.100.1, 10.0.0.2", "10.0.0.3"]),
            "198.51.100.1"
        );
    }

    #[test]
    fn farthest_proxy_is_the_client_if_no_client_is_listed() {
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }

    #[test]
    fn invalid_entry_ends_the_search() {
        for forged in ["unknown", "", "198.51.100.1.2", "198.51.100.1;", "_hidden", "fe80::1%eth0", "\u{e9}"]
        {
            let line = format!("198.51.100.1, {forged}, 10.0.0.2");
            assert_eq!(client("10.0.0.1", &[&line]), "10.0.0.2");
        }
    }

    #[test]
    fn entry_is_parsed_in_every_form_that_proxies_write() {
        for (entry, expected) in [
            ("198.51.100.1:4711", "198.51.100.1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:DB8::1]:443", "2001:db8::1"),
            ("[::ffff:198.51.100.1]:443", "198.51.100.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[entry]), expected);
        }
    }

    /// Returns an entry of this kind: a proxy (0 to 2), a client (3 or 4), or an invalid entry. The address depends on
    /// the place.
    fn hop(kind: u8, place: usize) -> String {
        match kind {
            0 => format!("10.0.0.{place}"),
            1 => format!("10.0.0.{place}:443"),
            2 => format!("[2001:db8:ffff::{place}]:443"),
            3 => format!("198.51.100.{place}"),
            4 => format!("[2001:db8::{place}]"),
            _ => format!("invalid-{place}"),
        }
    }

    proptest! {
        #[test]
        fn entries_before_the_last_untrusted_address_are_ignored(
            peer in prop::sample::select(vec!["10.9.9.9", "192.0.2.7", "203.0.113.9"]),
            entries in prop::collection::vec((0_u8..6, any::<bool>()), 0..12),
        ) {
            let mut lines = Vec::<String>::new();
            let mut trusted_hops = vec![peer.to_owned()];
            let mut ended = peer == "203.0.113.9";
            for (place, (kind, _)) in entries.iter().enumerate().rev() {
                if ended {
                    break;
                }
                trusted_hops.extend(address(hop(*kind, place).as_bytes()).map(|ip| ip.to_string()));
                ended = *kind > 2;
            }
            for (place, (kind, begins_a_line)) in entries.iter().enumerate() {
                match lines.last_mut() {
                    Some(line) if !begins_a_line => {
                        line.push_str(", ");
                        line.push_str(&hop(*kind, place));
                    }
                    _ => lines.push(hop(*kind, place)),
                }
            }
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            prop_assert_eq!(client(peer, &lines), trusted_hops.pop().unwrap());
        }

        #[test]
        fn malformed_headers_of_an_untrusted_peer_are_ignored(lines in prop::collection::vec("[0-9a-f:.,\\[\\] %\u{e9}]{0,40}", 0..4)) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            prop_assert_eq!(client("203.0.113.9", &lines), "203.0.113.9");
            client("10.0.0.1", &lines);
        }
    }
}
