//! Users in `SQLite`.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{CreateUserError, Credentials, LoginName, NewUser, PasswordHash, User, UserStore};

use crate::cached_sql::cached;
use crate::error::{is_taken, store_error};
use crate::rows::{CredentialsRow, NewUserRow, UserRow, micros};
use crate::schema::users;
use crate::threads::SqliteDatabase;

#[async_trait]
impl UserStore for SqliteDatabase {
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, CreateUserError> {
        let row = NewUserRow::new(new, at);
        self.threads.write(move |connection| create(connection, &row)).await
    }

    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let found = users::table.find(id.get()).select(UserRow::as_select());
        let row =
            self.threads.read(move |connection| found.first(connection).optional().map_err(store_error));
        row.await?.map(User::try_from).transpose()
    }

    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError> {
        let name = name.clone();
        let row =
            self.threads.read(move |connection| find_credentials(connection, name).map_err(store_error));
        row.await?.map(Credentials::try_from).transpose()
    }

    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let [from, to] = [from, to].map(|hash| hash.expose().to_owned());
        let written = self.threads.write(move |connection| {
            let stored = users::table.find(id.get()).filter(users::hashed_password.eq(from));
            let update = diesel::update(stored).set(users::hashed_password.eq(to)).returning(users::id);
            cached(update).get_result::<i64>(connection).optional().map_err(store_error)
        });
        Ok(written.await?.is_some())
    }

    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError> {
        let written = self.threads.write(move |connection| {
            let changes = (users::is_active.eq(active), users::updated_at.eq(micros(at)));
            let update = diesel::update(users::table.find(id.get())).set(changes).returning(users::id);
            cached(update).get_result::<i64>(connection).optional().map_err(store_error)
        });
        Ok(written.await?.is_some())
    }
}

fn create(connection: &mut SqliteConnection, row: &NewUserRow) -> Result<User, CreateUserError> {
    let insert = diesel::insert_into(users::table).values(row).returning(UserRow::as_returning());
    match insert.get_result(connection) {
        Ok(stored) => Ok(User::try_from(stored)?),
        Err(cause) if is_taken(&cause, "users.email_canonical") => Err(CreateUserError::EmailTaken),
        // SQLite names the first index that it tried, and the port wants the address first.
        Err(cause) if is_taken(&cause, "users.username_canonical") => {
            let same_email = users::table.filter(users::email_canonical.eq(&row.email_canonical));
            let email_taken =
                diesel::select(exists(same_email)).get_result(connection).map_err(store_error)?;
            Err(if email_taken { CreateUserError::EmailTaken } else { CreateUserError::UsernameTaken })
        }
        Err(cause) => Err(store_error(cause).into()),
    }
}

fn find_credentials(
    connection: &mut SqliteConnection,
    name: LoginName,
) -> QueryResult<Option<CredentialsRow>> {
    let all = users::table.select(CredentialsRow::as_select());
    match name {
        LoginName::Email(canonical) => all.filter(users::email_canonical.eq(canonical)).first(connection),
        LoginName::Username(canonical) => {
            all.filter(users::username_canonical.eq(canonical)).first(connection)
        }
    }
    .optional()
}
