//! TLS, and bounds on concurrent requests and streams.

use std::path::PathBuf;
use std::time::Duration;

use tasklane_http::{Bounds, TlsFiles};

use super::reader::Reader;

/// Additional slots for requests that wait for a password hash, which have their own queue. Without these slots, such
/// requests could occupy the slots of all other requests.
const HASHING: usize = 33;

pub(super) fn bounds(reader: &mut Reader<'_>, db_pool_size: usize) -> Bounds {
    let default = 4 * db_pool_size + HASHING;
    let mut bounds = Bounds::of(reader.integer("MAX_IN_FLIGHT", default, 1, 100_000));
    bounds = bounds.with_streams(reader.integer("MAX_STREAMS", bounds.streams, 1, 100_000));
    bounds.streams_per_user = reader.integer("MAX_STREAMS_PER_USER", bounds.streams_per_user, 1, 1000);
    bounds.request = Duration::from_secs(reader.integer("REQUEST_TIMEOUT_SECONDS", 10, 1, 60));
    bounds
}

/// Requires both files or neither.
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
