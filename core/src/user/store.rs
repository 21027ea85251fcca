//! The port that stores users.

use async_trait::async_trait;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;
use crate::user::mail::MailId;
use crate::user::{
    Email, EmailChange, EmailUndo, EmailVerification, Language, LoginName, Name, PasswordChange,
    PasswordHash, PasswordReset, ProfileChange, User, Username,
};

/// The values of a user to create.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The e-mail address.
    pub email: Email,
    /// The username.
    pub username: Username,
    /// The display name.
    pub name: Option<Name>,
    /// The hash of the password.
    pub password_hash: PasswordHash,
    /// The language of mails to the user.
    pub language: Language,
    /// The id of the verification mail, if the user can't log in before the address is verified.
    pub verification: Option<MailId>,
}

/// A user and the password hash.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// The hash of the password.
    pub password_hash: PasswordHash,
}

/// The stored data that a login needs.
#[derive(Debug, Clone)]
pub struct LoginRecord {
    /// The user and the password hash.
    pub credentials: Credentials,
    /// Whether the user recently logged in from the network of the login.
    pub is_known_network: bool,
}

/// Why a user can't be created or changed.
#[derive(Debug, Error)]
pub enum SaveUserError {
    /// Another user has this e-mail address, ignoring case, or it is reserved.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Another user has this username, ignoring case and Unicode form, or it is reserved.
    #[error("the username is taken")]
    UsernameTaken,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stored users, with unique e-mail addresses and usernames.
///
/// A user who changes a name or is deleted releases the old name. For [`NAME_RESERVATION`](crate::user::NAME_RESERVATION)
/// after the release, it MUST stay reserved: only the same user can take it. Other users MUST get the error of a taken
/// name. A name with the same canonical form is the same name, and is not released.
#[async_trait]
pub trait UserStore: Send + Sync {
    /// Creates an active user with the creation and update time `at`. If `new.verification` is set, MUST queue a
    /// [`VerifyEmail`](crate::user::mail::MailContent::VerifyEmail) mail with this id in the same step, and set
    /// `verification_due_at` to [`NOT_SENT`](crate::user::mail::NOT_SENT).
    ///
    /// MUST keep the canonical e-mail address and the canonical username unique, also under concurrency. MUST report
    /// which of the two is taken or reserved at the time `at`, or the e-mail address if both are.
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, SaveUserError>;

    /// Returns the user. `None` if the user does not exist.
    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Finds a user by canonical e-mail address or username.
    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError>;

    /// Finds a user as [`find_credentials`](Self::find_credentials) does, and returns whether the user logged in from
    /// `network` after `known_since`.
    ///
    /// MUST take the same steps for an unknown name, so that the response time does not reveal whether the user exists.
    async fn find_for_login(
        &self,
        name: &LoginName,
        network: NetworkBlock,
        known_since: Timestamp,
    ) -> Result<Option<LoginRecord>, StoreError>;

    /// Returns the user with the password hash, by id.
    async fn find_credentials_of(&self, id: UserId) -> Result<Option<Credentials>, StoreError>;

    /// Writes the given fields and queues the mail in one atomic step, and returns the changed user.
    ///
    /// A change to an address with another canonical form MUST set `email_verified` to false. A new or removed pending
    /// address MUST make the links to the earlier pending address invalid.
    ///
    /// MUST NOT overwrite concurrent changes to other fields. MUST keep names unique as [`create`](Self::create) does, and
    /// release the old name in the same step.
    /// MUST fail with [`StoreError::Conflict`], writing nothing, if the user is deleted or inactive, or if
    /// `verified_hash` is set and no longer equals the stored hash. Without `verified_hash`, MUST also fail if the
    /// canonical address would change.
    async fn change_profile(&self, change: &ProfileChange) -> Result<User, SaveUserError>;

    /// Returns at most `limit` users with ids greater than `after`, in order of id.
    async fn list(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, StoreError>;

    /// Replaces a hash by a newer hash of the same password.
    ///
    /// MUST write nothing and return false if the stored hash is no longer `from`.
    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Replaces the hash, removes the pending address, makes the links to it and the links to set a password invalid,
    /// queues the notice, and revokes all sessions except `kept_session`, in one atomic step. Returns the revoked
    /// sessions.
    ///
    /// Links that become invalid stay stored until they are purged, because the limit of links per hour counts them.
    ///
    /// MUST fail with [`StoreError::Conflict`], writing nothing, if the stored hash is no longer `old_hash` or the user
    /// is deleted. Except for `kept_session`, a session that was created with the old hash MUST NOT stay live. A
    /// concurrent [`SessionStore::create`](crate::session::SessionStore::create) is either committed first, and its
    /// session is revoked, or it fails.
    async fn change_password(&self, change: &PasswordChange) -> Result<Vec<SessionId>, StoreError>;

    /// Deletes the link, replaces the hash, verifies the address, removes the pending address and all other links of
    /// the user except links to undo a change of the address, queues the notice, and revokes all sessions, in one atomic
    /// step. Returns the revoked sessions.
    ///
    /// MUST return `None`, writing nothing, if the link is not [valid](crate::user::mail::LinkRecord::is_valid) at `at`, if it
    /// was sent to another address than the current one, ignoring case, or if the user is inactive. Of concurrent calls
    /// with the same link, at most one MUST succeed. MUST revoke sessions as [`change_password`](Self::change_password)
    /// does.
    async fn reset_password(&self, reset: &PasswordReset) -> Result<Option<Vec<SessionId>>, StoreError>;

    /// Deletes the link and verifies the address, in one atomic step. Sets `verification_due_at` to `None`.
    ///
    /// MUST return false, writing nothing, in the cases in which [`reset_password`](Self::reset_password) returns `None`.
    async fn verify_email(&self, verification: &EmailVerification) -> Result<bool, StoreError>;

    /// Deletes the link, makes its address the verified address of the user, removes the pending address and all links
    /// that were sent to another address, except links to undo an earlier change, and queues the notice, in one atomic
    /// step.
    ///
    /// If a valid link to undo a change leads to the same address, the owner has undone this change without the link. MUST
    /// then remove the links to undo this change and later changes, and the notices of these changes that wait in the
    /// outbox, and MUST NOT queue the notice, because it would contain a link to undo the correction.
    ///
    /// MUST return false, writing nothing, if the link is not valid at `at`, if its address is not the pending address,
    /// or if the user is inactive. MUST keep names unique and release the old address as
    /// [`change_profile`](Self::change_profile) does.
    async fn change_email(&self, change: &EmailChange) -> Result<bool, SaveUserError>;

    /// Deletes the link, makes its address the verified address of the user again, replaces the hash, removes the
    /// pending address, all other links of the user except links to undo earlier changes, and the notices of this change
    /// and later changes that wait in the outbox, queues the mail, and revokes all sessions, in one atomic step. Returns
    /// the revoked sessions.
    ///
    /// MUST return `None`, writing nothing, if the link is not valid at `at` or the user is inactive. MUST keep names
    /// unique and release the replaced address as [`change_profile`](Self::change_profile) does. MUST revoke
    /// sessions as [`change_password`](Self::change_password) does.
    async fn undo_email_change(&self, undo: &EmailUndo) -> Result<Option<Vec<SessionId>>, SaveUserError>;

    /// Sets `verification_due_at` to `due_at`, if it is [`NOT_SENT`](crate::user::mail::NOT_SENT). Otherwise, writes
    /// nothing.
    async fn start_verification_period(&self, id: UserId, due_at: Timestamp) -> Result<(), StoreError>;

    /// Sets `verification_due_at` to `None`, without verifying the address.
    async fn waive_verification(&self, id: UserId) -> Result<(), StoreError>;

    /// Activates or deactivates a user. Returns false if the user does not exist. Deactivation MUST revoke all
    /// sessions of the user in the same step, so that the user has to log in again after a reactivation.
    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError>;

    /// Records that failed attempts before `at` don't count. Returns false if the user does not exist.
    async fn unlock(&self, id: UserId, at: Timestamp) -> Result<bool, StoreError>;

    /// Deletes a user with all data in one atomic step, releases the user's names, and records the id as deleted at the
    /// time `at`.
    ///
    /// MUST fail with [`StoreError::Conflict`], deleting nothing, if the stored hash is no longer `verified` or the
    /// user is deleted. MUST NOT reuse the id.
    async fn delete(&self, id: UserId, verified: &PasswordHash, at: Timestamp) -> Result<(), StoreError>;

    /// Deletes at most `limit` users whose `verification_due_at` is at or before `now`, and returns their number. Removes
    /// the records of the names of these users, so that other users can take the names.
    ///
    /// MUST NOT delete a user who has a session or has ever created a task. MUST continue with the other users if it finds
    /// such a user.
    async fn purge_unverified(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// Removes the records of at most `limit` users who were deleted before `before`, and returns their number.
    async fn purge_deleted_users(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// Removes the records of at most `limit` released names whose reservation has ended by `now`, and returns their
    /// number. MUST NOT remove the record of a name that a user has.
    async fn purge_released_names(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError>;
}
