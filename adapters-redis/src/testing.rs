//! A Redis server for one test, which the test can freeze, kill and restart.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A generous bound that only a defect exceeds.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A Redis server that stores nothing on disk. Dropping this value stops the server.
pub struct TestRedis {
    process: Child,
    address: SocketAddr,
    options: Vec<String>,
}

impl TestRedis {
    /// Starts the program `$REDIS_SERVER`, or `redis-server` on the path.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts the server with additional command line options.
    pub fn start_with(options: &[&str]) -> Self {
        // Another process may bind the port before the server does.
        (0..10).find_map(|_| Self::start_at(free_address(), options)).unwrap()
    }

    /// Returns `None` if the address is in use.
    fn start_at(address: SocketAddr, options: &[&str]) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "the path of a program is not a setting")]
        let program = std::env::var_os("REDIS_SERVER").unwrap_or_else(|| "redis-server".into());
        let mut command = Command::new(program);
        command.args(["--bind", "127.0.0.1", "--port", &address.port().to_string()]);
        command.args(["--save", "", "--appendonly", "no", "--dir", "/"]).args(options);
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = process.unwrap_or_else(|error| {
            panic!("cannot start a Redis server: {error}; scripts/find-redis.sh finds or installs one")
        });
        let mut started =
            Self { process, address, options: options.iter().map(|&option| option.to_owned()).collect() };
        started.wait_until_ready().then_some(started)
    }

    /// Returns the URL of the server.
    pub fn url(&self) -> String {
        format!("redis://{}/", self.address)
    }

    /// Stops the process without closing its connections.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Continues a process that [`freeze`](Self::freeze) stopped.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Kills the process. New connections are refused.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts an empty server at the same address.
    pub fn restart(&mut self) {
        self.kill();
        let address = self.address;
        let options = self.options.clone();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let again = (0..10).find_map(|_| Self::start_at(address, &options)).unwrap();
        drop(std::mem::replace(self, again));
    }

    /// Sends a command on a new connection, and returns the first line of the reply.
    pub fn command(&self, command: &str) -> String {
        use std::io::{BufRead, BufReader, Write};
        let mut stream = std::net::TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        kill_process(id.unwrap(), signal).unwrap();
    }

    fn wait_until_ready(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < TIMEOUT {
            if self.process.try_wait().unwrap().is_some() {
                return false;
            }
            if std::net::TcpStream::connect(self.address).is_ok() && self.is_listening() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the Redis server did not start within {TIMEOUT:?}")
    }

    /// Returns whether the server at the address is this process, and not the server of another test.
    fn is_listening(&self) -> bool {
        self.command("PING") == "+PONG" && self.reported_process_id() == Some(self.process.id())
    }

    fn reported_process_id(&self) -> Option<u32> {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(TIMEOUT)).ok()?;
        stream.write_all(b"INFO server\r\nQUIT\r\n").ok()?;
        let mut info = String::new();
        stream.read_to_string(&mut info).ok()?;
        info.lines().find_map(|line| line.strip_prefix("process_id:"))?.trim().parse().ok()
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Returns a loopback address with a port that was free a moment ago.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
