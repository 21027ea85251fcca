//! Limits on slow clients and on how much happens at once.

use std::time::Duration;

const MIB: usize = 1024 * 1024;

#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How many requests may be in flight at once in the whole process. More are rejected.
    pub in_flight: usize,
    /// How long a request may be worked on. Waiting for its body is not work.
    pub request: Duration,
    pub body: BodyPace,
    /// How many streams may be open at once in the whole process, and how many of them one user's. These are no requests
    /// in flight.
    pub streams: usize,
    pub streams_per_user: usize,
    pub unsent: UnsentBounds,
    /// How many connections the process may have, those of streams included. From 80 % on new ones take the places of idle
    /// ones.
    pub connections: usize,
}

/// How many bytes of large responses may wait to be sent.
#[derive(Debug, Clone, Copy)]
pub struct UnsentBounds {
    /// In the whole process.
    pub total: usize,
    pub per_user: usize,
}

/// Beside those that carry streams. An idle connection takes some 20 KB.
const CONNECTIONS: usize = 8192;
const STREAMS: usize = 10_000;

/// How fast a body must come, from when it is first waited for.
#[derive(Debug, Clone, Copy)]
pub struct BodyPace {
    pub whole: Duration,
    /// How long a slow start is accepted.
    pub grace: Duration,
    /// The least average after that.
    pub bytes_per_second: u32,
}

impl Bounds {
    pub fn of(in_flight: usize) -> Self {
        Self {
            in_flight,
            request: Duration::from_secs(10),
            body: BodyPace {
                whole: Duration::from_secs(15),
                grace: Duration::from_secs(5),
                bytes_per_second: 1024,
            },
            streams: STREAMS,
            streams_per_user: 10,
            unsent: UnsentBounds { total: 64 * MIB, per_user: 8 * MIB },
            connections: CONNECTIONS + STREAMS,
        }
    }

    /// With room for this many streams.
    #[must_use]
    pub fn with_streams(self, streams: usize) -> Self {
        Self { streams, connections: CONNECTIONS + streams, ..self }
    }

    /// With no more connections than this open-file limit allows, and no more streams than half of them: requests, and the
    /// database, need some too.
    #[must_use]
    pub fn fitting(self, files: usize) -> Self {
        let fitting = self.with_streams(self.streams.min(files / 2));
        // Not every file is a connection: the database has some, and so has each client that is about to close.
        let connections = fitting.connections.min(files - (files / 8).max(64).min(files));
        Self { connections, ..fitting }
    }
}

impl BodyPace {
    /// For a body that may be as large as a file is.
    pub(crate) fn of_file(self) -> Self {
        Self { whole: self.whole * 8, ..self }
    }

    /// When more must have arrived, once this many bytes have: until then no average is too low.
    pub(crate) fn deadline(self, bytes: u64) -> Duration {
        let earned = Duration::from_secs(bytes) / self.bytes_per_second.max(1);
        earned.clamp(self.grace.min(self.whole), self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_bound_streams_and_connections() {
        let fitting = |files| {
            let bounds = Bounds::of(1).fitting(files);
            (bounds.streams, bounds.connections)
        };
        assert_eq!(fitting(65_536), (10_000, 18_192));
        assert_eq!(fitting(1024), (512, 896));
        assert_eq!(fitting(256), (128, 192));
        assert_eq!(fitting(20), (10, 0));
    }

    // assures: R702
    #[test]
    fn each_byte_earns_time_between_the_grace_and_the_whole() {
        let pace = Bounds::of(1).body;
        for (bytes, seconds) in
            [(0, 5), (1024, 5), (5 * 1024, 5), (8 * 1024, 8), (64 * 1024, 15), (u64::MAX, 15)]
        {
            assert_eq!(pace.deadline(bytes), Duration::from_secs(seconds), "{bytes}");
        }
    }
}
