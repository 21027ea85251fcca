//! The systemd units: the backup has no more rights than the server, and systemd accepts the files.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::tree::read;

const SERVER: &str = "ops/systemd/tasklane.service";
const BACKUP: &str = "ops/systemd/tasklane-backup.service";
const TIMER: &str = "ops/systemd/tasklane-backup.timer";
/// Options of the backup that are no restrictions.
const OWN: [&str; 8] =
    ["Type", "ExecStart", "EnvironmentFile", "StateDirectory", "Nice", "IOSchedulingClass", "User", "Group"];
/// Options of the server that concern a process that runs for a long time.
const OF_SERVER: [&str; 5] =
    ["TimeoutStopSec", "Restart", "RestartSec", "RestartPreventExitStatus", "LimitNOFILE"];

/// Returns the lines of the section `[Service]`.
fn options(file: &str) -> BTreeSet<String> {
    let text = read(file);
    let lines = text.lines().skip_while(|line| *line != "[Service]").skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.filter(|line| line.contains('=') && !line.starts_with('#')).map(str::to_owned).collect()
}

fn restrictions(file: &str) -> BTreeSet<String> {
    let mut options = options(file);
    options.retain(|line| {
        let name = line.split('=').next().unwrap();
        !OWN.contains(&name) && !OF_SERVER.contains(&name)
    });
    options
}

#[test]
fn backup_has_the_restrictions_of_the_server() {
    let restrictions_of_server = restrictions(SERVER);
    assert!(restrictions_of_server.len() > 25, "{restrictions_of_server:?}");
    assert_eq!(restrictions(BACKUP), restrictions_of_server);
    let backup = options(BACKUP);
    for line in ["User=tasklane", "Group=tasklane", "StateDirectoryMode=0700", "Type=oneshot"] {
        assert!(backup.contains(line), "{line}");
    }
}

#[test]
fn timer_makes_up_for_missed_backups_and_spreads_the_load() {
    let timer = read(TIMER);
    for line in ["OnCalendar=daily", "Persistent=true", "RandomizedDelaySec=1h", "WantedBy=timers.target"] {
        assert!(timer.lines().any(|other| other == line), "{line}");
    }
}

#[test]
fn package_contains_the_timer_and_does_not_enable_it() {
    let manifest = read("app/Cargo.toml");
    let tables: Vec<_> = manifest.split("[[package.metadata.deb.systemd-units]]").skip(1).collect();
    let of_backup = tables.iter().find(|table| table.contains("unit-name = \"tasklane-backup\"")).unwrap();
    for line in ["enable = false", "start = false", "restart-after-upgrade = false"] {
        assert!(of_backup.contains(line), "{line}");
    }
}

/// Skipped on machines without systemd.
#[test]
fn systemd_accepts_the_units() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for file in [SERVER, BACKUP, TIMER] {
        // Neither the program nor its man page is installed here.
        let text = read(file).replace("/usr/bin/tasklane", "/bin/true");
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("Documentation=")).collect();
        fs::write(folder.path().join(file.rsplit('/').next().unwrap()), lines.join("\n")).unwrap();
    }
    for file in [SERVER, BACKUP, TIMER] {
        let path = folder.path().join(file.rsplit('/').next().unwrap());
        let verified =
            Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(path).output().unwrap();
        let messages = String::from_utf8_lossy(&verified.stderr);
        assert!(verified.status.success() && messages.is_empty(), "{file}: {messages}");
    }
}
