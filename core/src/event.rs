//! What happens to accounts and sessions, by the names under which a log can be searched for it.

macro_rules! events {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal)*) => {
        /// Names are stable: alarms and reports are built on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Event {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Event {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

events! {
    Registered "registered"
    LoggedIn "logged_in"
    /// A login or a confirmation with the wrong password, or for an account that is not active.
    CredentialsRefused "credentials_refused"
    /// So many wrong passwords that even the right one has to wait.
    LockedOut "locked_out"
    LoggedOut "logged_out"
    /// By its owner, from another session.
    SessionEnded "session_ended"
    /// A dead refresh token came back: two parties held the session, which was ended.
    RefreshReused "refresh_reused"
    /// A refresh from another address or another user agent than the refresh or login before.
    RefreshedByNewClient "refreshed_by_new_client"
    ProfileChanged "profile_changed"
    PasswordChanged "password_changed"
    AccountActivated "account_activated"
    AccountDeactivated "account_deactivated"
    AccountDeleted "account_deleted"
    /// Somebody asked for what is another's, by the other's id.
    ForeignRefused "foreign_refused"
    RateLimited "rate_limited"
    /// Requests were turned away, because as many as may be were worked on.
    Overloaded "overloaded"
    /// An answer of 500 or above, but for requests that were turned away.
    Failed "failed"
    Panicked "panicked"
    /// The database that lists are read from is of no use, and they are read where they are written.
    ReplicaLost "replica_lost"
    ReplicaBack "replica_back"
    /// The server starts; which settings it was given, but not their values.
    Configured "configured"
}

impl Event {
    /// Whether somebody should look at it soon.
    pub fn is_alarming(self) -> bool {
        matches!(self, Self::RefreshReused | Self::LockedOut | Self::ForeignRefused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_events_share_a_name() {
        let mut names: Vec<_> = Event::ALL.iter().map(|event| event.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Event::ALL.len());
    }
}
