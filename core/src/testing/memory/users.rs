//! Users in memory.

use async_trait::async_trait;

use super::MemoryDatabase;
use super::database::Rows;
use super::names::names_of;
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;
use crate::user::mail::{LinkPurpose, MailContent, NOT_SENT, QueuedMail};
use crate::user::{
    Credentials, EmailChange, EmailUndo, EmailVerification, LoginName, LoginRecord, NewUser, PasswordChange,
    PasswordHash, PasswordReset, Preferences, ProfileChange, Role, SaveUserError, User, UserStore,
};

#[async_trait]
impl UserStore for MemoryDatabase {
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, SaveUserError> {
        let mut rows = self.rows();
        let id = UserId::new(rows.last_user + 1).unwrap();
        rows.rename(id, &[], &[(&new.email).into(), (&new.username).into()], at)?;
        rows.last_user += 1;
        let user = User {
            id,
            email: new.email.clone(),
            username: new.username.clone(),
            name: new.name.clone(),
            email_verified: false,
            pending_email: None,
            verification_due_at: new.verification.map(|_| NOT_SENT),
            role: Role::User,
            preferences: Preferences { language: new.language, ..Preferences::default() },
            is_active: true,
            created_at: at,
            updated_at: at,
            unlocked_at: None,
        };
        rows.users.push(Credentials { user: user.clone(), password_hash: new.password_hash.clone() });
        rows.queue(new.verification.map(|mail| QueuedMail {
            id: mail,
            user_id: id,
            content: MailContent::VerifyEmail,
            queued_at: at,
            attempts: 0,
        }));
        Ok(user)
    }

    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.rows().users.iter().find(|row| row.user.id == id).map(|row| row.user.clone()))
    }

    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError> {
        let named = |user: &User| match name {
            LoginName::Email(canonical) => user.email.canonical() == *canonical,
            LoginName::Username(canonical) => user.username.canonical() == *canonical,
        };
        Ok(self.rows().users.iter().find(|row| named(&row.user)).cloned())
    }

    async fn find_for_login(
        &self,
        name: &LoginName,
        network: NetworkBlock,
        known_since: Timestamp,
    ) -> Result<Option<LoginRecord>, StoreError> {
        let Some(credentials) = self.find_credentials(name).await? else { return Ok(None) };
        let is_known_network = self.rows().is_known_network(credentials.user.id, network, known_since);
        Ok(Some(LoginRecord { credentials, is_known_network }))
    }

    async fn find_credentials_of(&self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        Ok(self.rows().users.iter().find(|row| row.user.id == id).cloned())
    }

    async fn change_profile(&self, change: &ProfileChange) -> Result<User, SaveUserError> {
        let mut rows = self.rows();
        let ProfileChange {
            user_id,
            email,
            username,
            name,
            pending_email,
            preferences,
            mail,
            verified_hash: verified,
            at,
        } = change.clone();
        let allowed = |row: &Credentials| match &verified {
            Some(verified) => row.password_hash.expose() == verified.expose(),
            None => email.as_ref().is_none_or(|email| email.canonical() == row.user.email.canonical()),
        };
        let found =
            rows.users.iter().position(|row| row.user.id == user_id && row.user.is_active && allowed(row));
        let found = found.ok_or(StoreError::Conflict)?;
        let before = rows.users.get(found).unwrap().user.clone();
        let email = email.unwrap_or_else(|| before.email.clone());
        let after = User {
            email_verified: before.email_verified && email.canonical() == before.email.canonical(),
            email,
            username: username.unwrap_or_else(|| before.username.clone()),
            name: name.unwrap_or_else(|| before.name.clone()),
            pending_email: pending_email.clone().unwrap_or_else(|| before.pending_email.clone()),
            preferences: preferences.unwrap_or(before.preferences),
            updated_at: at,
            ..before.clone()
        };
        rows.rename(user_id, &names_of(&before), &names_of(&after), at)?;
        rows.users.get_mut(found).unwrap().user = after.clone();
        if pending_email.is_some() {
            rows.expire_links(user_id, LinkPurpose::VerifyNewEmail, at);
        }
        rows.queue(mail);
        Ok(after)
    }

    async fn list(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, StoreError> {
        let rows = self.rows();
        // The rows are in order of id.
        let next = rows.users.iter().filter(|row| after.is_none_or(|after| row.user.id > after));
        Ok(next.take(usize::try_from(limit).unwrap()).map(|row| row.user.clone()).collect())
    }

    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        Ok(rows.with_hash(id, from).map(|row| row.password_hash = to.clone()).is_some())
    }

    async fn change_password(&self, change: &PasswordChange) -> Result<Vec<SessionId>, StoreError> {
        let mut rows = self.rows();
        let row = rows.with_hash(change.user_id, &change.old_hash).ok_or(StoreError::Conflict)?;
        row.password_hash = change.new_hash.clone();
        (row.user.pending_email, row.user.updated_at) = (None, change.at);
        for purpose in [LinkPurpose::ResetPassword, LinkPurpose::VerifyNewEmail] {
            rows.expire_links(change.user_id, purpose, change.at);
        }
        rows.queue(change.mail.clone());
        Ok(rows.end_sessions(change.user_id, change.kept_session, change.at))
    }

    async fn reset_password(&self, reset: &PasswordReset) -> Result<Option<Vec<SessionId>>, StoreError> {
        Ok(self.rows().reset_password(reset.clone()))
    }

    async fn verify_email(&self, verification: &EmailVerification) -> Result<bool, StoreError> {
        Ok(self.rows().verify_email(verification))
    }

    async fn change_email(&self, change: &EmailChange) -> Result<bool, SaveUserError> {
        self.rows().change_email(change.clone())
    }

    async fn undo_email_change(&self, undo: &EmailUndo) -> Result<Option<Vec<SessionId>>, SaveUserError> {
        self.rows().undo_email_change(undo.clone())
    }

    async fn start_verification_period(&self, id: UserId, due_at: Timestamp) -> Result<(), StoreError> {
        if let Some(row) = self.rows().user_mut(id) {
            let user = &mut row.user;
            user.verification_due_at =
                user.verification_due_at.map(|at| if at == NOT_SENT { due_at } else { at });
        }
        Ok(())
    }

    async fn waive_verification(&self, id: UserId) -> Result<(), StoreError> {
        if let Some(row) = self.rows().user_mut(id) {
            row.user.verification_due_at = None;
        }
        Ok(())
    }

    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        if !active {
            rows.end_sessions(id, None, at);
        }
        let row = rows.users.iter_mut().find(|row| row.user.id == id);
        Ok(row.map(|row| (row.user.is_active, row.user.updated_at) = (active, at)).is_some())
    }

    async fn unlock(&self, id: UserId, at: Timestamp) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let row = rows.users.iter_mut().find(|row| row.user.id == id);
        Ok(row.map(|row| row.user.unlocked_at = Some(at)).is_some())
    }

    async fn delete(&self, id: UserId, verified: &PasswordHash, at: Timestamp) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let names = names_of(&rows.with_hash(id, verified).ok_or(StoreError::Conflict)?.user);
        rows.rename(id, &names, &[], at).unwrap();
        rows.users.retain(|row| row.user.id != id);
        rows.tasks.retain(|row| row.task.owner_id != id);
        rows.counters.remove(&id);
        rows.keys.retain(|(user, _)| *user != id);
        rows.sessions.retain(|session| session.user_id != id);
        rows.networks.retain(|(user, _)| *user != id);
        rows.remove_links(id, |_| true);
        rows.outbox.retain(|(mail, _)| mail.user_id != id);
        rows.deleted_users.push((id, at));
        Ok(())
    }

    async fn purge_unverified(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
        Ok(self.rows().purge_unverified(now, usize::try_from(limit).unwrap()))
    }

    async fn purge_deleted_users(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let (mut old, remaining): (Vec<_>, _) = rows.deleted_users.iter().partition(|(_, at)| *at < before);
        let forgotten = old.len().min(usize::try_from(limit).unwrap());
        rows.deleted_users = old.split_off(forgotten);
        rows.deleted_users.extend::<Vec<_>>(remaining);
        Ok(forgotten)
    }

    async fn purge_released_names(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
        Ok(self.rows().purge_released_names(now, usize::try_from(limit).unwrap()))
    }
}

impl Rows {
    pub(super) fn user_mut(&mut self, id: UserId) -> Option<&mut Credentials> {
        self.users.iter_mut().find(|row| row.user.id == id)
    }

    /// Returns the user if `hash` is the stored hash.
    fn with_hash(&mut self, id: UserId, hash: &PasswordHash) -> Option<&mut Credentials> {
        self.users.iter_mut().find(|row| row.user.id == id && row.password_hash.expose() == hash.expose())
    }
}
