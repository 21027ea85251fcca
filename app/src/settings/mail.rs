//! The settings of mails to users.

use tasklane_core::user::mail::{EmailVerificationPolicy, MailPolicy};
use tasklane_http::HttpConfig;
use tasklane_mail::{MailConfig, MailUrl, Sender};

use super::reader::Reader;

const NEEDED: &str = "must be set if MAIL_URL is set:";

#[derive(Debug, Clone)]
pub struct Mail {
    /// How mails are sent. `None` if the server sends no mails.
    pub config: Option<MailConfig>,
    pub policy: MailPolicy,
}

pub(super) fn read(reader: &mut Reader<'_>, http: &HttpConfig) -> Mail {
    let verification =
        reader.or_default("EMAIL_VERIFICATION", EmailVerificationPolicy::Off, |raw| match raw {
            "off" => Ok(EmailVerificationPolicy::Off),
            "required" => Ok(EmailVerificationPolicy::Required),
            _ => Err("must be off or required"),
        });
    let from = reader.optional("MAIL_FROM", Sender::parse);
    let ca = reader.optional("MAIL_CA_FILE", |path| {
        std::fs::read(path).map_err(|error| format!("cannot read the file: {}", error.kind()))
    });
    if !reader.is_given("MAIL_URL") {
        if verification == EmailVerificationPolicy::Required {
            reader
                .fault("EMAIL_VERIFICATION", "needs MAIL_URL: without it, no link can be sent to a new user");
        }
        return Mail { config: None, policy: MailPolicy::Disabled };
    }
    let url = reader.secret("MAIL_URL", MailUrl::parse);
    let public_url = http.public_origin.as_ref().map(|origin| format!("{origin}{}", http.base_path));
    if public_url.is_none() && !reader.is_given("PUBLIC_URL") {
        reader.fault("PUBLIC_URL", format!("{NEEDED} links in mails begin with it"));
    }
    if from.is_none() && !reader.is_given("MAIL_FROM") {
        reader.fault("MAIL_FROM", format!("{NEEDED} it is the sender of mails, such as tasks@example.org"));
    }
    let config = url.zip(from).zip(public_url);
    let config = config.map(|((url, from), public_url)| MailConfig { url, from, public_url, ca });
    Mail { config, policy: MailPolicy::Enabled(verification) }
}
