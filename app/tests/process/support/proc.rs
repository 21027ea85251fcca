//! Reads process statistics from `/proc` (proc(5)).

use std::fs;
use std::time::Duration;

use super::Server;

/// The unit of CPU times in `/proc` on Linux.
const TICKS_PER_SECOND: f64 = 100.0;

impl Server {
    pub(crate) fn open_files(&self) -> usize {
        fs::read_dir(self.proc("fd")).unwrap().count()
    }

    /// Returns the resident memory in bytes, without the pages of the program file. The kernel loads and discards those
    /// pages at any time.
    pub(crate) fn memory(&self) -> u64 {
        self.bytes_of("RssAnon:")
    }

    /// Returns the peak of [`Self::memory`] since the start or [`Self::reset_peak_memory`]. The kernel reports the peak
    /// with the pages of the program file.
    pub(crate) fn peak_memory(&self) -> u64 {
        self.bytes_of("VmHWM:").saturating_sub(self.bytes_of("RssFile:") + self.bytes_of("RssShmem:"))
    }

    pub(crate) fn reset_peak_memory(&self) {
        fs::write(self.proc("clear_refs"), "5").unwrap();
    }

    fn bytes_of(&self, name: &str) -> u64 {
        let status = fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
    }

    /// Returns the user and system CPU time.
    pub(crate) fn processor_time(&self) -> Duration {
        let stat = fs::read_to_string(self.proc("stat")).unwrap();
        // The name of the program, in parentheses, may contain spaces.
        let (_, after_name) = stat.rsplit_once(") ").unwrap();
        let ticks: f64 =
            after_name.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap()).sum();
        Duration::from_secs_f64(ticks / TICKS_PER_SECOND)
    }

    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.id())
    }
}
