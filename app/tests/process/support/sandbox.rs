//! A working directory and environment for the program, separate from the directory and environment of the test.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process::Stdio;

use tasklane_postgres::testing::TestDatabase;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::server::Server;
use super::transcript::Transcript;
use super::{ProcessOutput, eventually};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tasklane");
pub(crate) const SECRET_KEY: &str = "kG7wq2ZxNf4RtYbV9sLcJ1mHdP6uXeA3";

pub(crate) struct Sandbox {
    directory: TempDir,
    environment: Vec<(String, String)>,
    database: Option<TestDatabase>,
}

impl Sandbox {
    /// Sets only `BIND_ADDR`, to a free port, because the default port may be in use.
    pub(crate) fn bare() -> Self {
        let new = Self { directory: tempfile::tempdir().unwrap(), environment: Vec::new(), database: None };
        new.with("BIND_ADDR", "127.0.0.1:0")
    }

    pub(crate) fn on_sqlite() -> Self {
        let new = Self::bare().with("BCRYPT_COST", "10").with("RATE_LIMIT_ENABLED", "false");
        // On a busy machine, requests could exceed the default deadline.
        new.with("REQUEST_TIMEOUT_SECONDS", "60")
    }

    /// Uses a database without tables.
    pub(crate) async fn on_postgres() -> Self {
        Self::on(TestDatabase::create_empty().await)
    }

    pub(crate) async fn on_postgres_encoded_as(encoding: &str) -> Self {
        Self::on(TestDatabase::create_encoded_as(encoding).await)
    }

    fn on(database: TestDatabase) -> Self {
        let new = Self::on_sqlite().with("DATABASE_URL", &database.url()).with("SECRET_KEY", SECRET_KEY);
        Self { database: Some(database), ..new }
    }

    /// Sets a variable, replacing an earlier value.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(other, _)| other != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(other, _)| other != name);
        self
    }

    /// Returns the PostgreSQL database, if the sandbox uses one.
    pub(crate) fn database(&self) -> Option<&TestDatabase> {
        self.database.as_ref()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// Returns the names of all files, in alphabetical order.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Returns a command that can be changed before it is spawned. The process ends with the test.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(PROGRAM, arguments)
    }

    /// Returns a shell command in which `$0` is the program.
    pub(crate) fn command_by_shell(&self, script: &str) -> Command {
        self.command_of("sh", &["-c", script, PROGRAM])
    }

    fn command_of(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.directory.path()).env_clear();
        #[expect(clippy::disallowed_methods, reason = "the path of a program is not a setting")]
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(self.environment.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    pub(crate) async fn run(&self, arguments: &[&str]) -> ProcessOutput {
        Self::run_by(&mut self.command(arguments)).await
    }

    pub(crate) async fn run_by(command: &mut Command) -> ProcessOutput {
        let (mut process, mut stdout, mut stderr) = spawn(command).unwrap();
        ProcessOutput::collect(&mut process, &mut stdout, &mut stderr).await
    }

    /// Returns `None` if the configured user has no permission to run the program.
    pub(crate) async fn try_run(command: &mut Command) -> Option<ProcessOutput> {
        let (mut process, mut stdout, mut stderr) = match spawn(command) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return None,
            spawned => spawned.unwrap(),
        };
        Some(ProcessOutput::collect(&mut process, &mut stdout, &mut stderr).await)
    }

    /// Starts a server and waits until it accepts connections.
    pub(crate) async fn start(&self) -> Server {
        Self::start_by(&mut self.command(&[])).await
    }

    /// Starts a server with this open-file limit.
    pub(crate) async fn start_with_files(&self, limit: usize) -> Server {
        Self::start_by(&mut self.command_by_shell(&format!("ulimit -n {limit} && exec \"$0\""))).await
    }

    pub(crate) async fn start_by(command: &mut Command) -> Server {
        let (process, stdout, stderr) = spawn(command).unwrap();
        Server::wait_until_listening(process, stdout, stderr).await
    }

    /// Starts a server and waits until it is ready.
    pub(crate) async fn start_ready(&self) -> Server {
        let server = self.start().await;
        eventually("the server is ready", async || server.is_ready().await).await;
        server
    }
}

fn spawn(command: &mut Command) -> io::Result<(Child, Transcript, Transcript)> {
    let mut process = command.spawn()?;
    let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
    Ok((process, Transcript::of(stdout), Transcript::of(stderr)))
}
