//! Measures whether response times reveal which accounts exist. Each pair has a request for an existing account and a
//! request for a missing one. This is not a test, because it would fail on a busy machine: run `make bench-timing` and
//! read the output.

use std::time::{Duration, Instant};

use serde_json::json;
use tasklane_core::ids::UserId;
use tasklane_tests::{Client, Response, Server};

const PAIRS: usize = 200;

struct Times {
    name: &'static str,
    met: Vec<Duration>,
    missed: Vec<Duration>,
}

impl Times {
    fn of(name: &'static str) -> Self {
        Self { name, met: Vec::new(), missed: Vec::new() }
    }

    /// The success rate of an attacker who guesses by time: 0.5 is chance.
    fn area_under_curve(&self) -> f64 {
        let pairs = self.met.iter().flat_map(|met| self.missed.iter().map(move |missed| met.cmp(missed)));
        let (greater, all) =
            pairs.fold((0.0, 0.0), |(sum, all), order| (sum + f64::from(1 + order as i8) / 2.0, all + 1.0));
        greater / all
    }

    fn print(&self) {
        let (met, missed) = (median(&self.met), median(&self.missed));
        let apart = (met.as_secs_f64() / missed.as_secs_f64() - 1.0) * 100.0;
        let area = self.area_under_curve();
        let verdict = if apart.abs() <= 5.0 && (area - 0.5).abs() <= 0.1 { "same" } else { "DIFFERENT" };
        println!("{:28} {met:>10.1?} {missed:>10.1?} {apart:>+7.1} % {area:>7.3}  {verdict}", self.name);
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[times.len() / 2]
}

async fn time(response: impl Future<Output = Response>, status: u16) -> Duration {
    let start = Instant::now();
    response.await.expect(status);
    start.elapsed()
}

async fn register(client: &Client, name: &str, email: &str) -> Response {
    let account = json!({"email": email, "username": name, "password": "correct horse"});
    client.post("/api/v1/auth/register", &account).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let pairs = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(PAIRS);
    let server = Server::on_sqlite(&[("BCRYPT_COST", "12"), ("RATE_LIMIT_ENABLED", "false")]).await;
    let client = server.client();
    let gone = server.sign_up("gone").await;
    let id = UserId::new(gone.id).unwrap();
    assert!(server.stores.users.set_active(id, false, server.now()).await.unwrap());
    let mut all =
        ["login: known / unknown", "login: inactive / unknown", "register: taken / free"].map(Times::of);
    server.sign_up("known").await;
    for pair in 0..pairs {
        let nobody = format!("nobody-{pair}");
        let unknown = || client.log_in(&nobody, "wrong horse");
        let [known, inactive, taken] = &mut all;
        known.met.push(time(client.log_in("known", "wrong horse"), 401).await);
        known.missed.push(time(unknown(), 401).await);
        inactive.met.push(time(client.log_in("gone", "wrong horse"), 401).await);
        inactive.missed.push(time(unknown(), 401).await);
        taken.met.push(time(register(&client, &nobody, "known@example.org"), 400).await);
        taken.missed.push(time(register(&client, &nobody, &format!("{nobody}@example.org")), 201).await);
    }
    println!("{pairs} pairs, medians:             account    no account    diff      AUC");
    all.iter().for_each(Times::print);
}
