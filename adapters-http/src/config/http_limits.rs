//! Limits on slow clients and on concurrent requests, streams and connections.

use std::time::Duration;

const MIB: usize = 1024 * 1024;

/// The limits on clients. [`HttpLimits::with_max_in_flight`] returns the defaults.
#[derive(Debug, Clone, Copy)]
pub struct HttpLimits {
    /// Maximum number of requests in flight in the process. Further requests are rejected.
    pub in_flight: usize,
    /// Maximum processing time of a request. Waiting for its body or for response memory does not count.
    pub request: Duration,
    /// The minimum speed of request bodies.
    pub body: MinBodyRate,
    /// Maximum number of open event streams in the process. Streams do not count as requests in flight.
    pub streams: usize,
    /// Maximum number of open event streams per user.
    pub streams_per_user: usize,
    /// The limits on the memory of large responses.
    pub response_memory: ResponseMemoryLimits,
    /// Maximum number of open connections in the process, including those of streams. From 80 % on, a new connection
    /// can replace an idle connection.
    pub connections: usize,
}

/// Maximum number of bytes that are reserved for large responses or wait to be sent.
#[derive(Debug, Clone, Copy)]
pub struct ResponseMemoryLimits {
    /// Limit for the whole process.
    pub total: usize,
    /// Limit for each user.
    pub per_user: usize,
}

/// Maximum number of connections that are not streams. An idle connection uses about 20 KB.
const CONNECTIONS: usize = 8192;
const STREAMS: usize = 10_000;

/// Minimum speed of a request body. All times start when the handler first waits for the body.
#[derive(Debug, Clone, Copy)]
pub struct MinBodyRate {
    /// Maximum time until the body is complete.
    pub max_duration: Duration,
    /// Time during which any speed is accepted.
    pub grace_period: Duration,
    /// Minimum average speed after the grace period.
    pub bytes_per_second: u32,
}

impl HttpLimits {
    /// Returns the defaults: 10 s per request, 15 s per body, 10 000 streams, and 18 192 connections.
    pub fn with_max_in_flight(in_flight: usize) -> Self {
        Self {
            in_flight,
            request: Duration::from_secs(10),
            body: MinBodyRate {
                max_duration: Duration::from_secs(15),
                grace_period: Duration::from_secs(5),
                bytes_per_second: 1024,
            },
            streams: STREAMS,
            streams_per_user: 10,
            response_memory: ResponseMemoryLimits { total: 64 * MIB, per_user: 8 * MIB },
            connections: CONNECTIONS + STREAMS,
        }
    }

    /// Sets the maximum number of streams, and derives the maximum number of connections from it.
    #[must_use]
    pub fn with_streams(self, streams: usize) -> Self {
        Self { streams, connections: CONNECTIONS + streams, ..self }
    }

    /// Lowers the limits to fit an open-file limit. Streams use at most half of the files, because the other
    /// connections and the database also need files.
    #[must_use]
    pub fn capped_to_open_files(self, files: usize) -> Self {
        let limits = self.with_streams(self.streams.min(files / 2));
        // Leave files for the database and for client connections that are about to close.
        let connections = limits.connections.min(files - (files / 8).max(64).min(files));
        Self { connections, ..limits }
    }
}

impl MinBodyRate {
    /// Returns the limits for a file upload, which may take eight times as long as other bodies.
    pub(crate) fn for_upload(self) -> Self {
        Self { max_duration: self.max_duration * 8, ..self }
    }

    /// Returns the time within which more than `bytes` bytes must arrive.
    pub(crate) fn deadline(self, bytes: u64) -> Duration {
        let earned = Duration::from_secs(bytes) / self.bytes_per_second.max(1);
        earned.clamp(self.grace_period.min(self.max_duration), self.max_duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_file_limit_bounds_streams_and_connections() {
        let fitting = |files| {
            let limits = HttpLimits::with_max_in_flight(1).capped_to_open_files(files);
            (limits.streams, limits.connections)
        };
        assert_eq!(fitting(65_536), (10_000, 18_192));
        assert_eq!(fitting(1024), (512, 896));
        assert_eq!(fitting(256), (128, 192));
        assert_eq!(fitting(20), (10, 0));
    }

    // assures: R702
    #[test]
    fn received_bytes_extend_the_deadline_up_to_the_maximum() {
        let rate = HttpLimits::with_max_in_flight(1).body;
        for (bytes, seconds) in
            [(0, 5), (1024, 5), (5 * 1024, 5), (8 * 1024, 8), (64 * 1024, 15), (u64::MAX, 15)]
        {
            assert_eq!(rate.deadline(bytes), Duration::from_secs(seconds), "{bytes}");
        }
    }
}
