//! Users: who they are, how they prove it, where they are kept, how one registers.

mod administration;
mod email;
mod export;
mod failed_attempts;
mod hasher;
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
pub use email::Email;
pub use export::{ExportPart, ExportPosition, ExportService};
pub use failed_attempts::{FailedAttempts, NoLockout, Tried};
pub use hasher::{HasherError, PasswordHasher, Verdict};
pub use lockout::{Failures, LockedOut};
pub use login_name::LoginName;
pub use name::Name;
pub use own_account::{ChangePasswordError, ChangeProfileError, ConfirmError, ProfilePatch};
pub use password::{NewPassword, PasswordAttempt, PasswordHash};
pub use password_gate::{PasswordGate, ProofError, Subject};
pub use password_rules::{CommonPasswords, PasswordRules};
pub use service::{AccountPorts, AccountService, NewAccount, NewEmailAccount, RegisterError, Registration};
pub use store::{Credentials, NewUser, PasswordChange, ProfileChange, SaveUserError, UserStore};
pub use user::User;
pub use username::Username;
