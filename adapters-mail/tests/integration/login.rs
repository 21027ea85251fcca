//! AUTH.

use tasklane_core::mail_sender::SendError;
use tasklane_mail::testing::{ServerEncryption, SmtpOptions, TestSmtp};

use crate::support::{ACCEPTED, Authority, config, email, mailer, send};

const PASSWORD: &str = "hünter2 :/?#[]@%";
const ENCODED: &str = "h%C3%BCnter2%20%3A%2F%3F%23%5B%5D%40%25";

#[tokio::test]
async fn every_mechanism_sends_the_decoded_login() {
    let authority = Authority::new("ours");
    let (certificate, key) = authority.issue("localhost");
    for mechanisms in [&["PLAIN"][..], &["LOGIN"], &["LOGIN", "PLAIN"]] {
        let server = TestSmtp::start(&SmtpOptions {
            encryption: ServerEncryption::StartTlsRequired,
            certificate: Some((&certificate, &key)),
            login: Some(("ada@example.org", PASSWORD)),
            mechanisms,
            ..SmtpOptions::default()
        });
        let url = format!("smtp://ada%40example.org:{ENCODED}@localhost:{}", server.port());
        assert_eq!(mailer(config(&url)).send_test(&email("ada@example.org")).await.unwrap(), ACCEPTED);
        let received = server.receive();
        assert_eq!((received.user.as_deref(), received.is_encrypted), (Some("ada@example.org"), true));
    }
}

#[tokio::test]
async fn wrong_password_is_temporary_and_not_in_the_error() {
    for mechanism in ["PLAIN", "LOGIN"] {
        let server = TestSmtp::start(&SmtpOptions {
            login: Some(("ada", PASSWORD)),
            mechanisms: &[mechanism],
            ..SmtpOptions::default()
        });
        let error =
            send(config(&format!("smtp://ada:hunter1@localhost:{}", server.port()))).await.unwrap_err();
        let expected = format!(
            "localhost:{} did not accept the login: 535 5.7.8 Authentication credentials invalid",
            server.port()
        );
        assert_eq!(error, SendError::Temporary(expected));
        assert_eq!(server.stop(), []);
    }
}

#[tokio::test]
async fn missing_login_is_temporary() {
    let server = TestSmtp::start(&SmtpOptions { login: Some(("ada", PASSWORD)), ..SmtpOptions::default() });
    let error = send(config(&format!("smtp://localhost:{}", server.port()))).await.unwrap_err();
    let expected =
        format!("localhost:{} did not accept the sender: 530 5.7.0 Authentication required", server.port());
    assert_eq!(error, SendError::Temporary(expected));
}

#[tokio::test]
async fn server_without_a_known_mechanism_is_temporary() {
    let server = TestSmtp::start(&SmtpOptions { mechanisms: &[], ..SmtpOptions::default() });
    let error = send(config(&format!("smtp://ada:hunter2@localhost:{}", server.port()))).await.unwrap_err();
    let expected = format!(
        "localhost:{} did not accept the login: the server does not offer AUTH PLAIN or AUTH LOGIN",
        server.port()
    );
    assert_eq!(error, SendError::Temporary(expected));
}

#[tokio::test]
async fn error_does_not_repeat_the_password_that_the_server_quotes() {
    let faults = [("AUTH", "535 wrong: ada hunter2 AGFkYQBodW50ZXIy")];
    let server = TestSmtp::start(&SmtpOptions { faults: &faults, ..SmtpOptions::default() });
    let error = send(config(&format!("smtp://ada:hunter2@localhost:{}", server.port()))).await.unwrap_err();
    let expected = format!("localhost:{} did not accept the login: 535 wrong: ada …", server.port());
    assert_eq!(error, SendError::Temporary(expected));
}

#[tokio::test]
async fn check_logs_in_and_sends_no_mail() {
    let server = TestSmtp::start(&SmtpOptions { login: Some(("ada", "hunter2")), ..SmtpOptions::default() });
    let url = |login: &str| format!("smtp://{login}localhost:{}", server.port());
    assert_eq!(mailer(config(&url("ada:hunter2@"))).check().await, Ok(()));
    let rejected = mailer(config(&url("ada:wrong@"))).check().await.unwrap_err();
    assert!(rejected.to_string().contains("did not accept the login: 535"), "{rejected}");
    assert_eq!(server.stop(), []);
}
