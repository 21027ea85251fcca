//! Verification and changes of a user's e-mail address with links from mails.

use thiserror::Error;

use crate::account::AccountService;
use crate::clock::Timestamp;
use crate::handle::Handle;
use crate::ids::UserId;
use crate::network_block::NetworkBlock;
use crate::session::Caller;
use crate::session::ConfirmError;
use crate::store_error::StoreError;
use crate::user::mail::{Link, LinkPurpose, MailContent, QueuedMail};
use crate::user::{
    EmailChange, EmailUndo, EmailVerification, HashJobOrigin, HasherError, NewPassword, ProfileChange,
    SaveUserError, User,
};

/// The server sends no mails, so this operation is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this server does not send mails")]
pub struct MailDisabled;

/// Why a link was rejected.
#[derive(Debug, Error)]
pub enum LinkError {
    /// The link is unknown, expired or used, its user is deleted or inactive, or it was sent to another address than the
    /// operation requires.
    #[error("the link is not valid")]
    Invalid,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a link did not change the e-mail address.
#[derive(Debug, Error)]
pub enum EmailLinkError {
    /// The link was rejected.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Another user has the address of the link, or the database failed.
    #[error(transparent)]
    Save(#[from] SaveUserError),
    /// The random password could not be hashed.
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

/// The address that a link verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifiedEmail {
    /// The address of the user.
    Current,
    /// The pending address, which has become the address of the user.
    New,
}

impl AccountService {
    /// Returns whether this server sends mails.
    pub fn sends_mails(&self) -> bool {
        self.mail_policy.sends_mails()
    }

    /// Queues a mail with a link to verify the pending address or, without a pending address, the address of the caller.
    /// Does nothing if the address is verified.
    pub async fn resend_verification(&self, caller: Caller) -> Result<(), ConfirmError> {
        let user = self.confirmation().active(caller).await?.user;
        let content = match &user.pending_email {
            Some(email) => MailContent::VerifyNewEmail { email: email.clone() },
            None if user.email_verified => return Ok(()),
            None => MailContent::VerifyEmail,
        };
        Ok(self.queue(&user, content).await?)
    }

    /// Verifies the address of the user, or replaces the address by the pending address, depending on the purpose of
    /// the link.
    pub async fn verify_email(&self, handle: &Handle) -> Result<VerifiedEmail, EmailLinkError> {
        let purposes = [LinkPurpose::VerifyEmail, LinkPurpose::VerifyNewEmail];
        let (found, user) = self.find_link(handle, &purposes).await?;
        let (link, at) = (Link::new(handle, found.purpose), self.ports.clock.now());
        let (verified, is_used) = if found.purpose == LinkPurpose::VerifyEmail {
            let used = self.ports.users.verify_email(&EmailVerification { link, at }).await;
            (VerifiedEmail::Current, used.map_err(LinkError::Store)?)
        } else {
            let content = MailContent::EmailChanged { old_email: user.email, new_email: found.email };
            let mail = QueuedMail::new(user.id, content, at, &*self.ports.entropy);
            (VerifiedEmail::New, self.ports.users.change_email(&EmailChange { link, mail, at }).await?)
        };
        if is_used { Ok(verified) } else { Err(LinkError::Invalid.into()) }
    }

    /// Removes the pending address of the caller, and makes the links to it invalid.
    pub async fn cancel_email_change(&self, caller: Caller) -> Result<(), SaveUserError> {
        let change = ProfileChange {
            pending_email: Some(None),
            ..ProfileChange::empty(caller.signed_in.user_id, self.ports.clock.now())
        };
        self.ports.users.change_profile(&change).await.map(drop)
    }

    /// Restores the address that the user had before a change. An attacker may have made the change. So this function
    /// also ends all sessions, replaces the password by a random one, and removes a pending change and all other links,
    /// except links to undo earlier changes. Queues a mail with a link to set a new password.
    pub async fn undo_email_change(
        &self,
        handle: &Handle,
        network: NetworkBlock,
    ) -> Result<(), EmailLinkError> {
        let (link, user) = self.find_link(handle, &[LinkPurpose::UndoEmailChange]).await?;
        let password = NewPassword::random(&*self.ports.entropy);
        let new_hash = self.ports.hasher.hash(&password, HashJobOrigin::unknown(network)).await?;
        let at = self.ports.clock.now();
        let undo = EmailUndo {
            link: Link::new(handle, link.purpose),
            new_hash,
            mail: QueuedMail::new(user.id, MailContent::ResetPassword, at, &*self.ports.entropy),
            at,
        };
        let ended = self.ports.users.undo_email_change(&undo).await?.ok_or(LinkError::Invalid)?;
        self.revocations.end(ended, self.ports.clock.now() + self.access_lifetime);
        Ok(())
    }

    /// Returns a mail to queue. `None` if this server sends no mails.
    pub(super) fn notice(&self, user: UserId, content: MailContent, at: Timestamp) -> Option<QueuedMail> {
        self.sends_mails().then(|| QueuedMail::new(user, content, at, &*self.ports.entropy))
    }

    /// While the server sends mails, makes the new address of `change` the pending address, and adds a mail with a link
    /// to verify it. A new spelling of the current address needs no verification.
    pub(super) fn plan_email_change(&self, user: &User, change: &mut ProfileChange) {
        let Some(email) = change.email.take() else { return };
        if !self.sends_mails() || email.canonical() == user.email.canonical() {
            change.email = Some(email);
            return;
        }
        change.mail = self.notice(user.id, MailContent::VerifyNewEmail { email: email.clone() }, change.at);
        change.pending_email = Some(Some(email));
    }
}
