use super::*;
use crate::testing::sample_mails;

const SERVER: &str = "https://example.org/tasks";

fn writer() -> LetterWriter {
    LetterWriter::new(SERVER.to_owned())
}

/// Returns the letters of every kind of mail, with their mails.
fn letters(language: Language) -> Vec<(Mail, Letter)> {
    sample_mails(language).into_iter().map(|mail| (mail.clone(), writer().write(&mail))).collect()
}

fn english(content: &MailContent) -> (Mail, Letter) {
    let mut letters = letters(Language::English).into_iter();
    letters.find(|(mail, _)| mail.content.kind() == content.kind()).unwrap()
}

fn text_of(letter: &Letter) -> String {
    letter.render().unwrap().text
}

#[test]
fn text_part_is_readable() {
    let (mail, letter) = english(&MailContent::ResetPassword);
    let link = mail.link.unwrap();
    assert_eq!(letter.subject, "Reset your Tasklane password");
    assert_eq!(
        text_of(&letter),
        format!(
            "Hi Ada Lovelace,

We received a request to reset the password of your Tasklane account. Use this link to choose a new password:

https://example.org/tasks/reset#token={}

The link works once and expires in 30 minutes.

If you didn't request this, you can ignore this e-mail. Your password won't change.

-- 
This e-mail was sent by the Tasklane server at https://example.org/tasks.
",
            link.expose()
        )
    );
}

#[test]
fn notice_of_a_login_describes_the_client() {
    let (_, letter) = english(&MailContent::NewLogin { user_agent: None, ip: None });
    assert_eq!(
        text_of(&letter),
        "Hi Ada Lovelace,

We noticed a login to your Tasklane account from a new browser or app.

Browser or app: Firefox on Windows
IP address: 192.0.2.7
Time: January 1, 2026 at 01:00 (Europe/Berlin)

If this was you, you don't need to do anything.

If it wasn't you, end this session and change your password:

https://example.org/tasks/account

You can turn off e-mails about new logins in your account settings.

-- 
This e-mail was sent by the Tasklane server at https://example.org/tasks.
"
    );
}

#[test]
fn notice_of_a_change_names_both_addresses_and_the_time_to_undo_it() {
    let email = |raw| Email::parse(raw).unwrap();
    let content =
        MailContent::EmailChanged { old_email: email("a@b.example"), new_email: email("a@b.example") };
    let text = text_of(&english(&content).1);
    for part in [
        "was changed from ada@example.org to ada@lovelace.example on January 1, 2026 at 01:00 (Europe/Berlin).",
        "within 7 days: this restores ada@example.org,",
        "https://example.org/tasks/undo#token=tll_",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn button_leads_to_the_page_for_the_link() {
    for (content, page) in [
        ("reset_password", "reset#token=tll_"),
        ("verify_email", "verify#token=tll_"),
        ("verify_new_email", "verify#token=tll_"),
        ("email_changed", "undo#token=tll_"),
        ("password_changed", "forgot"),
        ("new_login", "account"),
        ("refresh_token_reused", "account"),
    ] {
        let (mail, letter) =
            letters(Language::English).into_iter().find(|(mail, _)| mail.content.kind() == content).unwrap();
        let url = letter.button.unwrap().url;
        assert!(url.starts_with(&format!("{SERVER}/{page}")), "{url}");
        if let Some(link) = mail.link {
            assert!(url.ends_with(&format!("#token={}", link.expose())), "{url}");
        }
    }
}

#[test]
fn both_parts_of_every_letter_are_complete() {
    for language in Language::ALL {
        for (_, letter) in letters(language) {
            let rendered = letter.render().unwrap();
            assert!(!rendered.text.contains(['{', '}']), "{}", rendered.text);
            assert!(!rendered.text.contains("\n\n\n"), "{}", rendered.text);
            let html = unescape(&rendered.html);
            let button = letter.button.as_ref().unwrap();
            for text in letter.intro.iter().chain(&letter.outro).chain([
                &letter.salutation,
                &letter.footer,
                &button.url,
            ]) {
                assert!(rendered.text.contains(text.as_str()), "{text}: {}", rendered.text);
                assert!(html.contains(text.as_str()), "{text}: {html}");
            }
            for (name, value) in &letter.facts {
                assert!(html.contains(name) && html.contains(value.as_str()), "{html}");
            }
            assert_eq!(html.matches(&format!("href=\"{}\"", button.url)).count(), 2);
            assert!(html.contains(&format!("<html lang=\"{}\">", language.tag())));
        }
    }
}

fn unescape(html: &str) -> String {
    html.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&")
}

// The mail program must not report that the mail was opened.
#[test]
fn html_part_loads_nothing() {
    for (_, letter) in letters(Language::English) {
        let html = letter.render().unwrap().html;
        for part in ["<img", "src=", "url(", "@import", "<link", "<script", "<form"] {
            assert!(!html.contains(part), "{part}: {html}");
        }
    }
}

#[test]
fn html_part_escapes_text_of_the_user() {
    let (mail, _) = english(&MailContent::NewLogin { user_agent: None, ip: None });
    let name = Name::parse("<b onclick=\"x\">Ada</b> & 'Co'").unwrap();
    let content =
        MailContent::NewLogin { user_agent: Some("<script>alert(1)</script>".to_owned()), ip: None };
    let html = writer().write(&Mail { name, content, ..mail }).render().unwrap().html;
    assert!(!html.contains("<b ") && !html.contains("<script"), "{html}");
    assert!(html.contains("Ada&#60;/b&#62; &#38; &#39;Co&#39;"), "{html}");
}

#[test]
fn subject_is_the_same_for_every_user() {
    for language in Language::ALL {
        for (mail, letter) in letters(language) {
            let other = Mail { name: None, to: Email::parse("eve@evil.example").unwrap(), ..mail };
            assert_eq!(writer().write(&other).subject, letter.subject);
        }
    }
}

#[test]
fn name_is_left_out_if_it_has_a_link_or_the_recipient_may_be_another_person() {
    for (mail, letter) in letters(Language::English) {
        let is_unconfirmed = matches!(mail.content.kind(), "verify_email" | "verify_new_email");
        let salutation = if is_unconfirmed { "Hi," } else { "Hi Ada Lovelace," };
        assert_eq!(letter.salutation, salutation);
        let name = Name::parse("Win at https://evil.example").unwrap();
        let text = text_of(&writer().write(&Mail { name, ..mail }));
        assert!(text.starts_with("Hi,\n"), "{text}");
        assert!(!text.contains("evil"), "{text}");
    }
}

#[test]
fn every_mail_says_what_to_do_if_the_user_did_not_cause_it() {
    for (_, letter) in letters(Language::English) {
        let text = text_of(&letter);
        let advice =
            ["If you didn't request this", "If it wasn't you", "If you don't have a", "If you think that"];
        assert!(advice.iter().any(|advice| text.contains(advice)), "{text}");
    }
}

#[test]
fn test_letter_has_no_button() {
    let letter = writer().write_test(tasklane_core::testing::examples::at(0));
    assert!(letter.button.is_none());
    let rendered = letter.render().unwrap();
    assert_eq!(
        rendered.text,
        "Hi,

This test was sent on January 1, 2026 at 00:00 (UTC). The e-mail settings of your Tasklane server work.

If you didn't expect this test, you can ignore it.

-- 
This e-mail was sent by the Tasklane server at https://example.org/tasks.
"
    );
    assert!(!rendered.html.contains("href="), "{}", rendered.html);
}
