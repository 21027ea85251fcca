//! The log events of accounts, sessions and the server.

use strum::{IntoStaticStr, VariantArray};

/// What a log can be searched for, by a stable name: alerts and reports are built on these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Registered,
    LoggedIn,
    /// A login or a confirmation with the wrong password, or for an account that is not active.
    CredentialsRefused,
    /// After too many wrong passwords even the right one has to wait.
    LockedOut,
    LoggedOut,
    /// By its owner, from another session.
    SessionEnded,
    /// A dead refresh token came back: two parties held the session, which was ended.
    RefreshReused,
    /// A refresh from another address or another user agent than the refresh or login before.
    RefreshedByNewClient,
    ProfileChanged,
    PasswordChanged,
    AccountActivated,
    AccountDeactivated,
    AccountUnlocked,
    AccountDeleted,
    /// A user asked for another user's data by its id.
    ForeignRefused,
    RateLimited,
    /// Requests were rejected, because the maximum was in flight.
    Overloaded,
    /// A response of 500 or above, except for rejected requests.
    Failed,
    Panicked,
    /// The read replica is unavailable, and lists are read from the primary.
    ReplicaLost,
    ReplicaBack,
    /// The server starts: the names of its settings, without their values.
    Configured,
}

impl Event {
    pub const ALL: &[Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether an operator should look at it soon.
    pub fn is_alarming(self) -> bool {
        matches!(self, Self::RefreshReused | Self::LockedOut | Self::ForeignRefused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names are a promise to operators, so that renaming a variant must not change them.
    #[test]
    fn names_are_the_documented_ones() {
        let names: Vec<_> = Event::ALL.iter().map(|event| event.as_str()).collect();
        let expected = "registered logged_in credentials_refused locked_out logged_out session_ended refresh_reused \
                        refreshed_by_new_client profile_changed password_changed account_activated \
                        account_deactivated account_unlocked account_deleted foreign_refused rate_limited overloaded \
                        failed panicked replica_lost replica_back configured";
        assert_eq!(names.join(" "), expected);
    }
}
