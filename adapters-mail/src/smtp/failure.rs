//! Why a message was not sent, and whether another attempt can succeed.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::{Code, Severity};
use tasklane_core::mail_sender::SendError;

use crate::smtp::reply::{Reply, Secrets};

/// A step of an SMTP session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The TCP connection.
    Connect,
    /// The greeting and EHLO.
    Greet,
    /// STARTTLS and the TLS handshake.
    Encrypt,
    /// AUTH.
    LogIn,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA.
    Data,
    /// The message.
    Message,
}

impl Step {
    /// Describes the failure of this step.
    fn describe_failure(self, server: &str) -> String {
        match self {
            Self::Connect => format!("cannot connect to {server}"),
            Self::Greet => format!("{server} did not accept the connection"),
            Self::Encrypt => format!("cannot encrypt the connection to {server}"),
            Self::LogIn => format!("{server} did not accept the login"),
            Self::Sender => format!("{server} did not accept the sender"),
            Self::Recipient => format!("{server} did not accept the recipient"),
            Self::Data | Self::Message => format!("{server} did not accept the message"),
        }
    }
}

/// Why a step failed.
#[derive(Debug)]
pub(super) enum Cause {
    /// The server replied with an error.
    Reply { code: Code, text: String },
    /// The server did not reply within this time.
    Timeout(Duration),
    /// The address of the recipient is internationalized, and the server supports only ASCII addresses.
    NoSmtpUtf8,
    /// The connection failed, or the server violates the protocol.
    Other(String),
}

#[derive(Debug)]
pub(super) struct Failure {
    pub(super) step: Step,
    pub(super) cause: Cause,
}

impl Failure {
    pub(super) fn other(step: Step, cause: impl Into<String>) -> Self {
        Self { step, cause: Cause::Other(cause.into()) }
    }

    pub(super) fn new(step: Step, error: &Error) -> Self {
        let source = error.source().map(ToString::to_string);
        let cause = match (error.status(), source) {
            (Some(code), text) => Cause::Reply { code, text: text.unwrap_or_default() },
            // lettre reports the end of the connection in this way.
            (None, Some(text)) if error.is_response() && text == "incomplete response" => {
                Cause::Other("the server closed the connection".to_owned())
            }
            (None, Some(text)) if error.is_response() => Cause::Other(format!("invalid reply: {text}")),
            (None, Some(text)) => Cause::Other(text),
            (None, None) => Cause::Other(error.to_string()),
        };
        Self { step, cause }
    }

    /// Converts the failure for the caller. The text contains none of the secrets.
    pub(super) fn into_send_error(self, server: &str, secrets: &Secrets<'_>) -> SendError {
        let (is_permanent, is_unconfirmed) = (self.is_permanent(), self.is_unconfirmed());
        let cause = match self.cause {
            Cause::Reply { code, text } => Reply::new(code, &text).format(secrets),
            Cause::Timeout(limit) => format!("no reply within {} s", limit.as_secs_f32()),
            Cause::NoSmtpUtf8 => {
                "the server does not support addresses with characters outside ASCII (SMTPUTF8)".to_owned()
            }
            Cause::Other(text) => secrets.clean(&text),
        };
        let text = format!("{}: {cause}", self.step.describe_failure(server));
        match (is_permanent, is_unconfirmed) {
            (true, _) => SendError::Rejected(text),
            (_, true) => SendError::Unconfirmed(text),
            _ => SendError::Temporary(text),
        }
    }

    /// Returns whether the server may have accepted the message.
    fn is_unconfirmed(&self) -> bool {
        self.step == Step::Message && !matches!(self.cause, Cause::Reply { .. })
    }

    /// Returns whether every further attempt would fail too. An error that an operator can correct is not permanent.
    fn is_permanent(&self) -> bool {
        match &self.cause {
            Cause::NoSmtpUtf8 => true,
            Cause::Reply { code, text } => {
                matches!(self.step, Step::Recipient | Step::Data | Step::Message)
                    && code.severity == Severity::PermanentNegativeCompletion
                    && !Reply::new(*code, text).rejects_client()
            }
            Cause::Timeout(_) | Cause::Other(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::response::{Category, Detail};

    use super::*;

    fn code(number: u16) -> Code {
        let severity = match number / 100 {
            4 => Severity::TransientNegativeCompletion,
            5 => Severity::PermanentNegativeCompletion,
            _ => panic!("no error: {number}"),
        };
        let category = match number / 10 % 10 {
            0 => Category::Syntax,
            2 => Category::Connections,
            3 => Category::Unspecified3,
            5 => Category::MailSystem,
            _ => panic!("not used by these tests: {number}"),
        };
        let detail = match number % 10 {
            0 => Detail::Zero,
            1 => Detail::One,
            2 => Detail::Two,
            3 => Detail::Three,
            4 => Detail::Four,
            5 => Detail::Five,
            6 => Detail::Six,
            _ => panic!("not used by these tests: {number}"),
        };
        Code::new(severity, category, detail)
    }

    fn is_permanent(step: Step, number: u16, text: &str) -> bool {
        Failure { step, cause: Cause::Reply { code: code(number), text: text.to_owned() } }.is_permanent()
    }

    #[test]
    fn rejected_recipient_or_message_is_permanent() {
        for (number, text) in [
            (550, "5.1.1 <ada@example.org>: Recipient address rejected: User unknown"),
            (550, "no such user"),
            (501, "bad address"),
            (552, "5.2.2 mailbox full"),
            (553, "5.1.3 malformed address"),
            (556, "5.1.10 the domain accepts no mail"),
        ] {
            assert!(is_permanent(Step::Recipient, number, text), "{number} {text}");
        }
        assert!(is_permanent(Step::Message, 554, "5.6.0 content rejected"));
        assert!(is_permanent(Step::Data, 554, "no valid recipients"));
    }

    #[test]
    fn errors_before_the_recipient_are_temporary() {
        for step in [Step::Greet, Step::Encrypt, Step::LogIn, Step::Sender] {
            assert!(!is_permanent(step, 550, "5.1.1 rejected"), "{step:?}");
        }
    }

    #[test]
    fn errors_that_an_operator_can_correct_are_temporary() {
        for (number, text) in [
            (450, "4.2.0 greylisted"),
            (421, "4.3.2 shutting down"),
            (530, "5.7.0 Authentication required"),
            (530, "log in first"),
            (535, "wrong password"),
            (554, "5.7.1 <ada@example.org>: Relay access denied"),
            // Postfix checks the sender when it receives the first recipient.
            (553, "5.7.1 <tasks@example.org>: Sender address rejected: not owned by user"),
            (550, "5.1.8 <tasks@example.org>: Sender address rejected: Domain not found"),
            (550, "5.1.7 bad sender"),
            (503, "5.5.1 bad sequence of commands"),
        ] {
            assert!(!is_permanent(Step::Recipient, number, text), "{number} {text}");
        }
        assert!(!is_permanent(
            Step::Message,
            550,
            "5.7.60 client does not have permissions to send as this sender"
        ));
    }
}
