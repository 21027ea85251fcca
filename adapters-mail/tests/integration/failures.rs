//! Errors of the mail server and of the connection.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use tasklane_core::mail_sender::{Mailer, SendError};
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::at;
use tasklane_mail::testing::{ServerEncryption, SmtpOptions, TestSmtp};
use tasklane_mail::{MailConfig, TemplateMailer, Timeouts};

use crate::support::{Authority, config, mailer_with_short_timeouts, reset_mail, send};

fn plain_server(faults: &[(&str, &str)]) -> (TestSmtp, MailConfig) {
    let server =
        TestSmtp::start(&SmtpOptions { faults, login: Some(("ada", "hunter2")), ..SmtpOptions::default() });
    let config = config(&format!("smtp://ada:hunter2@localhost:{}", server.port()));
    (server, config)
}

/// Returns a server with TLS that has a fault, and the configuration for it.
fn tls_server(
    authority: &Authority,
    encryption: ServerEncryption,
    faults: &[(&str, &str)],
) -> (TestSmtp, MailConfig) {
    let (certificate, key) = authority.issue("localhost");
    let server = TestSmtp::start(&SmtpOptions {
        encryption,
        certificate: Some((&certificate, &key)),
        faults,
        ..SmtpOptions::default()
    });
    let scheme = if encryption == ServerEncryption::Implicit { "smtps" } else { "smtp" };
    let url = format!("{scheme}://localhost:{}", server.port());
    (server, MailConfig { ca: Some(authority.pem.clone()), ..config(&url) })
}

#[tokio::test]
async fn only_a_rejected_recipient_or_message_is_permanent() {
    for (phase, reply, is_permanent) in [
        ("GREETING", "554 5.3.2 no service", false),
        ("GREETING", "421 4.3.2 too many connections", false),
        ("EHLO", "550 5.7.1 go away", false),
        ("AUTH", "535 5.7.8 wrong password", false),
        ("AUTH", "454 4.7.0 try later", false),
        ("MAIL", "451 4.3.0 try later", false),
        ("MAIL", "550 5.1.8 sender rejected", false),
        ("RCPT", "450 4.2.0 greylisted", false),
        ("RCPT", "550 5.1.1 no such user", true),
        ("RCPT", "554 5.7.1 Relay access denied", false),
        ("DATA", "451 4.3.0 try later", false),
        ("DATA", "554 5.5.1 no valid recipients", true),
        ("DATA", "250 2.0.0 not the reply to DATA", false),
        ("MESSAGE", "452 4.3.1 disk full", false),
        ("MESSAGE", "554 5.6.0 message rejected", true),
    ] {
        let (_server, config) = plain_server(&[(phase, reply)]);
        let error = send(config).await.unwrap_err();
        assert_eq!(matches!(error, SendError::Rejected(_)), is_permanent, "{phase} {reply}: {error:?}");
        let expected = if reply.starts_with("250") { "reply 250 to DATA" } else { reply };
        assert!(error.to_string().ends_with(&format!(": {expected}")), "{phase}: {error}");
    }
}

#[tokio::test]
async fn rejected_starttls_is_temporary() {
    let authority = Authority::new("ours");
    for reply in ["454 4.7.0 TLS not available", "550 5.7.0 no TLS for you"] {
        let (_server, config) = tls_server(&authority, ServerEncryption::StartTls, &[("STARTTLS", reply)]);
        let error = send(config).await.unwrap_err();
        assert!(matches!(&error, SendError::Temporary(text) if text.ends_with(reply)), "{error:?}");
    }
}

/// The phases of a connection, with the encryption that has them, and the beginning of the error.
const PHASES: [(&str, ServerEncryption, &str); 12] = [
    ("GREETING", ServerEncryption::None, "did not accept the connection: "),
    ("EHLO", ServerEncryption::None, "did not accept the connection: "),
    ("AUTH", ServerEncryption::None, "did not accept the login: "),
    ("MAIL", ServerEncryption::None, "did not accept the sender: "),
    ("RCPT", ServerEncryption::None, "did not accept the recipient: "),
    ("DATA", ServerEncryption::None, "did not accept the message: "),
    ("MESSAGE", ServerEncryption::None, "did not accept the message: "),
    ("STARTTLS", ServerEncryption::StartTls, "cannot encrypt the connection to "),
    ("TLS", ServerEncryption::StartTls, "cannot encrypt the connection to "),
    ("EHLO-TLS", ServerEncryption::StartTls, "did not accept the connection: "),
    ("TLS", ServerEncryption::Implicit, "cannot encrypt the connection to "),
    ("GREETING", ServerEncryption::Implicit, "did not accept the connection: "),
];

/// Sends a mail to one server for each phase at the same time, and returns the errors.
async fn errors_at_each_phase(fault: &str) -> Vec<SendError> {
    let authority = Authority::new("ours");
    let servers = PHASES.map(|(phase, encryption, _)| match encryption {
        ServerEncryption::None => plain_server(&[(phase, fault)]),
        _ => tls_server(&authority, encryption, &[(phase, fault)]),
    });
    let attempts = servers.map(|(server, config)| {
        tokio::spawn(async move {
            let result = mailer_with_short_timeouts(config).send(&reset_mail()).await;
            drop(server);
            result.unwrap_err()
        })
    });
    let mut errors = Vec::new();
    for attempt in attempts {
        errors.push(attempt.await.unwrap());
    }
    errors
}

/// Returns the text of an error, which must be temporary. If the message was already sent, the mail server may have
/// accepted it.
fn error_text<'e>(phase: &str, error: &'e SendError) -> &'e str {
    match error {
        SendError::Unconfirmed(text) if phase == "MESSAGE" => text,
        SendError::Temporary(text) if phase != "MESSAGE" => text,
        _ => panic!("{phase}: {error:?}"),
    }
}

#[tokio::test]
async fn server_that_does_not_reply_is_temporary() {
    let start = Instant::now();
    let errors = errors_at_each_phase("hang").await;
    for ((phase, encryption, beginning), error) in PHASES.into_iter().zip(errors) {
        let text = error_text(phase, &error);
        assert!(
            text.contains(beginning) && text.ends_with("no reply within 3 s"),
            "{phase} {encryption:?}: {text}"
        );
    }
    assert!(start.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn cut_connection_is_temporary() {
    let errors = errors_at_each_phase("cut").await;
    for ((phase, encryption, beginning), error) in PHASES.into_iter().zip(errors) {
        let text = error_text(phase, &error);
        assert!(text.contains(beginning) && !text.contains("no reply"), "{phase} {encryption:?}: {text}");
    }
}

#[tokio::test]
async fn whole_attempt_has_a_timeout() {
    let (_server, config) = plain_server(&[("RCPT", "hang")]);
    let long = Duration::from_mins(10);
    let timeouts = Timeouts {
        connect: long,
        command: long,
        message: long,
        total: Duration::from_secs(3),
        ..Timeouts::default()
    };
    let clock = std::sync::Arc::new(ManualClock::starting_at(at(0)));
    let mailer = TemplateMailer::with_timeouts(config, clock, timeouts).unwrap();
    let error = mailer.send(&reset_mail()).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Temporary(text) if text.contains("the recipient: no reply")),
        "{error:?}"
    );
}

#[test]
fn default_timeouts_are_below_a_minute() {
    let Timeouts { total, quit, .. } = Timeouts::default();
    assert!(total + quit < Duration::from_mins(1));
}

#[tokio::test]
async fn unreachable_server_is_temporary() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = send(config(&format!("smtp://ada:hunter2@127.0.0.1:{port}"))).await.unwrap_err();
    let SendError::Temporary(text) = &error else { panic!("{error:?}") };
    assert!(text.starts_with(&format!("cannot connect to 127.0.0.1:{port}: Connection refused")), "{text}");
}

#[tokio::test]
async fn reply_that_violates_the_protocol_is_temporary() {
    let long = format!("250 {}", "x".repeat(5000));
    for reply in ["hello", "250-never ends\r\n250", "", "\u{1}\u{2}", &long, "999 what"] {
        let (_server, config) = plain_server(&[("RCPT", reply)]);
        let error = mailer_with_short_timeouts(config).send(&reset_mail()).await.unwrap_err();
        assert!(matches!(error, SendError::Temporary(_)), "{reply:?}: {error:?}");
        assert!(error.to_string().chars().count() < 500 && !error.to_string().contains(char::is_control));
    }
}

#[tokio::test]
async fn error_is_one_short_line() {
    let reply = format!("550-5.1.1 first\r\n550-5.1.1 \u{1b}[31m{}\r\n550 5.1.1 last", "x".repeat(900));
    let (_server, config) = plain_server(&[("RCPT", &reply)]);
    let error = send(config).await.unwrap_err();
    let SendError::Rejected(text) = &error else { panic!("{error:?}") };
    assert!(text.contains("550 5.1.1 first"), "{text}");
    assert!(text.chars().count() < 400 && !text.contains(char::is_control), "{text}");
}

#[tokio::test]
async fn error_does_not_repeat_the_address_of_the_recipient() {
    let reply = "550 5.1.1 <Ada@example.org>: Recipient address rejected: User unknown";
    let (_server, config) = plain_server(&[("RCPT", reply)]);
    let SendError::Rejected(text) = send(config).await.unwrap_err() else { panic!("not permanent") };
    let expected = "550 5.1.1 <[recipient]>: Recipient address rejected: User unknown";
    assert!(text.ends_with(&format!("did not accept the recipient: {expected}")), "{text}");
}

#[tokio::test]
async fn error_does_not_repeat_the_link_that_the_server_quotes() {
    let (_server, config) = plain_server(&[("MESSAGE", "echo 554 5.6.0 spam:")]);
    let error = send(config.clone()).await.unwrap_err().to_string();
    assert!(error.contains("554 5.6.0 spam:"), "{error}");
    let link = reset_mail().link.unwrap();
    for part in link.expose().as_bytes().windows(12) {
        assert!(!error.contains(str::from_utf8(part).unwrap()), "{error}");
    }
}
