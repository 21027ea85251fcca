//! Mails that the server accepts.

use tasklane_core::mail_sender::Mailer;
use tasklane_core::user::Language;
use tasklane_core::user::mail::MailContent;
use tasklane_mail::testing::{SmtpOptions, TestSmtp, sample_mails};

use crate::support::{ACCEPTED, config, email, mailer};

#[tokio::test]
async fn every_mail_arrives_complete() {
    let server = TestSmtp::start(&SmtpOptions::default());
    let mailer = mailer(config(&format!("smtp://127.0.0.1:{}", server.port())));
    for language in Language::ALL {
        for mail in sample_mails(language) {
            mailer.send(&mail).await.unwrap();
            let received = server.receive();
            assert_eq!(
                (received.from.as_str(), &*received.to),
                ("tasks@example.org", &[mail.to.as_str().to_owned()][..])
            );
            assert_eq!(received.parameters, Vec::<String>::new());
            assert_eq!(received.client, "tasks.example.org");
            assert_eq!(received.defects, Vec::<String>::new());
            assert_eq!(received.header("From"), "Tasklane <tasks@example.org>");
            // The owner of an address that is not verified yet may be somebody else.
            let is_verified =
                !matches!(mail.content, MailContent::VerifyEmail | MailContent::VerifyNewEmail { .. });
            let to = mail.to.as_str();
            let to = if is_verified { format!("Ada Lovelace <{to}>") } else { to.to_owned() };
            assert_eq!(received.header("To"), to);
            assert_eq!(received.header("Message-ID"), format!("<{}@example.org>", mail.id));
            assert_eq!(received.header("Date"), "Thu, 01 Jan 2026 00:00:01 +0000");
            assert_eq!(received.header("Auto-Submitted"), "auto-generated");
            assert_eq!(received.header("Content-Language"), language.tag());
            let link = mail.link.as_ref().map_or("https://tasks.example.org/", |link| link.expose());
            assert!(received.text.contains(link), "{}", received.text);
            assert_eq!(received.html.matches(link).count(), 3, "{}", received.html);
        }
    }
    assert_eq!(server.stop(), []);
}

#[tokio::test]
async fn test_mail_returns_the_reply_of_the_server() {
    let server = TestSmtp::start(&SmtpOptions::default());
    let mailer = mailer(config(&format!("smtp://localhost:{}", server.port())));
    assert_eq!(mailer.send_test(&email("ada@example.org")).await.unwrap(), ACCEPTED);
    let received = server.receive();
    assert_eq!(received.to, ["ada@example.org"]);
    assert_eq!(received.header("Subject"), "Test e-mail from Tasklane");
    assert!(received.text.contains("The e-mail settings of your Tasklane server work."), "{}", received.text);
}

#[tokio::test]
async fn test_mails_have_different_ids() {
    let server = TestSmtp::start(&SmtpOptions::default());
    let mailer = mailer(config(&format!("smtp://localhost:{}", server.port())));
    let mut ids = Vec::new();
    for _ in 0..2 {
        mailer.send_test(&email("ada@example.org")).await.unwrap();
        ids.push(server.receive().header("Message-ID").to_owned());
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn mail_is_sent_even_if_the_server_does_not_end_the_connection() {
    for fault in ["hang", "cut", "500 5.5.1 no"] {
        let server = TestSmtp::start(&SmtpOptions { faults: &[("QUIT", fault)], ..SmtpOptions::default() });
        let mailer = mailer(config(&format!("smtp://localhost:{}", server.port())));
        assert_eq!(mailer.send_test(&email("ada@example.org")).await.unwrap(), ACCEPTED, "{fault}");
        assert_eq!(server.stop().len(), 1, "{fault}");
    }
}
