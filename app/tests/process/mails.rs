//! Mails that the program sends to a real SMTP server, and failures of that server.

use std::fs;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use tasklane_core::handle::{Handle, HandleKind};
use tasklane_mail::testing::{ReceivedMail, SmtpOptions, TestSmtp};
use tokio::task::block_in_place;
use tokio::time::timeout;

use crate::support::{PASSWORD, Sandbox, Server, eventually, sign_up};

const FORGOT: &str = "/api/v1/auth/password/forgot";
const RESET: &str = "/api/v1/auth/password/reset";
const NEW_PASSWORD: &str = "battery staple";
const PUBLIC_URL: &str = "https://tasks.example.org";

fn mailing(sandbox: Sandbox, mail_url: &str) -> Sandbox {
    sandbox
        .with("MAIL_URL", mail_url)
        .with("MAIL_FROM", "Tasklane <tasks@example.org>")
        .with("PUBLIC_URL", PUBLIC_URL)
}

fn url_of(smtp: &TestSmtp) -> String {
    format!("smtp://127.0.0.1:{}", smtp.port())
}

fn start_smtp(faults: &[(&str, &str)]) -> TestSmtp {
    TestSmtp::start(&SmtpOptions { faults, ..SmtpOptions::default() })
}

async fn forgot(server: &Server, name: &str) {
    server.client().post(FORGOT, &json!({"username": name})).await.expect(202);
}

async fn reset(server: &Server, token: &str) {
    server.client().post(RESET, &json!({"token": token, "new_password": NEW_PASSWORD})).await.expect(204);
}

fn receive(smtp: &TestSmtp) -> ReceivedMail {
    block_in_place(|| smtp.receive())
}

/// Returns the token of the link in a mail.
fn token(mail: &ReceivedMail) -> String {
    let (_, rest) = mail.text.split_once(&format!("{PUBLIC_URL}/reset#token=")).unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Returns all rows of the database: its files on SQLite, and each row as text on PostgreSQL.
async fn rows(sandbox: &Sandbox) -> Vec<u8> {
    let Some(database) = sandbox.database() else {
        let files = ["tasklane.db", "tasklane.db-wal"];
        return files.iter().flat_map(|name| fs::read(sandbox.path(name)).unwrap()).collect();
    };
    let client = database.client().await;
    let tables = client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", &[]).await;
    let mut all = Vec::new();
    for table in tables.unwrap() {
        let statement = format!("SELECT row_of_table::text FROM {} row_of_table", table.get::<_, &str>(0));
        for row in client.query(&statement, &[]).await.unwrap() {
            all.extend_from_slice(row.get::<_, &str>(0).as_bytes());
        }
    }
    all
}

fn contain(rows: &[u8], bytes: &[u8]) -> bool {
    let contains = |part: &[u8]| rows.windows(part.len()).any(|window| window == part);
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    contains(bytes) || contains(hex.concat().as_bytes())
}

async fn database_contains_no_usable_link(sandbox: Sandbox) {
    let smtp = start_smtp(&[]);
    let sandbox = mailing(sandbox, &url_of(&smtp));
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    forgot(&server, "ada").await;
    let token = token(&receive(&smtp));
    server.wait_until_logged("sent a mail").await;
    let hash = Handle::parse(HandleKind::Link, &token).unwrap().secret_hash();
    let secret = &token[token.len() - 28..token.len() - 6];
    let rows = rows(&sandbox).await;
    assert!(contain(&rows, &hash.0), "the test must find the hash of the secret");
    assert!(!contain(&rows, token.as_bytes()) && !contain(&rows, secret.as_bytes()));
    assert!(!contain(&rows, &base62::decode(secret).unwrap().to_be_bytes()));
    reset(&server, &token).await;
    assert_eq!(receive(&smtp).header("subject"), "Your Tasklane password was changed");
    let log = server.stop().await;
    assert!(!log.expect(0).contains(&token), "the log must not contain the token");
    assert_eq!(block_in_place(|| smtp.stop()), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn database_on_sqlite_contains_no_usable_link() {
    database_contains_no_usable_link(Sandbox::on_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn database_on_postgres_contains_no_usable_link() {
    database_contains_no_usable_link(Sandbox::on_postgres().await).await;
}

/// A process that ends between the transmission of a mail and its removal from the outbox sends a second mail later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_of_a_killed_process_is_sent_again_with_another_valid_link() {
    let silent = start_smtp(&[("MESSAGE", "hang")]);
    let sandbox = mailing(Sandbox::on_postgres().await, &url_of(&silent));
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    forgot(&server, "ada").await;
    let first = token(&receive(&silent));
    server.signal(Signal::KILL);
    server.ended().await;

    let smtp = start_smtp(&[]);
    let sandbox = sandbox.with("MAIL_URL", &url_of(&smtp));
    let outbox = sandbox.database().unwrap().client().await;
    outbox.batch_execute("DELETE FROM leases; UPDATE mail_outbox SET due_at = now()").await.unwrap();
    let server = sandbox.start_ready().await;
    let second = token(&receive(&smtp));
    assert_ne!(first, second);
    let invalid = json!({"token": second, "new_password": "123"});
    server.client().post(RESET, &invalid).await.problem(422);
    reset(&server, &first).await;
    server.client().log_in("ada", NEW_PASSWORD).await.expect(200);
    server.stop().await.expect(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unresponsive_mail_server_delays_no_request_and_no_stop() {
    let silent = start_smtp(&[("EHLO", "hang")]);
    let sandbox = mailing(Sandbox::on_sqlite(), &url_of(&silent)).with("METRICS_ADDR", "127.0.0.1:0");
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    forgot(&server, "ada").await;
    let waiting = async || server.metrics().await.contains("tasklane_mail_delivery_leader 1");
    eventually("the process sends mails", waiting).await;
    // Each attempt takes 10 s, until the timeout of the mailer.
    let requests = async {
        for number in 0..20 {
            ada.post("/api/v1/tasks", &json!({"title": format!("Task {number}")})).await.expect(201);
            forgot(&server, "ada").await;
        }
        server.client().log_in("ada", PASSWORD).await.expect(200);
    };
    timeout(Duration::from_mins(1), requests).await.unwrap();
    server.wait_until_logged("cannot send a mail yet, retrying").await;
    server.stop().await.expect(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_test_prints_the_reply_of_the_mail_server() {
    let smtp = start_smtp(&[]);
    let sandbox =
        mailing(Sandbox::on_sqlite(), &url_of(&smtp)).with("SECRET_KEY", crate::support::SECRET_KEY);
    let sent = sandbox.run(&["mail", "test", "ada@example.org"]).await;
    assert_eq!(sent.expect(0), "sent a mail to ada@example.org: 250 2.0.0 Ok: queued as 4F1D2\n");
    let mail = receive(&smtp);
    assert_eq!(mail.to, ["ada@example.org"]);
    let sent = sandbox.run(&["mail", "test", "--json", "ada@example.org"]).await;
    let sent: Value = serde_json::from_str(sent.expect(0)).unwrap();
    assert_eq!(sent["to"], "ada@example.org");
    assert!(!sandbox.path("tasklane.db").exists(), "{:?}", sandbox.files());

    for (address, part) in [("ada", "e-mail address"), ("ada@example.org\r\nBcc: eve@example.org", "address")]
    {
        let rejected = sandbox.run(&["mail", "test", address]).await;
        assert!(rejected.expect_error(2).contains(part), "{}", rejected.stderr);
    }
    let rejecting = start_smtp(&[("RCPT", "550 5.1.1 No such user")]);
    let rejected =
        sandbox.with("MAIL_URL", &url_of(&rejecting)).run(&["mail", "test", "ada@example.org"]).await;
    assert!(rejected.expect_error(1).contains("550 5.1.1 No such user"), "{}", rejected.stderr);
    let disabled = Sandbox::on_sqlite().with("SECRET_KEY", crate::support::SECRET_KEY);
    let disabled = disabled.run(&["mail", "test", "ada@example.org"]).await;
    assert!(disabled.expect_error(2).contains("MAIL_URL"), "{}", disabled.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_checks_the_login_at_the_mail_server() {
    let smtp = TestSmtp::start(&SmtpOptions { login: Some(("ada", "hunter2")), ..SmtpOptions::default() });
    let url = |password: &str| format!("smtp://ada:{password}@127.0.0.1:{}", smtp.port());
    let sandbox = mailing(Sandbox::on_sqlite(), &url("hunter2"));
    sandbox.start_ready().await.stop().await.expect(0);
    let found = sandbox.run(&["doctor"]).await;
    assert!(found.stdout.contains("the mail server accepts connections"), "{found:?}");
    let found = sandbox.with("MAIL_URL", &url("hunter1")).run(&["doctor"]).await;
    assert_eq!(found.status.code(), Some(1), "{found:?}");
    assert!(found.stdout.contains("did not accept the login: 535"), "{found:?}");
    assert!(!format!("{found:?}").contains("hunter1"), "{found:?}");
    assert_eq!(block_in_place(|| smtp.stop()), []);
}

#[tokio::test]
async fn incomplete_mail_settings_are_all_reported() {
    let sandbox = Sandbox::on_sqlite().with("MAIL_URL", "smtp://127.0.0.1:1");
    let rejected = sandbox.run(&[]).await;
    let message = rejected.expect_error(2);
    assert!(message.contains("MAIL_FROM") && message.contains("PUBLIC_URL"), "{message}");
    let rejected = Sandbox::on_sqlite().with("EMAIL_VERIFICATION", "required").run(&[]).await;
    assert!(rejected.expect_error(2).contains("EMAIL_VERIFICATION: needs MAIL_URL"), "{}", rejected.stderr);
}
