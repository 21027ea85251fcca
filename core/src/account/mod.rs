//! Accounts: registration, self-service for signed-in users, and administration by operators.

mod administration;
mod export;
mod own_account;
mod service;

pub use administration::{AdministrationError, UserAdministration};
pub use export::{ExportPart, ExportPosition, ExportService};
pub use own_account::{ChangePasswordError, ChangeProfileError, ProfilePatch};
pub use service::{AccountPorts, AccountService, NewAccount, NewEmailAccount, RegisterError, Registration};
