//! Recovery of an account: sets a new password with a link from a mail.

use std::slice::from_ref;

use thiserror::Error;

use crate::account::{AccountService, LinkError, MailDisabled};
use crate::handle::Handle;
use crate::invalid::Invalid;
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;
use crate::user::mail::{Link, LinkPurpose, LinkRecord, MailContent};
use crate::user::{HashJobOrigin, HasherError, LoginName, NewPassword, PasswordReset, User};

/// Maximum number of mails of one kind that wait for one user. The sender also limits the number of links per hour.
const MAX_WAITING: u32 = 3;

/// Why a password was not reset.
#[derive(Debug, Error)]
pub enum ResetPasswordError {
    /// The link was rejected, or the database failed.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The password rules reject the new password. The link stays valid.
    #[error("the new password {0}")]
    WeakPassword(Invalid),
    /// The new password could not be hashed. The link stays valid.
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

impl From<StoreError> for ResetPasswordError {
    fn from(error: StoreError) -> Self {
        Self::Link(error.into())
    }
}

impl AccountService {
    /// Fails if this server sends no mails.
    pub fn require_mail(&self) -> Result<(), MailDisabled> {
        if self.sends_mails() { Ok(()) } else { Err(MailDisabled) }
    }

    /// Queues a mail with a link to set a new password, if an active user has this name. Call it after the response was
    /// sent, so that the response time does not reveal whether the user exists. Earlier links stay valid.
    pub async fn request_password_reset(&self, name: &LoginName) -> Result<(), StoreError> {
        let found = self.ports.users.find_credentials(name).await?.map(|found| found.user);
        if let Some(user) = found.filter(|user| user.is_active) {
            self.queue(&user, MailContent::ResetPassword).await?;
        }
        Ok(())
    }

    /// Sets a new password. Ends all sessions, and removes a pending change of the address and all other links, except
    /// links to undo a change of the address. The address counts as verified, because the link was sent to it.
    pub async fn reset_password(
        &self,
        handle: &Handle,
        new: &NewPassword,
        network: NetworkBlock,
    ) -> Result<(), ResetPasswordError> {
        let (link, user) = self.find_link(handle, &[LinkPurpose::ResetPassword]).await?;
        let User { email, username, .. } = &user;
        let weak = self.ports.rules.check(new, email, from_ref(username));
        weak.map_err(ResetPasswordError::WeakPassword)?;
        let new_hash = self.ports.hasher.hash(new, HashJobOrigin::unknown(network)).await?;
        // The clock is read after the hashing, which may wait in a queue.
        let at = self.ports.clock.now();
        let reset = PasswordReset {
            link: Link::new(handle, link.purpose),
            new_hash,
            mail: self.notice(user.id, MailContent::PasswordChanged, at),
            at,
        };
        let ended = self.ports.users.reset_password(&reset).await?.ok_or(LinkError::Invalid)?;
        self.revocations.end(ended, self.ports.clock.now() + self.access_lifetime);
        Ok(())
    }

    /// Queues a mail, unless too many mails of this kind already wait.
    pub(super) async fn queue(&self, user: &User, content: MailContent) -> Result<(), StoreError> {
        let Some(mail) = self.notice(user.id, content, self.ports.clock.now()) else { return Ok(()) };
        self.ports.outbox.queue(&mail, MAX_WAITING).await?;
        Ok(())
    }

    /// Finds the record and the user of a valid link with one of these purposes.
    pub(super) async fn find_link(
        &self,
        handle: &Handle,
        purposes: &[LinkPurpose],
    ) -> Result<(LinkRecord, User), LinkError> {
        let found = self.ports.links.find(handle.user_id, handle.id).await?;
        let found = found.filter(|link| purposes.contains(&link.purpose));
        let now = self.ports.clock.now();
        let link = found.filter(|link| link.is_valid(&Link::new(handle, link.purpose), now));
        let user = self.find_active(handle.user_id).await?;
        link.zip(user).ok_or(LinkError::Invalid)
    }
}
