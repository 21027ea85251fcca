//! Metrics of the process, with the standard names of Prometheus. Memory, open files and CPU time are read from
//! `/proc`.

use std::fs;

use metrics::{Counter, Gauge, Unit, counter, gauge};
use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Resource, getrlimit};

pub(super) struct ProcessMetrics {
    resident: Gauge,
    files: Gauge,
    max_files: Gauge,
    cpu: Counter,
}

impl ProcessMetrics {
    /// `started_at` is in seconds since the Unix epoch.
    pub(super) fn new(started_at: i64) -> Self {
        gauge!(
            description: "Start time of the process, in seconds since the Unix epoch",
            unit: Unit::Seconds,
            "process_start_time_seconds"
        )
        .set(u32::try_from(started_at).unwrap_or_default());
        Self {
            resident: gauge!(
                description: "Resident memory of the process",
                unit: Unit::Bytes,
                "process_resident_memory_bytes"
            ),
            files: gauge!(description: "Open file descriptors, including connections", "process_open_fds"),
            max_files: gauge!(description: "Maximum number of open file descriptors", "process_max_fds"),
            cpu: counter!(
                description: "User and system CPU time, in whole seconds",
                unit: Unit::Seconds,
                "process_cpu_seconds_total"
            ),
        }
    }

    pub(super) fn update(&self) {
        if let Some(pages) = fs::read_to_string("/proc/self/statm").ok().as_deref().and_then(resident_pages) {
            self.resident.set(to_f64(pages) * to_f64(u64::try_from(page_size()).unwrap_or_default()));
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            // Reading the directory itself opens one descriptor.
            self.files.set(to_f64(u64::try_from(files.count()).unwrap_or_default()) - 1.0);
        }
        self.max_files.set(getrlimit(Resource::Nofile).current.map_or(f64::INFINITY, to_f64));
        if let Some(ticks) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(ticks) {
            self.cpu.absolute(ticks / clock_ticks_per_second().max(1));
        }
    }
}

/// Converts a count to a metric value. The result is exact up to 2^53.
#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "metrics are floating-point numbers")]
pub(super) fn to_f64(count: u64) -> f64 {
    count as f64
}

/// Returns the second field of `/proc/self/statm` (proc(5)).
fn resident_pages(statm: &str) -> Option<u64> {
    statm.split_whitespace().nth(1)?.parse().ok()
}

/// Returns the sum of fields 14 and 15 of `/proc/self/stat` (proc(5)). Field 2 is the process name in parentheses,
/// which may contain spaces and parentheses.
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
    fn cpu_time_is_found_after_a_process_name_with_spaces_and_digits() {
        let stat = "4711 (a) S 1 2) S 1 4711 4711 0 -1 4194560 9000 0 0 0 250 17 0 0 20 0 9 0 12345 1 2";
        assert_eq!(ticks(stat), Some(267));
        assert_eq!(ticks("4711"), None);
        assert_eq!(resident_pages("30000 1234 500 1 0 9000 0\n"), Some(1234));
        assert_eq!(resident_pages(""), None);
    }
}
