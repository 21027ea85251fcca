//! Display names and internationalized addresses.

use tasklane_core::mail_sender::{Mail, Mailer, SendError};
use tasklane_core::user::Name;
use tasklane_mail::testing::{SmtpOptions, TestSmtp};
use tasklane_mail::{MailConfig, Sender};

use crate::support::{config, email, mailer, reset_mail};

#[tokio::test]
async fn names_arrive_as_they_were_written() {
    let server = TestSmtp::start(&SmtpOptions::default());
    for name in [
        "Ada Lovelace",
        "Lovelace, Ada",
        "Ada \"Countess\" Lovelace",
        "Ädä Lövelace",
        "山田 太郎",
        "Ada\\ (x) =?utf-8?q?a?=",
    ] {
        let from = Sender::parse(&format!("{name} <tasks@example.org>")).unwrap();
        let mailer = mailer(MailConfig { from, ..config(&format!("smtp://localhost:{}", server.port())) });
        mailer.send(&Mail { name: Name::parse(name).unwrap(), ..reset_mail() }).await.unwrap();
        let received = server.receive();
        assert_eq!(received.defects, Vec::<String>::new(), "{name}");
        for (header, address) in [("From", "tasks@example.org"), ("To", "ada@example.org")] {
            let value = received.header(header);
            let (shown, rest) = value.rsplit_once(" <").unwrap();
            assert_eq!(rest, format!("{address}>"), "{value}");
            assert_eq!(unquote(shown), name, "{value}");
        }
    }
}

fn unquote(name: &str) -> String {
    name.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\")
}

#[tokio::test]
async fn internationalized_address_needs_a_server_that_supports_it() {
    let mail = Mail { to: email("ädä@bücher.example"), ..reset_mail() };
    let server = TestSmtp::start(&SmtpOptions { smtputf8: true, ..SmtpOptions::default() });
    mailer(config(&format!("smtp://localhost:{}", server.port()))).send(&mail).await.unwrap();
    let received = server.receive();
    assert_eq!(received.to, ["ädä@xn--bcher-kva.example"]);
    assert_eq!(received.parameters, ["BODY=8BITMIME", "SMTPUTF8"]);
    assert_eq!(received.header("To"), "Ada Lovelace <ädä@xn--bcher-kva.example>");

    let server = TestSmtp::start(&SmtpOptions::default());
    let error = mailer(config(&format!("smtp://localhost:{}", server.port()))).send(&mail).await.unwrap_err();
    let expected = format!(
        "localhost:{} did not accept the recipient: the server does not support addresses with characters outside ASCII \
         (SMTPUTF8)",
        server.port()
    );
    assert_eq!(error, SendError::Rejected(expected));
    assert_eq!(server.stop(), []);
}

#[tokio::test]
async fn internationalized_domain_needs_no_support() {
    let server = TestSmtp::start(&SmtpOptions::default());
    let mail = Mail { to: email("ada@bücher.example"), ..reset_mail() };
    mailer(config(&format!("smtp://localhost:{}", server.port()))).send(&mail).await.unwrap();
    let received = server.receive();
    assert_eq!(received.to, ["ada@xn--bcher-kva.example"]);
    assert_eq!(received.parameters, Vec::<String>::new());
}
