//! Users in memory.

use async_trait::async_trait;

use super::MemoryDatabase;
use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::user::{CreateUserError, Credentials, LoginName, NewUser, PasswordHash, User, UserStore};

#[async_trait]
impl UserStore for MemoryDatabase {
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, CreateUserError> {
        let mut rows = self.rows();
        if rows.users.iter().any(|row| row.user.email.canonical() == new.email.canonical()) {
            return Err(CreateUserError::EmailTaken);
        }
        if rows.users.iter().any(|row| row.user.username.canonical() == new.username.canonical()) {
            return Err(CreateUserError::UsernameTaken);
        }
        let user = User {
            id: UserId::new(i64::try_from(rows.users.len()).unwrap() + 1).unwrap(),
            email: new.email.clone(),
            username: new.username.clone(),
            name: new.name.clone(),
            is_active: true,
            created_at: at,
            updated_at: at,
        };
        rows.users.push(Credentials { user: user.clone(), password_hash: new.password_hash.clone() });
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

    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let row = rows
            .users
            .iter_mut()
            .find(|row| row.user.id == id && row.password_hash.expose() == from.expose());
        Ok(row.map(|row| row.password_hash = to.clone()).is_some())
    }

    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let row = rows.users.iter_mut().find(|row| row.user.id == id);
        Ok(row.map(|row| (row.user.is_active, row.user.updated_at) = (active, at)).is_some())
    }
}
