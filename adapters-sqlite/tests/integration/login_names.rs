//! Login names in a file of the previous release, which writes names only to `users`.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::ids::UserId;
use tasklane_core::stores::Stores;
use tasklane_core::testing::examples::{at, new_user, password_hash};
use tasklane_core::user::{Email, NAME_RESERVATION, NewUser, ProfileChange, SaveUserError, User, Username};
use tasklane_sqlite::open;
use tasklane_sqlite::testing::TestDatabase;

type Saved = Result<User, SaveUserError>;

/// A program of the previous release. Its statements are repeated here.
struct OlderProgram(SqliteConnection);

impl OlderProgram {
    fn on(path: &Path) -> Self {
        let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        connection.batch_execute("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000").unwrap();
        Self(connection)
    }

    fn register(&mut self, id: i64, name: &str) -> UserId {
        let insert = format!(
            "INSERT INTO users (id, email, email_canonical, username, username_canonical, name, hashed_password, is_active, \
             created_at, updated_at) VALUES ({id}, '{name}@example.org', '{name}@example.org', '{name}', '{name}', NULL, \
             'a hash', 1, 0, 0)"
        );
        self.0.batch_execute(&insert).unwrap();
        UserId::new(id).unwrap()
    }

    fn rename(&mut self, user: UserId, username: &str) {
        let update = format!(
            "UPDATE users SET username = '{username}', username_canonical = '{username}', updated_at = 3 WHERE id = {user}"
        );
        self.0.batch_execute(&update).unwrap();
    }

    fn delete(&mut self, user: UserId) {
        let delete = format!(
            "BEGIN IMMEDIATE; DELETE FROM users WHERE id = {user} AND hashed_password = 'a hash'; \
             INSERT INTO deleted_users (user_id, deleted_at) VALUES ({user}, 3); COMMIT"
        );
        self.0.batch_execute(&delete).unwrap();
    }
}

async fn register(stores: &Stores, email: &str, username: &str) -> Saved {
    let email = Email::parse(&format!("{email}@example.org")).unwrap();
    stores.users.create(&NewUser { email, ..new_user(username) }, at(5)).await
}

async fn rename(stores: &Stores, user_id: UserId, username: &str) -> Saved {
    let username = Username::parse(username).ok();
    let verified_hash = Some(password_hash());
    let change = ProfileChange { username, verified_hash, ..ProfileChange::empty(user_id, at(5)) };
    stores.users.change_profile(&change).await
}

fn is_username_taken(saved: &Saved) -> bool {
    matches!(saved, Err(SaveUserError::UsernameTaken))
}

fn is_email_taken(saved: &Saved) -> bool {
    matches!(saved, Err(SaveUserError::EmailTaken))
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn count(database: &TestDatabase, table: &str) -> i64 {
    let mut connection = SqliteConnection::establish(database.config().path().to_str().unwrap()).unwrap();
    let count = diesel::sql_query(format!("SELECT count(*) AS rows FROM {table}"));
    count.get_result::<Count>(&mut connection).unwrap().rows
}

#[tokio::test]
async fn rejected_registration_and_rename_write_nothing() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let ada = register(&stores, "ada", "ada").await.unwrap().id;
    let bob = register(&stores, "bob", "bob").await.unwrap().id;
    rename(&stores, ada, "lovelace").await.unwrap();
    assert_eq!((count(&database, "users"), count(&database, "login_names")), (2, 5));
    for taken in ["ada", "bob"] {
        assert!(is_username_taken(&register(&stores, "new", taken).await));
    }
    assert!(is_username_taken(&rename(&stores, bob, "ada").await));
    assert_eq!((count(&database, "users"), count(&database, "login_names")), (2, 5));
}

#[tokio::test]
async fn user_of_an_older_program_has_the_names_without_records() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let mut older = OlderProgram::on(database.config().path());
    let ada = older.register(7, "ada");
    assert_eq!(count(&database, "login_names"), 0);
    assert!(is_email_taken(&register(&stores, "ada", "ada").await));
    assert!(is_username_taken(&register(&stores, "new", "ada").await));
    rename(&stores, ada, "lovelace").await.unwrap();
    assert!(is_username_taken(&register(&stores, "new", "ada").await));
    rename(&stores, ada, "ada").await.unwrap();

    let bob = older.register(8, "bob");
    stores.users.delete(bob, &password_hash(), at(4)).await.unwrap();
    assert!(is_email_taken(&register(&stores, "bob", "new").await));
    assert_eq!(stores.users.purge_released_names(at(5) + NAME_RESERVATION, 9).await.unwrap(), 3);
    register(&stores, "bob", "bob").await.unwrap();
}

#[tokio::test]
async fn name_that_an_older_program_released_is_free() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let mut older = OlderProgram::on(database.config().path());
    let ada = register(&stores, "ada", "ada").await.unwrap().id;
    older.rename(ada, "lovelace");
    let second = register(&stores, "second", "ada").await.unwrap().id;
    assert!(is_username_taken(&rename(&stores, ada, "ada").await));
    assert!(is_username_taken(&rename(&stores, second, "lovelace").await));

    older.delete(ada);
    let third = register(&stores, "ada", "lovelace").await.unwrap().id;
    rename(&stores, second, "king").await.unwrap();
    assert!(is_username_taken(&rename(&stores, third, "ada").await));
}

/// The older program does not know that the name is reserved.
#[tokio::test]
async fn reserved_name_belongs_to_the_user_who_registered_it_with_an_older_program() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let mut older = OlderProgram::on(database.config().path());
    let ada = register(&stores, "ada", "ada").await.unwrap().id;
    stores.users.delete(ada, &password_hash(), at(4)).await.unwrap();
    let new = older.register(7, "ada");
    assert!(is_email_taken(&register(&stores, "ada", "new").await));
    assert_eq!(rename(&stores, new, "Ada").await.unwrap().username.as_str(), "Ada");
    rename(&stores, new, "lovelace").await.unwrap();
    // The later release decides for whom the name is reserved.
    assert_eq!(rename(&stores, new, "ada").await.unwrap().id, new);
}
