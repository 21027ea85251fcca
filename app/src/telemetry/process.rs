//! The figures of the process itself, under the names that Prometheus has for them. From `/proc`, a few lines of which are
//! all that is needed; where there is none, as elsewhere than on Linux, they are missing.

use std::fs;

use metrics::{Counter, Gauge, Unit, counter, gauge};
use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Resource, getrlimit};

pub(super) struct ProcessFigures {
    resident: Gauge,
    files: Gauge,
    most_files: Gauge,
    cpu: Counter,
}

impl ProcessFigures {
    /// `started_at` is in seconds since 1970.
    pub(super) fn new(started_at: i64) -> Self {
        gauge!(
            description: "When the process started, in seconds since 1970",
            unit: Unit::Seconds,
            "process_start_time_seconds"
        )
        .set(u32::try_from(started_at).unwrap_or_default());
        Self {
            resident: gauge!(
                description: "Memory in use",
                unit: Unit::Bytes,
                "process_resident_memory_bytes"
            ),
            files: gauge!(description: "Files and connections that are open", "process_open_fds"),
            most_files: gauge!(description: "Files and connections that may be open", "process_max_fds"),
            cpu: counter!(
                description: "Time on processors, in whole seconds",
                unit: Unit::Seconds,
                "process_cpu_seconds_total"
            ),
        }
    }

    pub(super) fn look(&self) {
        if let Some(pages) = fs::read_to_string("/proc/self/statm").ok().as_deref().and_then(resident_pages) {
            self.resident.set(figure(pages) * figure(u64::try_from(page_size()).unwrap_or_default()));
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            // The one by which they are counted is no more.
            self.files.set(figure(u64::try_from(files.count()).unwrap_or_default()) - 1.0);
        }
        self.most_files.set(getrlimit(Resource::Nofile).current.map_or(f64::INFINITY, figure));
        if let Some(ticks) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(ticks) {
            self.cpu.absolute(ticks / clock_ticks_per_second().max(1));
        }
    }
}

/// Exact up to 2^53.
#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a figure to look at")]
pub(super) fn figure(count: u64) -> f64 {
    count as f64
}

/// proc(5): the second of `statm`.
fn resident_pages(statm: &str) -> Option<u64> {
    statm.split_whitespace().nth(1)?.parse().ok()
}

/// proc(5): the 14th and the 15th of `stat`. The second is the name in parentheses, which may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut times = rest.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (times.next()?.parse().ok()?, times.next()?.parse().ok()?);
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_found_also_behind_a_name_that_looks_like_some() {
        let stat = "4711 (a) S 1 2) S 1 4711 4711 0 -1 4194560 9000 0 0 0 250 17 0 0 20 0 9 0 12345 1 2";
        assert_eq!(ticks(stat), Some(267));
        assert_eq!(ticks("4711"), None);
        assert_eq!(resident_pages("30000 1234 500 1 0 9000 0\n"), Some(1234));
        assert_eq!(resident_pages(""), None);
    }
}
