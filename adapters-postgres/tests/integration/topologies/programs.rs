//! Programs that refuse to run as the superuser.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokio::process::Child;

fn said_by(command: &mut Command) -> Option<String> {
    let output = command.output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// Whom such programs run as, where the tests run as root.
fn somebody_else() -> Option<(String, String)> {
    if said_by(Command::new("id").arg("-u"))? != "0" {
        return None;
    }
    let of = |name: &str| {
        Some((
            said_by(Command::new("id").args(["-u", name]))?,
            said_by(Command::new("id").args(["-g", name]))?,
        ))
    };
    of("postgres").or_else(|| of("nobody"))
}

pub(crate) fn unprivileged(program: impl AsRef<OsStr>) -> Command {
    let Some((user, group)) = somebody_else() else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    // Where the test is ended by force, it ends too.
    command.args(["--reuid", &user, "--regid", &group, "--clear-groups", "--pdeathsig", "QUIT"]).arg(program);
    command
}

/// A folder that they may write to.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("tasklane-").tempdir_in("/tmp").unwrap();
    if let Some((user, group)) = somebody_else() {
        let owner = format!("{user}:{group}");
        assert!(Command::new("chown").arg(owner).arg(folder.path()).status().unwrap().success());
    }
    folder
}

pub(crate) fn run(mut command: Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// In the background, until it is dropped.
pub(crate) fn start(mut command: Command, log: &Path) -> Child {
    let log = std::fs::File::create(log).unwrap();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    tokio::process::Command::from(command).kill_on_drop(true).spawn().unwrap()
}

/// "Immediate shutdown", as PostgreSQL calls it.
pub(crate) fn quit(server: &Child) {
    let Some(id) = server.id() else { return };
    assert!(Command::new("kill").args(["-QUIT", &id.to_string()]).status().unwrap().success());
}

/// Below those that the system gives to clients. Who listens on all networks keeps one from this address, too.
pub(crate) fn free_port(address: Ipv4Addr) -> u16 {
    (20_000..32_000).find(|&port| TcpListener::bind((address, port)).is_ok()).unwrap()
}

/// Where the programs of PostgreSQL are.
pub(crate) fn postgres_folder() -> PathBuf {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/find-postgres.sh");
    said_by(&mut Command::new(script)).unwrap().into()
}
