//! Login names beside a replica of the previous release, which writes only `users`. Its statements are repeated here.

use std::time::UNIX_EPOCH;

use futures_util::future::{join, join_all};
use secrecy::SecretString;
use tasklane_core::ids::UserId;
use tasklane_core::stores::Stores;
use tasklane_core::testing::examples::{at, new_user, password_hash};
use tasklane_core::user::{Email, NAME_RESERVATION, NewUser, ProfileChange, SaveUserError, User, Username};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{PostgresConfig, open};
use tokio_postgres::Client;

const CREATE: &str = "
INSERT INTO users (email, email_canonical, username, username_canonical, name, hashed_password, is_active, created_at,
    updated_at)
VALUES ($1 || '@example.org', $1 || '@example.org', $1, $1, DEFAULT, 'a hash', true, '2026-01-01Z', '2026-01-01Z')
RETURNING id";

const CHANGE_PROFILE: &str = "
UPDATE users
SET email = coalesce($3, email), email_canonical = coalesce($4, email_canonical),
    username = coalesce($5, username), username_canonical = coalesce($6, username_canonical),
    name = CASE WHEN $7 THEN $8 ELSE name END, updated_at = $9
WHERE id = $1 AND is_active
    AND (hashed_password = $2 OR ($2 IS NULL AND coalesce($4, email_canonical) = email_canonical))
RETURNING id, email, username, name, is_active, created_at, updated_at, unlocked_at";

const DELETE_USER: &str = "
WITH deleted AS (
    DELETE FROM users WHERE id = $1 AND hashed_password = $2 RETURNING id
)
INSERT INTO deleted_users (user_id, deleted_at) SELECT id, $3 FROM deleted";

type Saved = Result<User, SaveUserError>;

/// A replica of the previous release.
struct OlderReplica(Client);

impl OlderReplica {
    async fn on(database: &TestDatabase) -> Self {
        Self(database.client().await)
    }

    async fn register(&self, name: &str) -> UserId {
        UserId::new(self.0.query_one(CREATE, &[&name]).await.unwrap().get(0)).unwrap()
    }

    async fn rename(&self, user: UserId, username: &str) {
        let (hash, none): (_, Option<&str>) = (Some("a hash"), None);
        let changed = self
            .0
            .query(
                CHANGE_PROFILE,
                &[&user.get(), &hash, &none, &none, &username, &username, &false, &none, &UNIX_EPOCH],
            )
            .await;
        assert_eq!(changed.unwrap().len(), 1);
    }

    async fn delete(&self, user: UserId) {
        assert_eq!(self.0.execute(DELETE_USER, &[&user.get(), &"a hash", &UNIX_EPOCH]).await.unwrap(), 1);
    }
}

/// Registers a user who has this name in both kinds.
async fn register(stores: &Stores, name: &str) -> Saved {
    stores.users.create(&new_user(name), at(5)).await
}

async fn register_username(stores: &Stores, email: &str, username: &str) -> Saved {
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

async fn records(database: &TestDatabase) -> i64 {
    let count = "SELECT count(*) FROM login_names";
    database.client().await.query_one(count, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn rejected_registration_and_rename_write_nothing() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let [ada, bob] = [register(&stores, "ada").await.unwrap().id, register(&stores, "bob").await.unwrap().id];
    rename(&stores, ada, "lovelace").await.unwrap();
    let before = records(&database).await;
    assert_eq!(before, 5);
    for reserved in ["ada", "bob"] {
        assert!(is_username_taken(&register_username(&stores, "new", reserved).await));
    }
    assert!(is_username_taken(&rename(&stores, bob, "ada").await));
    assert_eq!(records(&database).await, before);
    let users = database.client().await.query("SELECT FROM users", &[]).await.unwrap();
    assert_eq!(users.len(), 2);
}

#[tokio::test]
async fn user_of_an_older_replica_has_the_names_without_records() {
    let database = TestDatabase::create().await;
    let (stores, older) = (open(&database.config(), 1), OlderReplica::on(&database).await);
    let ada = older.register("ada").await;
    assert_eq!(records(&database).await, 0);
    assert!(matches!(register(&stores, "ada").await, Err(SaveUserError::EmailTaken)));
    assert!(is_username_taken(&register_username(&stores, "new", "ada").await));
    rename(&stores, ada, "lovelace").await.unwrap();
    assert!(is_username_taken(&register_username(&stores, "new", "ada").await));
    rename(&stores, ada, "ada").await.unwrap();

    let bob = older.register("bob").await;
    stores.users.delete(bob, &password_hash(), at(4)).await.unwrap();
    assert!(matches!(register(&stores, "bob").await, Err(SaveUserError::EmailTaken)));
    assert_eq!(stores.users.purge_released_names(at(5) + NAME_RESERVATION, 9).await.unwrap(), 3);
    register(&stores, "bob").await.unwrap();
}

#[tokio::test]
async fn name_that_an_older_replica_released_is_free() {
    let database = TestDatabase::create().await;
    let (stores, older) = (open(&database.config(), 1), OlderReplica::on(&database).await);
    let ada = register(&stores, "ada").await.unwrap().id;
    older.rename(ada, "lovelace").await;
    let second = register_username(&stores, "second", "ada").await.unwrap().id;
    assert!(is_username_taken(&rename(&stores, ada, "ada").await));
    assert!(is_username_taken(&rename(&stores, second, "lovelace").await));

    older.delete(ada).await;
    let third = register_username(&stores, "ada", "lovelace").await.unwrap().id;
    assert!(is_username_taken(&rename(&stores, second, "lovelace").await));
    // The records belong to the new users now.
    rename(&stores, second, "king").await.unwrap();
    assert!(is_username_taken(&rename(&stores, third, "ada").await));
}

/// An older replica does not know that the name is reserved.
#[tokio::test]
async fn reserved_name_belongs_to_the_user_who_registered_it_at_an_older_replica() {
    let database = TestDatabase::create().await;
    let (stores, older) = (open(&database.config(), 1), OlderReplica::on(&database).await);
    let ada = register(&stores, "ada").await.unwrap().id;
    stores.users.delete(ada, &password_hash(), at(4)).await.unwrap();
    let new = older.register("ada").await;
    assert!(matches!(register(&stores, "ada").await, Err(SaveUserError::EmailTaken)));
    assert_eq!(rename(&stores, new, "Ada").await.unwrap().username.as_str(), "Ada");
    rename(&stores, new, "lovelace").await.unwrap();
    // The later release decides for whom the name is reserved.
    assert_eq!(rename(&stores, new, "ada").await.unwrap().id, new);
}

#[tokio::test]
async fn registration_waits_for_a_concurrent_rename_at_an_older_replica() {
    for (end, is_free) in [("COMMIT", true), ("ROLLBACK", false)] {
        let database = TestDatabase::create().await;
        let (stores, older) = (open(&database.config(), 1), OlderReplica::on(&database).await);
        let ada = register(&stores, "ada").await.unwrap().id;
        older.0.batch_execute("BEGIN").await.unwrap();
        older.rename(ada, "lovelace").await;
        let finish = async {
            database.wait_until_a_lock_is_awaited().await;
            older.0.batch_execute(end).await.unwrap();
        };
        let (registered, ()) = join(register_username(&stores, "second", "ada"), finish).await;
        assert_eq!(registered.is_ok(), is_free, "{end}: {registered:?}");
    }
}

// assures: R511
#[tokio::test]
async fn one_of_many_concurrent_registrations_takes_over_a_released_name() {
    let database = TestDatabase::create().await;
    let (stores, older) = (open(&database.config(), 8), OlderReplica::on(&database).await);
    let ada = register(&stores, "ada").await.unwrap().id;
    older.rename(ada, "lovelace").await;
    let addresses = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
    let created = join_all(addresses.map(|email| register_username(&stores, email, "ada"))).await;
    assert_eq!(created.iter().filter(|created| created.is_ok()).count(), 1);
    assert_eq!(created.iter().filter(|created| is_username_taken(created)).count(), 7);
}

// assures: R511
/// All transactions write in one order. PostgreSQL does not resolve a deadlock here, so a deadlock would end with a lock
/// timeout.
#[tokio::test]
async fn renames_and_registrations_of_one_name_do_not_deadlock() {
    let database = TestDatabase::create().await;
    let url = SecretString::from(format!("{}?options=-c%20deadlock_timeout%3D60s", database.url()));
    let stores = open(&PostgresConfig::parse(&url).unwrap(), 8);
    let mut users = Vec::new();
    for name in ["ada", "bob", "cid", "dan"] {
        users.push(register(&stores, name).await.unwrap().id);
    }
    for round in 0..30 {
        let name = format!("name{round}");
        let emails = [0, 1, 2, 3].map(|n| format!("new{round}x{n}"));
        let renames = join_all(users.iter().map(|user| rename(&stores, *user, &name)));
        let registrations = join_all(emails.iter().map(|email| register_username(&stores, email, &name)));
        let (renamed, registered) = join(renames, registrations).await;
        let all = renamed.iter().chain(&registered);
        assert_eq!(all.clone().filter(|saved| saved.is_ok()).count(), 1);
        assert_eq!(all.filter(|saved| is_username_taken(saved)).count(), 7);
    }
}

#[tokio::test]
async fn rename_that_is_the_victim_of_a_deadlock_is_retried() {
    let database = TestDatabase::create().await;
    let (stores, older) = (open(&database.config(), 1), OlderReplica::on(&database).await);
    let [ada, bob] = [register(&stores, "ada").await.unwrap().id, register(&stores, "bob").await.unwrap().id];
    // PostgreSQL aborts the transaction that detects the deadlock first.
    older.0.batch_execute("SET deadlock_timeout = '60s'; BEGIN").await.unwrap();
    older.rename(bob, "lovelace").await;
    let close_the_circle = async {
        database.wait_until_a_lock_is_awaited().await;
        let lock = format!("SELECT FROM users WHERE id = {ada} FOR UPDATE; ROLLBACK");
        older.0.batch_execute(&lock).await.unwrap();
    };
    let (renamed, ()) = join(rename(&stores, ada, "lovelace"), close_the_circle).await;
    assert_eq!(renamed.unwrap().username.as_str(), "lovelace");
}
