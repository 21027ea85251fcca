//! E-mail addresses in the form that mail servers accept.

use lettre::Address;

/// Converts an address. The domain is written in ASCII (IDNA), so only a non-ASCII local part needs a mail server that
/// supports internationalized addresses. Returns `None` if mail servers can't deliver to the address.
pub(super) fn address(raw: &str) -> Option<Address> {
    let (local, domain) = raw.rsplit_once('@')?;
    let domain = if domain.is_ascii() { domain.to_owned() } else { idna::domain_to_ascii(domain).ok()? };
    Address::new(local, domain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_domain_is_converted() {
        for (raw, converted) in [
            ("Ada@Example.org", "Ada@Example.org"),
            ("ada@bücher.example", "ada@xn--bcher-kva.example"),
            ("äda@bücher.example", "äda@xn--bcher-kva.example"),
        ] {
            assert_eq!(address(raw).unwrap().to_string(), converted);
        }
    }

    #[test]
    fn address_that_could_end_a_command_is_rejected() {
        for raw in [
            "ada",
            "a\r\nRCPT TO:<b@c.example>@example.org",
            "a@b\r\n.example",
            "a>b@example.org",
            "a b@c.example",
        ] {
            assert_eq!(address(raw), None, "{raw}");
        }
    }
}
