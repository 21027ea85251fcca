//! The keys of rate limit counters.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use crate::ids::{SessionId, UserId};

/// The subject whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitKey {
    /// Requests from one address block.
    Address(AddressBlock),
    /// Requests of one session.
    Session(SessionId),
    /// Requests of one user.
    User(UserId),
}

/// The addresses of one internet connection: a single IPv4 address, or an IPv6 /64 network, within which a client can
/// choose its address freely (RFC 6177, RFC 8981).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressBlock {
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// The first 64 bits of an IPv6 address.
    V6(u64),
}

impl AddressBlock {
    /// Returns the block of an address. An IPv4-mapped IPv6 address counts as IPv4.
    pub fn from_address(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => {
                let network = address.segments().into_iter().take(4);
                Self::V6(network.fold(0, |block, segment| (block << 16) | u64::from(segment)))
            }
        }
    }
}

/// Formats the key as a unique string, for stores with string keys.
impl fmt::Display for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(AddressBlock::V4(address)) => write!(f, "v4:{address}"),
            Self::Address(AddressBlock::V6(block)) => write!(f, "v6:{block:016x}"),
            Self::Session(id) => write!(f, "session:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(address: &str) -> String {
        LimitKey::Address(AddressBlock::from_address(address.parse().unwrap())).to_string()
    }

    #[test]
    fn ipv4_address_is_one_block() {
        assert_eq!(block("203.0.113.9"), "v4:203.0.113.9");
        assert_eq!(block("::ffff:203.0.113.9"), block("203.0.113.9"));
        assert_ne!(block("203.0.113.9"), block("203.0.113.8"));
    }

    #[test]
    fn ipv6_addresses_of_a_64_bit_network_are_one_block() {
        assert_eq!(block("2001:db8:0:7::1"), "v6:20010db800000007");
        assert_eq!(block("2001:db8:0:7:ffff:ffff:ffff:ffff"), block("2001:db8:0:7::"));
        assert_ne!(block("2001:db8:0:8::1"), block("2001:db8:0:7::1"));
    }
}
