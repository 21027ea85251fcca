//! Checks the TLS certificate: whether the server can use it, and when it expires.

use chrono::TimeDelta;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tasklane_core::clock::Timestamp;
use tasklane_http::{Tls, TlsFiles};
use tasklane_runtime::format_error_chain;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::finding::Finding;

const CHECK: &str = "tls-certificate";
const WARNING_PERIOD: TimeDelta = TimeDelta::days(14);

pub(super) fn check(files: &TlsFiles, now: Timestamp) -> Finding {
    if let Err(error) = Tls::load(files.clone()) {
        let advice = "set TLS_CERT and TLS_KEY to a certificate and its key that the server's user can read";
        return Finding::problem(CHECK, format_error_chain(&error), advice);
    }
    match validity(files) {
        Some((from, until)) => evaluate(from, until, now),
        None => Finding::warning(
            CHECK,
            "cannot read when the certificate expires",
            "check the certificate with openssl x509",
        ),
    }
}

/// Returns the validity period of the first certificate, which is the server's own.
fn validity(files: &TlsFiles) -> Option<(Timestamp, Timestamp)> {
    let mut chain = CertificateDer::pem_file_iter(&files.certificate).ok()?;
    let first = chain.next()?.ok()?;
    let validity = Certificate::from_der(&first).ok()?.tbs_certificate.validity;
    let time = |time: x509_cert::time::Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        Timestamp::from_timestamp(seconds, 0)
    };
    Some((time(validity.not_before)?, time(validity.not_after)?))
}

fn evaluate(from: Timestamp, until: Timestamp, now: Timestamp) -> Finding {
    let advice =
        "renew the certificate, then send SIGHUP to the server (docs/OPERATIONS.md, TLS without a proxy)";
    let date = until.date_naive();
    if now >= until {
        return Finding::problem(CHECK, format!("the certificate expired on {date}"), advice);
    }
    if now < from {
        let found = format!("the certificate is valid only from {}", from.date_naive());
        return Finding::problem(CHECK, found, "check the clock of this machine, or use another certificate");
    }
    let days = (until - now).num_days();
    if until - now < WARNING_PERIOD {
        return Finding::warning(CHECK, format!("the certificate expires on {date}, in {days} days"), advice);
    }
    Finding::ok(CHECK, format!("the certificate and the key match, valid until {date} ({days} days)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    #[test]
    fn certificate_is_evaluated_by_the_remaining_days() {
        let at = |day: i64| Timestamp::from_timestamp(day * 86_400, 0).unwrap();
        let level = |now| evaluate(at(10), at(100), at(now)).level;
        assert_eq!(level(9), Level::Problem);
        assert_eq!((level(10), level(86)), (Level::Ok, Level::Ok));
        assert_eq!((level(87), level(99)), (Level::Warning, Level::Warning));
        assert_eq!(level(100), Level::Problem);
    }
}
