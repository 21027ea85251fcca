//! Users: who they are, how they prove it, where they are kept, how one registers.

mod email;
mod hasher;
mod login_name;
mod name;
mod password;
mod password_gate;
mod service;
mod store;
mod user;
mod username;

pub use email::Email;
pub use hasher::{HasherError, PasswordHasher, Verdict};
pub use login_name::LoginName;
pub use name::Name;
pub use password::{NewPassword, PasswordAttempt, PasswordHash};
pub use password_gate::{PasswordGate, ProofError, Subject};
pub use service::{AccountService, NewAccount, NewEmailAccount, RegisterError, Registration};
pub use store::{CreateUserError, Credentials, NewUser, UserStore};
pub use user::User;
pub use username::Username;
