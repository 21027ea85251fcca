//! Whether the server sends mails, and whether users must verify their e-mail addresses.

use chrono::{DateTime, TimeDelta};

use crate::clock::Timestamp;

/// How long a new user can verify the address, from the time when the mail server accepted or rejected the mail.
pub const VERIFICATION_PERIOD: TimeDelta = TimeDelta::days(7);

/// The `verification_due_at` of a user until the mail server accepts or rejects the verification mail:
/// 9999-01-01T00:00:00Z. Until then, the account is not removed, because the user can't have received the mail.
pub const NOT_SENT: Timestamp = match DateTime::from_timestamp(253_370_764_800, 0) {
    Some(time) => time,
    None => panic!("the year 9999 is in the range of timestamps"),
};

/// Whether users must verify their e-mail addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailVerificationPolicy {
    /// A user can verify the address, but does not have to.
    Off,
    /// A user who registers can log in only after verifying the address.
    Required,
}

/// Whether this server sends mails, and whether users must verify their e-mail addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailPolicy {
    /// The server sends no mails.
    Disabled,
    /// The server sends mails.
    Enabled(EmailVerificationPolicy),
}

impl MailPolicy {
    /// Returns whether the server sends mails.
    pub fn sends_mails(self) -> bool {
        self != Self::Disabled
    }

    /// Returns whether a user who registers has to verify the address before the first login.
    pub fn requires_verification(self) -> bool {
        self == Self::Enabled(EmailVerificationPolicy::Required)
    }
}
