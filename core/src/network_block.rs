//! The network of an IP address: the first 24 bits of IPv4, the first 64 bits of IPv6.
//!
//! For IPv4, a network is wider than an [`AddressBlock`](crate::limit::AddressBlock), the key of rate limits. The
//! address of a phone or household often changes within its network. An attacker with one address of a network can
//! often get another address of the same network.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses that probably belong to the same household, company or provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkBlock {
    /// The first three bytes of an IPv4 address.
    V4([u8; 3]),
    /// The first 64 bits of an IPv6 address.
    V6(u64),
}

impl NetworkBlock {
    /// The block of clients without an address, such as those on a Unix socket.
    pub const UNSPECIFIED: Self = Self::V6(0);

    /// Returns the block of an address. An IPv4-mapped IPv6 address counts as IPv4.
    pub fn from_address(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(address) => Self::V6(u64::try_from(address.to_bits() >> 64).unwrap_or_default()),
        }
    }

    /// Parses the format of [`Display`](fmt::Display), and rejects all other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, _) = text.split_once('/')?;
        let block = Self::from_address(address.parse().ok()?);
        (block.to_string() == text).then_some(block)
    }
}

/// Formats the network in CIDR notation (RFC 4632, RFC 4291 §2.3).
impl fmt::Display for NetworkBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::V4([a, b, c]) => write!(f, "{}/24", Ipv4Addr::new(a, b, c, 0)),
            Self::V6(network) => write!(f, "{}/64", Ipv6Addr::from_bits(u128::from(network) << 64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(address: &str) -> String {
        NetworkBlock::from_address(address.parse().unwrap()).to_string()
    }

    #[test]
    fn block_is_24_bits_of_ipv4_or_64_bits_of_ipv6() {
        assert_eq!(block("203.0.113.9"), "203.0.113.0/24");
        assert_eq!(block("203.0.113.200"), block("203.0.113.9"));
        assert_ne!(block("203.0.112.9"), block("203.0.113.9"));
        assert_eq!(block("::ffff:203.0.113.9"), "203.0.113.0/24");
        assert_eq!(block("2001:db8:0:7:ffff::1"), "2001:db8:0:7::/64");
        assert_ne!(block("2001:db8:0:8::1"), block("2001:db8:0:7::1"));
        assert_eq!(block("::"), NetworkBlock::UNSPECIFIED.to_string());
    }

    #[test]
    fn only_the_canonical_text_of_a_block_is_parsed() {
        for address in ["203.0.113.9", "0.0.0.1", "2001:db8:0:7::1", "::1", "fe80::1", "ffff::"] {
            let block = NetworkBlock::from_address(address.parse().unwrap());
            assert_eq!(NetworkBlock::parse(&block.to_string()), Some(block), "{address}");
        }
        for text in ["", "203.0.113.0", "203.0.113.9/24", "203.0.113.0/16", "2001:DB8::/64", "::/128", "a/24"]
        {
            assert_eq!(NetworkBlock::parse(text), None, "{text}");
        }
    }
}
