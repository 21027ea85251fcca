//! STARTTLS and implicit TLS.

use tasklane_core::mail_sender::SendError;
use tasklane_mail::testing::{ServerEncryption, SmtpOptions, TestSmtp};
use tasklane_mail::{InvalidMailConfig, MailConfig, TemplateMailer};

use crate::support::{ACCEPTED, Authority, config, email, mailer, send};

/// An address of this machine that is not a loopback address, so STARTTLS is required.
const REMOTE: &str = "0.0.0.0";

fn start(
    encryption: ServerEncryption,
    authority: &Authority,
    host: &str,
    faults: &[(&str, &str)],
) -> TestSmtp {
    let (certificate, key) = authority.issue(host);
    let options =
        SmtpOptions { encryption, certificate: Some((&certificate, &key)), faults, ..SmtpOptions::default() };
    TestSmtp::start(&options)
}

fn trusting(authority: &Authority, url: &str) -> MailConfig {
    MailConfig { ca: Some(authority.pem.clone()), ..config(url) }
}

// assures: R906
#[tokio::test]
async fn certificate_of_the_server_is_verified() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    for (scheme, encryption) in [
        ("smtp", ServerEncryption::StartTls),
        ("smtp", ServerEncryption::StartTlsRequired),
        ("smtps", ServerEncryption::Implicit),
    ] {
        let server = start(encryption, &ours, REMOTE, &[]);
        let url = format!("{scheme}://{REMOTE}:{}", server.port());
        mailer(trusting(&ours, &url)).send_test(&email("ada@example.org")).await.unwrap();
        assert!(server.receive().is_encrypted);

        let error = send(trusting(&theirs, &url)).await.unwrap_err();
        let SendError::Temporary(text) = &error else { panic!("{error:?}") };
        assert!(text.starts_with(&format!("cannot encrypt the connection to {REMOTE}:")), "{text}");
        assert!(text.contains("invalid peer certificate: UnknownIssuer"), "{text}");
        let error = send(config(&url)).await.unwrap_err().to_string();
        assert!(error.contains("invalid peer certificate: UnknownIssuer"), "{error}");
        assert_eq!(server.stop(), []);
    }
}

// assures: R906
#[tokio::test]
async fn certificate_for_another_name_is_rejected() {
    let authority = Authority::new("ours");
    for (scheme, encryption) in [("smtp", ServerEncryption::StartTls), ("smtps", ServerEncryption::Implicit)]
    {
        let server = start(encryption, &authority, "mail.example.org", &[]);
        let url = format!("{scheme}://{REMOTE}:{}", server.port());
        let error = send(trusting(&authority, &url)).await.unwrap_err();
        assert!(
            matches!(&error, SendError::Temporary(text) if text.contains("not valid for name")),
            "{error}"
        );
        assert_eq!(server.stop(), []);
    }
}

#[tokio::test]
async fn mail_is_not_sent_without_encryption_to_another_machine() {
    let server = TestSmtp::start(&SmtpOptions::default());
    let error = send(config(&format!("smtp://ada:hunter2@{REMOTE}:{}", server.port()))).await.unwrap_err();
    let expected = format!(
        "cannot encrypt the connection to {REMOTE}:{}: the server does not offer STARTTLS",
        server.port()
    );
    assert_eq!(error, SendError::Temporary(expected));
    assert_eq!(server.stop(), []);
}

#[tokio::test]
async fn local_server_is_used_with_and_without_starttls() {
    let authority = Authority::new("ours");
    for (encryption, is_encrypted) in [
        (ServerEncryption::None, false),
        (ServerEncryption::StartTls, true),
        (ServerEncryption::StartTlsRequired, true),
    ] {
        // A local mail server often has a self-signed certificate for another name.
        let server = start(encryption, &authority, "mail.example.org", &[]);
        for host in ["localhost", "127.0.0.1"] {
            send(config(&format!("smtp://{host}:{}", server.port()))).await.unwrap();
            assert_eq!(server.receive().is_encrypted, is_encrypted, "{host} {encryption:?}");
        }
    }
}

#[tokio::test]
async fn local_server_is_verified_with_a_given_authority() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let server = start(ServerEncryption::StartTls, &ours, "localhost", &[]);
    let url = format!("smtp://localhost:{}", server.port());
    assert!(send(trusting(&theirs, &url)).await.is_err());
    send(trusting(&ours, &url)).await.unwrap();
    assert!(server.receive().is_encrypted);
}

// RFC 3207 §6: an attacker can send text before the TLS handshake.
#[tokio::test]
async fn replies_before_the_tls_handshake_are_discarded() {
    let authority = Authority::new("ours");
    let injected =
        "220 ready\r\n250-evil.example\r\n250-SMTPUTF8\r\n250 AUTH PLAIN\r\n250 ok\r\n250 ok\r\n354 go";
    let server = start(ServerEncryption::StartTls, &authority, REMOTE, &[("STARTTLS", injected)]);
    let mailer = mailer(trusting(&authority, &format!("smtp://{REMOTE}:{}", server.port())));
    assert_eq!(mailer.send_test(&email("ada@example.org")).await.unwrap(), ACCEPTED);
    assert!(server.receive().is_encrypted);
}

#[tokio::test]
async fn unusable_authority_is_rejected_before_the_first_mail() {
    let create = |url: &str, ca: &[u8]| {
        let clock = std::sync::Arc::new(tasklane_core::clock::SystemClock);
        TemplateMailer::new(MailConfig { ca: Some(ca.to_vec()), ..config(url) }, clock).err()
    };
    let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for ca in [&b""[..], b"no certificate", broken] {
        assert_eq!(create("smtps://mail.example.org", ca), Some(InvalidMailConfig::Ca));
        assert_eq!(create("smtp://localhost", ca), Some(InvalidMailConfig::Ca));
    }
    assert_eq!(create("file:mails", &Authority::new("ours").pem), Some(InvalidMailConfig::CaWithoutServer));
}
