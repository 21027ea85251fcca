//! The errors of transactions that write the names of a user.

use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{Email, LoginName, SaveUserError};

use crate::connection::errors::StatementError;
use crate::schema::users;
use crate::users::login_names;
use crate::users::recovery::Rejected;
use crate::users::store::PostgresUserStore;

impl PostgresUserStore {
    /// Returns the error for a name that another user has, or for a failed transaction.
    pub(super) async fn save_error(
        &self,
        failed: Result<LoginName, StatementError>,
        own: Option<UserId>,
        email: Option<&Email>,
        at: Timestamp,
    ) -> SaveUserError {
        match failed {
            Ok(LoginName::Email(_)) => return SaveUserError::EmailTaken,
            Err(error) if error.violates("users_email_canonical_key") => return SaveUserError::EmailTaken,
            Err(error) if !error.violates("users_username_canonical_key") => {
                return SaveUserError::Store(error.into());
            }
            _ => {}
        }
        // The transaction may have found the username first. If both are taken, the e-mail address must be reported.
        match self.is_email_taken(own, email, at).await {
            Ok(true) => SaveUserError::EmailTaken,
            Ok(false) => SaveUserError::UsernameTaken,
            Err(error) => SaveUserError::Store(error),
        }
    }

    /// Returns whether another user has this address, or the address is reserved for another user.
    async fn is_email_taken(
        &self,
        own: Option<UserId>,
        email: Option<&Email>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(canonical) = email.map(Email::canonical) else { return Ok(false) };
        let own = own.map_or(0, UserId::get);
        let found: Vec<i64> = self
            .database
            .read(|| {
                let same = users::table.filter(users::email_canonical.eq(canonical.as_str()));
                same.filter(users::id.ne(own)).select(users::id)
            })
            .await?;
        if !found.is_empty() {
            return Ok(true);
        }
        login_names::is_reserved(&self.database, own, &LoginName::Email(canonical), at).await
    }

    /// Converts the result of a transaction that uses a link. Returns `None` if the link was invalid.
    pub(super) async fn link_result<T: Send>(
        &self,
        done: Result<Result<T, Rejected>, StatementError>,
        user: UserId,
        at: Timestamp,
    ) -> Result<Option<T>, SaveUserError> {
        let failed = match done {
            Ok(Ok(done)) => return Ok(Some(done)),
            Ok(Err(Rejected::Link)) => return Ok(None),
            Ok(Err(Rejected::Name(name))) => Ok(name),
            Err(error) => Err(error),
        };
        Err(self.save_error(failed, Some(user), None, at).await)
    }
}
