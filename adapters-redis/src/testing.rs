//! A Redis server of a test's own: started, stopped, frozen and killed as the test likes.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// Generous: it only runs out when something is broken.
const PATIENCE: Duration = Duration::from_mins(1);

/// Keeps nothing on disk, and ends when it is dropped.
pub struct TestRedis {
    process: Child,
    address: SocketAddr,
    options: Vec<String>,
}

impl TestRedis {
    /// The binary is `$REDIS_SERVER`, or `redis-server` on the path.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// `options` are those of the command line.
    pub fn start_with(options: &[&str]) -> Self {
        // Another process may take the port before the server does.
        (0..10).find_map(|_| Self::start_at(free_address(), options)).unwrap()
    }

    /// `None` when the address is taken.
    fn start_at(address: SocketAddr, options: &[&str]) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "where programs are is no setting")]
        let program = std::env::var_os("REDIS_SERVER").unwrap_or_else(|| "redis-server".into());
        let mut command = Command::new(program);
        command.args(["--bind", "127.0.0.1", "--port", &address.port().to_string()]);
        command.args(["--save", "", "--appendonly", "no", "--dir", "/"]).args(options);
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = process.unwrap_or_else(|error| {
            panic!("no Redis server for the tests: {error}; scripts/find-redis.sh finds or installs one")
        });
        let mut started =
            Self { process, address, options: options.iter().map(|&option| option.to_owned()).collect() };
        started.waits_until_ready().then_some(started)
    }

    pub fn url(&self) -> String {
        format!("redis://{}/", self.address)
    }

    /// Stops answering, but keeps its connections open.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Connections to it are refused from now on.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// At the same address, and empty.
    pub fn restart(&mut self) {
        self.kill();
        let address = self.address;
        let options = self.options.clone();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let again = (0..10).find_map(|_| Self::start_at(address, &options)).unwrap();
        drop(std::mem::replace(self, again));
    }

    /// Says a command over a connection of its own, and returns the first line of the answer.
    pub fn say(&self, command: &str) -> String {
        use std::io::{BufRead, BufReader, Write};
        let mut stream = std::net::TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        kill_process(id.unwrap(), signal).unwrap();
    }

    fn waits_until_ready(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.process.try_wait().unwrap().is_some() {
                return false;
            }
            if std::net::TcpStream::connect(self.address).is_ok() && self.is_ours() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the Redis server does not start")
    }

    /// Another test's server may listen there.
    fn is_ours(&self) -> bool {
        self.say("PING") == "+PONG" && self.process_id_it_tells() == Some(self.process.id())
    }

    fn process_id_it_tells(&self) -> Option<u32> {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
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

/// Nobody listened here a moment ago.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
