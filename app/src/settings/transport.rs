//! TLS, and limits on concurrent requests and streams.

use std::path::PathBuf;
use std::time::Duration;

use tasklane_http::{HttpLimits, TlsFiles};

use super::reader::Reader;

/// Additional slots for requests that wait in the password hashing queue. Without these slots, such requests could
/// occupy the slots of all other requests.
const HASHING_SLOTS: usize = 33;

pub(super) fn http_limits(reader: &mut Reader<'_>, db_pool_size: usize) -> HttpLimits {
    let default = 4 * db_pool_size + HASHING_SLOTS;
    let mut limits = HttpLimits::with_max_in_flight(reader.integer("MAX_IN_FLIGHT", default, 1, 100_000));
    limits = limits.with_streams(reader.integer("MAX_STREAMS", limits.streams, 1, 100_000));
    limits.streams_per_user = reader.integer("MAX_STREAMS_PER_USER", limits.streams_per_user, 1, 1000);
    limits.request = Duration::from_secs(reader.integer("REQUEST_TIMEOUT_SECONDS", 10, 1, 60));
    limits
}

/// Reads the paths of the TLS files. Either both settings or neither must be set.
pub(super) fn tls(reader: &mut Reader<'_>) -> Option<TlsFiles> {
    let path = |raw: &str| Ok::<_, String>(PathBuf::from(raw));
    match (reader.optional("TLS_CERT", path), reader.optional("TLS_KEY", path)) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (Some(_), None) => {
            reader.fault("TLS_KEY", "must be set to the private key of TLS_CERT");
            None
        }
        (None, Some(_)) => {
            reader.fault("TLS_CERT", "must be set to the certificate of TLS_KEY");
            None
        }
        (None, None) => None,
    }
}
