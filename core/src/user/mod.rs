//! Users: who they are, how they prove it, where they are kept, how one registers.

mod administration;
pub(crate) mod confirmation;
mod email;
mod export;
mod failed_attempts;
mod hasher;
mod known_networks;
mod lockout;
mod login_name;
mod name;
mod own_account;
mod password;
mod password_gate;
mod password_rules;
mod service;
mod store;
mod user;
mod username;

pub use administration::{AdministrationError, UserAdministration};
pub use confirmation::{Caller, ConfirmError};
pub use email::Email;
pub use export::{ExportPart, ExportPosition, ExportService};
pub use failed_attempts::{Attempt, AttemptSubject, FailedAttempts, FailureCounter, NoLockout};
pub use hasher::{Applicant, HasherError, PasswordHasher, Verdict};
pub use known_networks::{KnownNetwork, KnownNetworkCleaner, KnownNetworks};
pub use lockout::{FailureLimit, Failures, LockedOut};
pub use login_name::LoginName;
pub use name::Name;
pub use own_account::{ChangePasswordError, ChangeProfileError, ProfilePatch};
pub use password::{NewPassword, PasswordAttempt, PasswordHash};
pub use password_gate::{PasswordGate, ProofError, Subject, Trial};
pub use password_rules::{CommonPasswords, PasswordRules};
pub use service::{AccountPorts, AccountService, NewAccount, NewEmailAccount, RegisterError, Registration};
pub use store::{Credentials, LoginRecord, NewUser, PasswordChange, ProfileChange, SaveUserError, UserStore};
pub use user::User;
pub use username::Username;
