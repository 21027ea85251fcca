//! Starts programs that refuse to run as root.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokio::process::Child;

fn output_of(command: &mut Command) -> Option<String> {
    let output = command.output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// Returns the user and the group that run the started programs if the tests run as root.
fn unprivileged_user() -> Option<(String, String)> {
    if output_of(Command::new("id").arg("-u"))? != "0" {
        return None;
    }
    let of = |name: &str| {
        Some((
            output_of(Command::new("id").args(["-u", name]))?,
            output_of(Command::new("id").args(["-g", name]))?,
        ))
    };
    of("postgres").or_else(|| of("nobody"))
}

pub(crate) fn unprivileged(program: impl AsRef<OsStr>) -> Command {
    let Some((user, group)) = unprivileged_user() else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    // The program ends if the test process is killed.
    command.args(["--reuid", &user, "--regid", &group, "--clear-groups", "--pdeathsig", "QUIT"]).arg(program);
    command
}

/// Creates a directory that the started programs may write to.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("tasklane-").tempdir_in("/tmp").unwrap();
    if let Some((user, group)) = unprivileged_user() {
        let owner = format!("{user}:{group}");
        assert!(Command::new("chown").arg(owner).arg(folder.path()).status().unwrap().success());
    }
    folder
}

pub(crate) fn run(mut command: Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Starts a background process, which is stopped when the result is dropped.
pub(crate) fn start(mut command: Command, log: &Path) -> Child {
    let log = std::fs::File::create(log).unwrap();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    tokio::process::Command::from(command).kill_on_drop(true).spawn().unwrap()
}

/// Requests PostgreSQL's "immediate shutdown".
pub(crate) fn quit(server: &Child) {
    let Some(id) = server.id() else { return };
    assert!(Command::new("kill").args(["-QUIT", &id.to_string()]).status().unwrap().success());
}

/// Returns a port that is free on this address and below the range of client ports. Tries each port, because a program
/// that listens on all addresses may occupy a port of this address.
pub(crate) fn free_port(address: Ipv4Addr) -> u16 {
    (20_000..32_000).find(|&port| TcpListener::bind((address, port)).is_ok()).unwrap()
}

/// Returns the directory of PostgreSQL's programs.
pub(crate) fn postgres_folder() -> PathBuf {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/find-postgres.sh");
    output_of(&mut Command::new(script)).unwrap().into()
}
