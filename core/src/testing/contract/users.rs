//! The contract of [`UserStore`](crate::user::UserStore).

use futures_util::future::join_all;

use crate::ids::UserId;
use crate::stores::Stores;
use crate::testing::examples::{at, new_user};
use crate::user::{Email, LoginName, Name, NewUser, PasswordHash, SaveUserError, Username};

contract!($ users(Stores) as __users_contract:
    stored_user_equals_the_created_one,
    names_are_unique_ignoring_case,
    email_conflict_is_reported_before_username_conflict,
    one_of_many_concurrent_registrations_succeeds,
    credentials_are_found_by_email_username_and_id,
    password_hash_is_replaced_only_if_unchanged,
    deactivation_is_stored,
    unlock_time_is_stored,
    users_are_listed_in_pages_by_id,
);

async fn stored_user_equals_the_created_one(stores: &Stores) {
    let new = NewUser {
        email: Email::parse("Ada.Lovelace@Example.org").unwrap(),
        username: Username::parse("Ådå ﬁnn").unwrap(),
        name: Name::parse("Ada 🦀 'O\"Brien; --").unwrap(),
        password_hash: PasswordHash::new("$2b$12$abc".to_owned()),
        ..new_user("unused")
    };
    let user = stores.users.create(&new, at(1)).await.unwrap();
    assert_eq!((&user.email, &user.username, &user.name), (&new.email, &new.username, &new.name));
    assert!(user.is_active);
    assert_eq!((user.created_at, user.updated_at), (at(1), at(1)));
    assert_eq!(stores.users.find(user.id).await.unwrap(), Some(user.clone()));
    assert_eq!(stores.users.find(UserId::new(user.id.get() + 1).unwrap()).await.unwrap(), None);
    assert_ne!(stores.users.create(&new_user("other"), at(2)).await.unwrap().id, user.id);
}

async fn names_are_unique_ignoring_case(stores: &Stores) {
    stores.users.create(&new_user("straße"), at(0)).await.unwrap();
    let same_email = NewUser { email: Email::parse("STRASSE@example.org").unwrap(), ..new_user("other") };
    stores.users.create(&same_email, at(0)).await.unwrap();
    let same_email = NewUser { username: Username::parse("third").unwrap(), ..same_email };
    let taken = stores.users.create(&same_email, at(0)).await;
    assert!(matches!(taken, Err(SaveUserError::EmailTaken)), "{taken:?}");
    let same_username = NewUser { username: Username::parse("STRASSE").unwrap(), ..new_user("fourth") };
    let taken = stores.users.create(&same_username, at(0)).await;
    assert!(matches!(taken, Err(SaveUserError::UsernameTaken)), "{taken:?}");
}

async fn email_conflict_is_reported_before_username_conflict(stores: &Stores) {
    stores.users.create(&new_user("ada"), at(0)).await.unwrap();
    let taken = stores.users.create(&new_user("ada"), at(0)).await;
    assert!(matches!(taken, Err(SaveUserError::EmailTaken)), "{taken:?}");
    stores.users.create(&new_user("bob"), at(0)).await.unwrap();
    let two_owners = NewUser { username: Username::parse("bob").unwrap(), ..new_user("ada") };
    let taken = stores.users.create(&two_owners, at(0)).await;
    assert!(matches!(taken, Err(SaveUserError::EmailTaken)), "{taken:?}");
}

// assures: R511
async fn one_of_many_concurrent_registrations_succeeds(stores: &Stores) {
    let new = new_user("ada");
    let created = join_all((0..8).map(|_| stores.users.create(&new, at(0)))).await;
    assert_eq!(created.iter().filter(|result| result.is_ok()).count(), 1);
    for rejected in created.iter().filter(|result| result.is_err()) {
        assert!(matches!(rejected, Err(SaveUserError::EmailTaken)), "{rejected:?}");
    }
}

async fn credentials_are_found_by_email_username_and_id(stores: &Stores) {
    let user = stores.users.create(&new_user("Ada"), at(0)).await.unwrap();
    for name in ["ada", "ADA", "aDa@EXAMPLE.org"] {
        let found = stores.users.find_credentials(&LoginName::parse(name).unwrap()).await.unwrap().unwrap();
        assert_eq!(found.user, user, "{name}");
        assert_eq!(found.password_hash.expose(), "a hash");
    }
    let by_id = stores.users.find_credentials_of(user.id).await.unwrap().unwrap();
    assert_eq!((by_id.user, by_id.password_hash.expose()), (user.clone(), "a hash"));
    let missing_user = UserId::new(user.id.get() + 1).unwrap();
    assert!(stores.users.find_credentials_of(missing_user).await.unwrap().is_none());
    let missing = stores.users.find_credentials(&LoginName::parse("nobody").unwrap()).await.unwrap();
    assert!(missing.is_none());
}

async fn password_hash_is_replaced_only_if_unchanged(stores: &Stores) {
    let user = stores.users.create(&new_user("ada"), at(0)).await.unwrap();
    let [old, new] = ["a hash", "a newer hash"].map(|hash| PasswordHash::new(hash.to_owned()));
    assert!(stores.users.replace_hash(user.id, &old, &new).await.unwrap());
    assert!(!stores.users.replace_hash(user.id, &old, &new).await.unwrap());
    let found = stores.users.find_credentials(&LoginName::parse("ada").unwrap()).await.unwrap().unwrap();
    assert_eq!(found.password_hash.expose(), "a newer hash");
}

async fn deactivation_is_stored(stores: &Stores) {
    let user = stores.users.create(&new_user("ada"), at(0)).await.unwrap();
    assert!(stores.users.set_active(user.id, false, at(5)).await.unwrap());
    let found = stores.users.find(user.id).await.unwrap().unwrap();
    assert_eq!((found.is_active, found.created_at, found.updated_at), (false, at(0), at(5)));
    assert!(!stores.users.set_active(UserId::new(999).unwrap(), false, at(5)).await.unwrap());
}

async fn unlock_time_is_stored(stores: &Stores) {
    let user = stores.users.create(&new_user("ada"), at(0)).await.unwrap();
    assert_eq!(user.unlocked_at, None);
    for when in [at(5), at(6)] {
        assert!(stores.users.unlock(user.id, when).await.unwrap());
        let found = stores.users.find_credentials(&LoginName::parse("ada").unwrap()).await.unwrap().unwrap();
        assert_eq!((found.user.unlocked_at, found.user.updated_at), (Some(when), at(0)));
    }
    assert!(!stores.users.unlock(UserId::new(999).unwrap(), at(5)).await.unwrap());
}

async fn users_are_listed_in_pages_by_id(stores: &Stores) {
    let add = async |name| stores.users.create(&new_user(name), at(0)).await.unwrap();
    let [zoe, ada, bob] = [add("zoe").await, add("ada").await, add("bob").await];
    assert_eq!(stores.users.list(None, 10).await.unwrap(), [zoe.clone(), ada.clone(), bob.clone()]);
    assert_eq!(stores.users.list(None, 2).await.unwrap(), [zoe.clone(), ada.clone()]);
    assert_eq!(stores.users.list(Some(zoe.id), 1).await.unwrap(), [ada]);
    assert_eq!(stores.users.list(Some(bob.id), 10).await.unwrap(), []);
}
