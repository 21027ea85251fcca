//! Account recovery and changes of e-mail addresses in memory.

use super::database::Rows;
use super::names::names_of;
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::user::mail::{Link, LinkPurpose, LinkRecord, MailContent};
use crate::user::{
    Credentials, Email, EmailChange, EmailUndo, EmailVerification, PasswordReset, SaveUserError, User,
};

impl Rows {
    pub(super) fn reset_password(&mut self, reset: PasswordReset) -> Option<Vec<SessionId>> {
        let PasswordReset { link, new_hash, mail, at } = reset;
        self.use_link(&link, at, is_current)?;
        let row = self.user_mut(link.user_id).unwrap();
        row.password_hash = new_hash;
        row.user = User {
            email_verified: true,
            verification_due_at: None,
            pending_email: None,
            updated_at: at,
            ..row.user.clone()
        };
        self.remove_links(link.user_id, |other| other.purpose != LinkPurpose::UndoEmailChange);
        self.queue(mail);
        Some(self.end_sessions(link.user_id, None, at))
    }

    pub(super) fn verify_email(&mut self, verification: &EmailVerification) -> bool {
        let EmailVerification { link, at } = verification;
        if self.use_link(link, *at, is_current).is_none() {
            return false;
        }
        let user = &mut self.user_mut(link.user_id).unwrap().user;
        (user.email_verified, user.verification_due_at, user.updated_at) = (true, None, *at);
        true
    }

    pub(super) fn change_email(&mut self, change: EmailChange) -> Result<bool, SaveUserError> {
        let EmailChange { link, mail, at } = change;
        let is_pending = |row: &Credentials, email: &Email| row.user.pending_email.as_ref() == Some(email);
        let Some(LinkRecord { email, .. }) = self.find_valid(&link, at, is_pending) else { return Ok(false) };
        self.replace_email(link.user_id, &email, at)?;
        let is_obsolete =
            |other: &LinkRecord| other.purpose != LinkPurpose::UndoEmailChange && other.email != email;
        self.remove_links(link.user_id, |other| other.id == link.id || is_obsolete(other));
        let is_restored = |undo: &&LinkRecord| {
            undo.user_id == link.user_id
                && undo.purpose == LinkPurpose::UndoEmailChange
                && undo.expires_at > at
                && undo.email.canonical() == email.canonical()
        };
        match self.links.iter().filter(is_restored).map(|undo| undo.created_at).min() {
            Some(since) => {
                self.remove_links(link.user_id, |other| is_undone(other, since));
                self.remove_email_notices(link.user_id, since);
            }
            None => self.queue(Some(mail)),
        }
        Ok(true)
    }

    pub(super) fn undo_email_change(
        &mut self,
        undo: EmailUndo,
    ) -> Result<Option<Vec<SessionId>>, SaveUserError> {
        let EmailUndo { link, new_hash, mail, at } = undo;
        let Some(used) = self.find_valid(&link, at, |_, _| true) else { return Ok(None) };
        self.replace_email(link.user_id, &used.email, at)?;
        self.user_mut(link.user_id).unwrap().password_hash = new_hash;
        let since = used.created_at;
        self.remove_links(link.user_id, |other| {
            other.purpose != LinkPurpose::UndoEmailChange || is_undone(other, since)
        });
        self.remove_email_notices(link.user_id, since);
        self.queue(Some(mail));
        Ok(Some(self.end_sessions(link.user_id, None, at)))
    }

    pub(super) fn purge_unverified(&mut self, now: Timestamp, limit: usize) -> usize {
        let due = self.users.iter().filter(|row| row.user.verification_due_at.is_some_and(|at| at <= now));
        let is_unused = |id| {
            !self.sessions.iter().any(|session| session.user_id == id) && !self.counters.contains_key(&id)
        };
        let ids = due.map(|row| row.user.id).filter(|id| is_unused(*id));
        let ids: Vec<UserId> = ids.take(limit).collect();
        for id in &ids {
            self.users.retain(|row| row.user.id != *id);
            self.names.retain(|_, record| record.user_id != *id || record.released_until.is_some());
            self.remove_links(*id, |_| true);
            self.outbox.retain(|(mail, _)| mail.user_id != *id);
        }
        ids.len()
    }

    /// Removes the notices of changes of the e-mail address since this time.
    fn remove_email_notices(&mut self, user: UserId, since: Timestamp) {
        self.outbox.retain(|(mail, _)| {
            mail.user_id != user
                || mail.content.kind() != MailContent::EMAIL_CHANGED
                || mail.queued_at < since
        });
    }

    /// Returns the link if it is valid, the user is active, and `allows` accepts the address.
    fn find_valid(
        &self,
        link: &Link,
        at: Timestamp,
        allows: impl Fn(&Credentials, &Email) -> bool,
    ) -> Option<LinkRecord> {
        let record = self.links.iter().find(|record| record.is_valid(link, at))?;
        let user = self.users.iter().find(|row| row.user.id == link.user_id && row.user.is_active)?;
        allows(user, &record.email).then(|| record.clone())
    }

    /// Removes the link that [`find_valid`](Self::find_valid) finds, and returns it.
    fn use_link(
        &mut self,
        link: &Link,
        at: Timestamp,
        allows: impl Fn(&Credentials, &Email) -> bool,
    ) -> Option<LinkRecord> {
        let used = self.find_valid(link, at, allows)?;
        self.remove_links(link.user_id, |record| record.id == link.id);
        Some(used)
    }

    /// Replaces the address of a user by a verified address.
    fn replace_email(&mut self, id: UserId, email: &Email, at: Timestamp) -> Result<(), SaveUserError> {
        let before = self.user_mut(id).unwrap().user.clone();
        let after = User {
            email: email.clone(),
            email_verified: true,
            verification_due_at: None,
            pending_email: None,
            updated_at: at,
            ..before.clone()
        };
        self.rename(id, &names_of(&before), &names_of(&after), at)?;
        self.user_mut(id).unwrap().user = after;
        Ok(())
    }
}

fn is_current(row: &Credentials, email: &Email) -> bool {
    row.user.email.canonical() == email.canonical()
}

/// Returns whether the link undoes a change that happened since this time.
fn is_undone(link: &LinkRecord, since: Timestamp) -> bool {
    link.purpose == LinkPurpose::UndoEmailChange && link.created_at >= since
}
