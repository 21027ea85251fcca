//! Users: their values, and the ports that store them and verify their passwords.

mod email;
mod failed_attempts;
mod hasher;
mod known_networks;
mod lockout;
mod login_name;
mod login_names;
mod name;
mod password;
mod password_rules;
mod password_verifier;
mod store;
mod user;
mod username;

pub use email::Email;
pub use failed_attempts::{Attempt, AttemptSubject, FailedAttempts, FailureCounter, NoopAttempts};
pub use hasher::{HashJobOrigin, HasherError, PasswordHasher, VerifyOutcome};
pub use known_networks::{KnownNetwork, KnownNetworkCleaner, KnownNetworks};
pub use lockout::{FailureLimit, Failures, LockedOut};
pub use login_name::LoginName;
pub use login_names::{LoginNameCleaner, NAME_RESERVATION, NameRecord, NameStep};
pub use name::Name;
pub use password::{NewPassword, PasswordAttempt, PasswordHash};
pub use password_rules::{CommonPasswords, PasswordRules};
pub use password_verifier::{CheckPurpose, PasswordCheck, PasswordVerifier, VerifyPasswordError};
pub use store::{Credentials, LoginRecord, NewUser, PasswordChange, ProfileChange, SaveUserError, UserStore};
pub use user::User;
pub use username::Username;
