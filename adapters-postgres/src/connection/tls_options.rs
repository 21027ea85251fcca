//! The TLS options of a URL. The driver supports fewer TLS options than libpq, so this module parses the options and
//! removes them from the URL.

use percent_encoding::percent_decode_str;

use crate::connection::invalid_url::InvalidUrl;

/// The modes of libpq, without `allow` and `prefer`, which may silently leave a connection unencrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SslMode {
    Disable,
    /// Encrypted, without a check of the server's certificate.
    Require,
    /// Encrypted. A trusted authority has issued the server's certificate, for any name.
    VerifyCa,
    /// Encrypted. A trusted authority has issued the server's certificate, for the host in the URL.
    VerifyFull,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TlsOptions {
    pub(crate) mode: SslMode,
    /// A file with certificates in PEM, or `system`.
    pub(crate) root: Option<String>,
}

/// Returns the options, and the URL without the options.
pub(crate) fn extract(url: &str) -> Result<(TlsOptions, String), InvalidUrl> {
    let mut options = TlsOptions { mode: SslMode::Disable, root: None };
    // The credentials end at the first `@`, as in the driver.
    let (credentials, rest) = url.split_once('@').map_or(("", url), |(before, _)| url.split_at(before.len()));
    let Some((place, query)) = rest.split_once('?') else { return Ok((options, url.to_owned())) };
    let mut others = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let [name, value] = [name, value].map(|part| percent_decode_str(part).decode_utf8_lossy());
        match (&*name, &*value) {
            ("sslmode", value) => options.mode = mode(value)?,
            ("sslrootcert", path) => options.root = Some(path.to_owned()),
            ("sslnegotiation", "postgres") => {}
            ("sslnegotiation", _) => return Err(InvalidUrl::UnsupportedTls("sslnegotiation")),
            ("sslcert", _) => return Err(InvalidUrl::UnsupportedTls("sslcert")),
            ("sslkey", _) => return Err(InvalidUrl::UnsupportedTls("sslkey")),
            ("sslcrl" | "sslcrldir", _) => return Err(InvalidUrl::UnsupportedTls("sslcrl")),
            _ => others.push(pair),
        }
    }
    let query = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
    Ok((options, format!("{credentials}{place}{query}")))
}

fn mode(value: &str) -> Result<SslMode, InvalidUrl> {
    match value {
        "disable" => Ok(SslMode::Disable),
        "require" => Ok(SslMode::Require),
        "verify-ca" => Ok(SslMode::VerifyCa),
        "verify-full" => Ok(SslMode::VerifyFull),
        _ => Err(InvalidUrl::SslMode),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_options_are_removed_from_the_url() {
        let all = "postgres://a:p@db/tasks?sslmode=verify-full&application_name=x&sslrootcert=%2Fca%20s.pem&options=-c";
        let (options, url) = extract(all).unwrap();
        assert_eq!(url, "postgres://a:p@db/tasks?application_name=x&options=-c");
        assert_eq!(options, TlsOptions { mode: SslMode::VerifyFull, root: Some("/ca s.pem".to_owned()) });
        let plain = TlsOptions { mode: SslMode::Disable, root: None };
        for (url, rest) in [
            ("postgres://db/tasks", "postgres://db/tasks"),
            ("postgres://db/tasks?sslmode=disable", "postgres://db/tasks"),
            ("postgres://db/tasks?sslnegotiation=postgres&a=b", "postgres://db/tasks?a=b"),
            ("postgres://a:x?sslmode=require@db/tasks", "postgres://a:x?sslmode=require@db/tasks"),
        ] {
            assert_eq!(
                extract(url),
                Ok((TlsOptions { root: plain.root.clone(), ..plain }, rest.to_owned())),
                "{url}"
            );
        }
        for (query, mode) in [
            ("sslmode=require", SslMode::Require),
            ("ssl%6Dode=require", SslMode::Require),
            ("application_name=a@b&sslmode=require", SslMode::Require),
            ("sslmode=verify%2Dca", SslMode::VerifyCa),
            ("sslmode=disable&sslmode=verify-full", SslMode::VerifyFull),
        ] {
            assert_eq!(extract(&format!("postgres://a@db/t?{query}")).unwrap().0.mode, mode, "{query}");
        }
    }

    #[test]
    fn unsupported_tls_option_is_rejected() {
        for (query, expected) in [
            ("sslmode=prefer", InvalidUrl::SslMode),
            ("sslmode=allow", InvalidUrl::SslMode),
            ("sslmode=", InvalidUrl::SslMode),
            ("sslmode", InvalidUrl::SslMode),
            ("sslmode=Require", InvalidUrl::SslMode),
            ("sslnegotiation=direct", InvalidUrl::UnsupportedTls("sslnegotiation")),
            ("sslcert=a", InvalidUrl::UnsupportedTls("sslcert")),
            ("sslkey=a", InvalidUrl::UnsupportedTls("sslkey")),
            ("sslcrl=a", InvalidUrl::UnsupportedTls("sslcrl")),
        ] {
            assert_eq!(
                extract(&format!("postgres://a:p@db/t?a=b&{query}")).unwrap_err(),
                expected,
                "{query}"
            );
        }
    }
}
