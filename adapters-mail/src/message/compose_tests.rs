use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;
use tasklane_core::testing::examples::at;
use tasklane_core::user::Language;
use tasklane_core::user::mail::MailContent;

use super::*;
use crate::testing::sample_mails;

fn composer(sender: &str) -> Composer {
    Composer::new(Sender::parse(sender).unwrap(), "https://tasks.example.org".to_owned())
}

fn sample() -> Mail {
    sample_mails(Language::German).into_iter().next().unwrap()
}

/// The names of all headers, in their order.
fn header_names(bytes: &[u8]) -> Vec<String> {
    let head = String::from_utf8_lossy(bytes);
    let (head, _) = head.split_once("\r\n\r\n").unwrap();
    let is_start = |line: &&str| !line.starts_with([' ', '\t']);
    head.split("\r\n").filter(is_start).map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

const HEADERS: [&str; 9] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
];

#[test]
fn message_has_the_headers_of_an_automatic_mail() {
    let message = composer("Tasklane <tasks@bücher.example>").compose(&sample(), at(0)).unwrap();
    assert_eq!(header_names(&message.bytes), HEADERS);
    let parsed = MessageParser::default().parse(&message.bytes).unwrap();
    assert_eq!(parsed.subject(), Some("Setze dein Tasklane-Passwort zurück"));
    assert_eq!(parsed.date().unwrap().to_rfc3339(), "2026-01-01T00:00:00Z");
    assert_eq!(parsed.message_id(), Some(&*format!("{}@xn--bcher-kva.example", sample().id)));
    assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert_eq!(parsed.header_raw("Content-Language").map(str::trim), Some("de"));
    let kind = parsed.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("alternative")));
    assert_eq!((parsed.text_body_count(), parsed.html_body_count(), parsed.attachment_count()), (1, 1, 0));
    assert!(parsed.body_text(0).unwrap().contains("wir haben eine Anfrage erhalten"));
    assert!(parsed.body_html(0).unwrap().contains("wir haben eine Anfrage erhalten"));
}

#[test]
fn body_is_ascii_with_short_lines() {
    for language in Language::ALL {
        for mail in sample_mails(language) {
            let message = composer("tasks@example.org").compose(&mail, at(0)).unwrap();
            let text = String::from_utf8(message.bytes).unwrap();
            assert!(text.is_ascii());
            assert!(text.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        }
    }
}

#[test]
fn address_that_has_no_ascii_form_is_rejected() {
    // This label has 63 bytes, and its ASCII form has more.
    let label: String = (0..21).filter_map(|n| char::from_u32(0x4E00 + 500 * n)).collect();
    let to = Email::parse(&format!("ada@{label}.example")).unwrap();
    let error = composer("tasks@example.org").compose(&Mail { to, ..sample() }, at(0)).err();
    let expected = "the e-mail address of the recipient can't be used with SMTP".to_owned();
    assert_eq!(error, Some(SendError::Rejected(expected)));
}

/// Text with many characters that have a meaning in headers.
fn hostile_text() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "\r\nBcc: eve@evil.example",
        "\n",
        "\r",
        "\"",
        "\\",
        ",",
        ";",
        ":",
        "<",
        ">",
        "@",
        "(",
        ")",
        "=?utf-8?q?a?=",
        "?=",
        " ",
        "ä",
        "山",
        "\u{1F600}",
        "\u{2028}",
        "\t",
        "a",
        "B",
        ".",
    ]);
    prop_oneof![prop::collection::vec(hostile, 0..12).prop_map(|parts| parts.concat()), ".{0,40}"]
}

proptest! {
    #[test]
    fn text_of_the_user_adds_no_header_and_no_recipient(
        name in hostile_text(),
        sender in hostile_text(),
        user_agent in hostile_text(),
        local in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.äé-]{1,20}",
        domain in "[a-zA-Z0-9äé-]{1,20}\\.[a-zé]{2,5}",
    ) {
        let Ok(to) = Email::parse(&format!("{local}@{domain}")) else { return Ok(()) };
        let Ok(sender) = Sender::parse(&format!("{sender} <tasks@example.org>")) else { return Ok(()) };
        let name = Name::parse(&name).ok().flatten();
        let content = MailContent::NewLogin { user_agent: Some(user_agent), ip: None };
        let mail = Mail { name: name.clone(), to, content, link: None, ..sample() };
        let composer = Composer::new(sender.clone(), "https://tasks.example.org".to_owned());
        let message = match composer.compose(&mail, at(0)) {
            Ok(message) => message,
            Err(SendError::Rejected(_)) => return Ok(()),
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        prop_assert_eq!(header_names(&message.bytes), HEADERS);
        let parsed = MessageParser::default().parse(&message.bytes).unwrap();
        let mailbox = |address: &mail_parser::Address<'_>| {
            let all = address.clone().into_list();
            assert_eq!(all.len(), 1, "{all:?}");
            (all[0].name.clone().map(|name| name.trim().to_owned()), all[0].address.clone().unwrap().into_owned())
        };
        let shown = name.as_ref().and_then(|name| harmless_name(name));
        prop_assert_eq!(mailbox(parsed.to().unwrap()), (shown.map(str::to_owned), message.to.to_string()));
        prop_assert_eq!(
            mailbox(parsed.from().unwrap()),
            (sender.mailbox().name.clone(), "tasks@example.org".to_owned())
        );
    }
}
