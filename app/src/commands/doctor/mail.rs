//! Checks the delivery of mails. Connects and logs in to the mail server, but sends no mail.

use std::sync::Arc;

use tasklane_core::clock::SystemClock;
use tasklane_core::user::mail::{EmailVerificationPolicy, MailPolicy};
use tasklane_mail::TemplateMailer;
use tasklane_runtime::format_error_chain;

use super::deadline::limited;
use super::finding::Finding;
use crate::settings::Mail;

const MAIL: &str = "mail";

pub(super) async fn check(mail: &Mail) -> Vec<Finding> {
    let Some(config) = mail.config.clone() else {
        let found = "MAIL_URL is not set: users can't reset their passwords or verify their addresses";
        return vec![Finding::ok(MAIL, found)];
    };
    let mailer = match TemplateMailer::new(config, Arc::new(SystemClock)) {
        Ok(mailer) => mailer,
        Err(error) => {
            let found = format_error_chain(&error);
            return vec![Finding::problem(MAIL, found, "correct MAIL_URL, MAIL_CA_FILE or PUBLIC_URL")];
        }
    };
    limited(MAIL, async {
        match mailer.check().await {
            Ok(()) => vec![Finding::ok(
                MAIL,
                "the mail server accepts connections; `tasklane mail test ADDRESS` sends a mail",
            )],
            Err(error) => vec![Finding::problem(MAIL, format_error_chain(&error), advice(mail.policy))],
        }
    })
    .await
}

fn advice(policy: MailPolicy) -> &'static str {
    match policy {
        MailPolicy::Enabled(EmailVerificationPolicy::Required) => {
            "correct MAIL_URL, or start the mail server: until then, new users can't log in"
        }
        _ => {
            "correct MAIL_URL, or start the mail server: until then, mails wait, and are discarded after a day"
        }
    }
}
