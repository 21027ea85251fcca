//! Accounts: registration, self-service for signed-in users, and administration by operators.

mod administration;
mod email_change;
mod export;
mod own_account;
mod recovery;
mod service;

pub use administration::{AdministrationError, UserAdministration};
pub use email_change::{EmailLinkError, LinkError, MailDisabled, VerifiedEmail};
pub use export::{ExportPart, ExportPosition, ExportService};
pub use own_account::{ChangePasswordError, ChangeProfileError, ProfilePatch};
pub use recovery::ResetPasswordError;
pub use service::{AccountPorts, AccountService, NewAccount, NewEmailAccount, RegisterError, Registration};
