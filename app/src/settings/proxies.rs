//! `TRUSTED_PROXIES`: the proxies whose `X-Forwarded-For` header is trusted.

use std::net::IpAddr;

use ipnet::IpNet;

use super::list;

/// Parses a JSON list or a comma-separated list of addresses and networks, such as `10.0.0.0/8`.
pub(super) fn parse(raw: &str) -> Result<Vec<IpNet>, String> {
    list::items(raw).map(network).collect()
}

fn network(raw: &str) -> Result<IpNet, String> {
    let wrong = || format!("{raw} is not an address or a network such as 10.0.0.0/8");
    let network = match raw.parse::<IpAddr>() {
        Ok(address) => address.into(),
        Err(_) => raw.parse().ok().ok_or_else(wrong)?,
    };
    match network {
        // Client addresses in this network are converted to IPv4 before the comparison, so the network would never
        // match.
        IpNet::V6(mapped) if mapped.addr().to_ipv4_mapped().is_some() => Err(format!(
            "{raw} is an IPv4-mapped address or network: write it in IPv4 notation, such as 10.0.0.0/8"
        )),
        // With this network, every client could forge its address.
        network if network.prefix_len() == 0 => {
            Err(format!("{raw} would trust every client: list only the networks of your proxies"))
        }
        network => Ok(network.trunc()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks_are_accepted() {
        let read = |raw| parse(raw).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(read("10.1.2.3/8, 192.0.2.7"), ["10.0.0.0/8", "192.0.2.7/32"]);
        assert_eq!(read(r#"["2001:db8::/32", "::1"]"#), ["2001:db8::/32", "::1/128"]);
        assert!(read("[]").is_empty());
    }

    #[test]
    fn invalid_network_is_rejected() {
        for raw in [
            "*",
            "proxy.example",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0",
            "::ffff:10.0.0.1",
            "::ffff:10.0.0.0/104",
            "0.0.0.0/0",
            "10.0.0.0/0",
            "::/0",
        ] {
            assert!(parse(raw).is_err(), "{raw}");
        }
    }
}
