//! The log events of accounts, sessions and the server.

use strum::{IntoStaticStr, VariantArray};

/// An event with a stable name, by which operators search logs and define alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// A user registered.
    Registered,
    /// A user logged in.
    LoggedIn,
    /// A login with a wrong name or password, a login to an account that is inactive or whose address is not verified, or
    /// a confirmation with a wrong password.
    #[strum(serialize = "credentials_refused")]
    CredentialsRejected,
    /// A password was rejected without a check, because there were too many failed attempts.
    LockedOut,
    /// A user logged out.
    LoggedOut,
    /// A user or an operator revoked one or more sessions.
    SessionEnded,
    /// A refresh token was presented that has not expired but is no longer valid in its session. So two parties have
    /// tokens of the session, and the session was revoked.
    RefreshReused,
    /// A refresh whose address or user agent differs from that of the previous refresh or login.
    RefreshedByNewClient,
    /// A user changed the e-mail address, the username or the display name.
    ProfileChanged,
    /// A user changed the password, or an operator set it.
    PasswordChanged,
    /// A client requested a mail with a link to set a new password. The requested user may not exist.
    PasswordResetRequested,
    /// A user set a new password with a link from a mail.
    PasswordReset,
    /// A user requested another mail with a link to verify the address.
    VerificationRequested,
    /// A user verified the e-mail address.
    EmailVerified,
    /// A user verified a new e-mail address, which replaced the earlier address.
    EmailChanged,
    /// A user removed a new e-mail address before it was verified.
    EmailChangeCancelled,
    /// A user undid a change of the e-mail address.
    EmailChangeUndone,
    /// A link from a mail was rejected, because it is unknown, expired, used or for another purpose.
    LinkRejected,
    /// An operator activated a user.
    AccountActivated,
    /// An operator deactivated a user.
    AccountDeactivated,
    /// An operator reset the failed attempts of a user.
    AccountUnlocked,
    /// A user deleted the account.
    AccountDeleted,
    /// A user requested the data of another user, with the id of that user in the path.
    #[strum(serialize = "foreign_refused")]
    CrossUserAccessDenied,
    /// A rate limit rejected a request.
    RateLimited,
    /// Requests were rejected because the limit of in-flight requests or of live streams was reached.
    Overloaded,
    /// A response was aborted, or its status was 500 or above. Requests that an overloaded server rejected are not included.
    Failed,
    /// A thread panicked. If the thread was handling a request, the client got 500.
    Panicked,
    /// The read replica is unavailable, and lists are read from the primary.
    ReplicaLost,
    /// The read replica is available again.
    ReplicaBack,
    /// The server starts. The event lists the names of the given settings, without their values.
    Configured,
}

impl Event {
    /// Every event.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// Returns the name of the event in logs, such as `logged_in`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Returns whether an operator should look into the event soon.
    pub fn needs_attention(self) -> bool {
        matches!(self, Self::RefreshReused | Self::LockedOut | Self::CrossUserAccessDenied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Operators rely on the event names, so renaming a variant must not change the name of its event.
    #[test]
    fn event_names_match_the_documentation() {
        let names: Vec<_> = Event::ALL.iter().map(|event| event.as_str()).collect();
        let expected = "registered logged_in credentials_refused locked_out logged_out session_ended refresh_reused \
                        refreshed_by_new_client profile_changed password_changed password_reset_requested password_reset \
                        verification_requested email_verified email_changed email_change_cancelled \
                        email_change_undone link_rejected account_activated account_deactivated account_unlocked \
                        account_deleted foreign_refused rate_limited overloaded failed panicked replica_lost \
                        replica_back configured";
        assert_eq!(names.join(" "), expected);
    }
}
