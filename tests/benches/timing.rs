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
    existing: Vec<Duration>,
    missing: Vec<Duration>,
}

impl Times {
    fn of(name: &'static str) -> Self {
        Self { name, existing: Vec::new(), missing: Vec::new() }
    }

    /// Returns the probability that a request for an existing account takes longer than a request for a missing one.
    /// 0.5 means no difference.
    fn area_under_curve(&self) -> f64 {
        let pairs = self
            .existing
            .iter()
            .flat_map(|existing| self.missing.iter().map(move |missing| existing.cmp(missing)));
        let (greater, all) =
            pairs.fold((0.0, 0.0), |(sum, all), order| (sum + f64::from(1 + order as i8) / 2.0, all + 1.0));
        greater / all
    }

    fn print(&self) {
        let (existing, missing) = (median(&self.existing), median(&self.missing));
        let difference = (existing.as_secs_f64() / missing.as_secs_f64() - 1.0) * 100.0;
        let area = self.area_under_curve();
        let verdict = if difference.abs() <= 5.0 && (area - 0.5).abs() <= 0.1 { "same" } else { "DIFFERENT" };
        println!(
            "{:28} {existing:>10.1?} {missing:>10.1?} {difference:>+7.1} % {area:>7.3}  {verdict}",
            self.name
        );
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
        known.existing.push(time(client.log_in("known", "wrong horse"), 401).await);
        known.missing.push(time(unknown(), 401).await);
        inactive.existing.push(time(client.log_in("gone", "wrong horse"), 401).await);
        inactive.missing.push(time(unknown(), 401).await);
        taken.existing.push(time(register(&client, &nobody, "known@example.org"), 400).await);
        taken.missing.push(time(register(&client, &nobody, &format!("{nobody}@example.org")), 201).await);
    }
    println!("{pairs} pairs, medians:            existing    missing      diff     AUC");
    all.iter().for_each(Times::print);
}
