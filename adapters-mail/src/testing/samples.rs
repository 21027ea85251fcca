//! Examples of mails.

use std::net::IpAddr;

use tasklane_core::handle::{Handle, HandleKind};
use tasklane_core::ids::UserId;
use tasklane_core::mail_sender::Mail;
use tasklane_core::testing::CountingEntropy;
use tasklane_core::testing::examples::{at, link_token};
use tasklane_core::user::mail::{MailContent, MailId};
use tasklane_core::user::{Email, Language, Name, TimeZone};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// Returns a mail of each kind.
pub fn sample_mails(language: Language) -> Vec<Mail> {
    let email = |raw| Email::parse(raw).unwrap();
    let entropy = CountingEntropy::default();
    let mail = |content: MailContent| {
        let handle = Handle::random(UserId::new(7).unwrap(), &entropy);
        Mail {
            id: MailId::random(&entropy),
            to: content.recipient().cloned().unwrap_or_else(|| email("ada@example.org")),
            name: Name::parse("Ada Lovelace").unwrap(),
            language,
            time_zone: TimeZone::parse("Europe/Berlin").unwrap(),
            link: content.link_purpose().map(|_| link_token(&handle.format(HandleKind::Link))),
            content,
            at: at(0),
        }
    };
    let ip = IpAddr::from([192, 0, 2, 7]);
    vec![
        mail(MailContent::ResetPassword),
        mail(MailContent::VerifyEmail),
        mail(MailContent::VerifyNewEmail { email: email("ada@lovelace.example") }),
        mail(MailContent::EmailChanged {
            old_email: email("ada@example.org"),
            new_email: email("ada@lovelace.example"),
        }),
        mail(MailContent::PasswordChanged),
        mail(MailContent::NewLogin { user_agent: Some(FIREFOX.to_owned()), ip: Some(ip) }),
        mail(MailContent::RefreshTokenReused),
    ]
}
