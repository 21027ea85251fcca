//! `tasklane mail test`: sends one mail and prints the reply of the mail server.

use std::sync::Arc;

use serde_json::json;
use tasklane_core::clock::SystemClock;
use tasklane_core::user::Email;
use tasklane_mail::TemplateMailer;

use super::cli::MailTestArgs;
use super::errors::{CommandError, MailTestError};
use super::output;
use crate::settings::Settings;

pub(super) async fn test(settings: &Settings, args: &MailTestArgs) -> Result<(), CommandError> {
    let to = Email::parse(&args.address).map_err(MailTestError::Address)?;
    let config = settings.mail.config.clone().ok_or(MailTestError::Disabled)?;
    let mailer = TemplateMailer::new(config, Arc::new(SystemClock)).map_err(MailTestError::Config)?;
    let reply = mailer.send_test(&to).await.map_err(MailTestError::Send)?;
    output::print_result(
        args.output,
        &format!("sent a mail to {}: {reply}", to.as_str()),
        &json!({"to": to.as_str(), "reply": reply}),
    )
}
