//! The contract of [`UserStore`](crate::user::UserStore) for login names: each name belongs to one user, and a released
//! name stays reserved.

use chrono::TimeDelta;
use futures_util::future::{join, join_all};

use super::suite::add_user;
use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::stores::Stores;
use crate::testing::examples::{at, new_user, password_hash};
use crate::user::{
    Email, LoginName, NAME_RESERVATION, NewUser, ProfileChange, SaveUserError, User, Username,
};

contract!($ login_names(Stores) as __login_names_contract:
    released_username_is_reserved_until_the_reservation_ends,
    released_email_is_reserved_until_the_reservation_ends,
    names_of_a_deleted_user_are_reserved_until_the_reservation_ends,
    user_takes_back_a_released_name,
    reserved_name_is_free_for_another_user_after_its_last_release,
    reserved_email_is_reported_before_a_taken_username,
    rejected_change_releases_no_name,
    change_of_case_does_not_release_the_name,
    purge_removes_only_names_whose_reservation_has_ended,
    one_of_many_concurrent_registrations_of_a_username_succeeds,
    rename_or_registration_of_the_same_name_succeeds,
    users_cannot_swap_names_at_the_same_time,
    deletion_and_registration_of_the_same_name_end_in_either_order,
    concurrent_renames_between_a_few_names_keep_them_unique,
    concurrent_renames_of_one_user_release_the_other_names,
);

type Saved = Result<User, SaveUserError>;

fn outcome(saved: &Saved) -> &'static str {
    match saved {
        Ok(_) => "saved",
        Err(SaveUserError::EmailTaken) => "e-mail address taken",
        Err(SaveUserError::UsernameTaken) => "username taken",
        Err(SaveUserError::Store(error)) => panic!("{error:?}"),
    }
}

fn email(local: &str) -> Email {
    Email::parse(&format!("{local}@example.org")).unwrap()
}

fn renaming(user_id: UserId, username: &str, at: Timestamp) -> ProfileChange {
    let username = Username::parse(username).ok();
    ProfileChange { username, verified_hash: Some(password_hash()), ..ProfileChange::empty(user_id, at) }
}

async fn rename(stores: &Stores, user: UserId, username: &str, at: Timestamp) -> Saved {
    stores.users.change_profile(&renaming(user, username, at)).await
}

async fn change_email(stores: &Stores, user: UserId, local: &str, at: Timestamp) -> Saved {
    let change = ProfileChange { username: None, email: Some(email(local)), ..renaming(user, "unused", at) };
    stores.users.change_profile(&change).await
}

/// Registers a user with the address `{local}@example.org`.
async fn register(stores: &Stores, local: &str, username: &str, at: Timestamp) -> Saved {
    let new = NewUser { email: email(local), ..new_user(username) };
    stores.users.create(&new, at).await
}

/// The first time at which a name released at `at(7)` is free.
fn free_again() -> Timestamp {
    at(7) + NAME_RESERVATION
}

fn just_before(time: Timestamp) -> Timestamp {
    time - TimeDelta::microseconds(1)
}

async fn released_username_is_reserved_until_the_reservation_ends(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    rename(stores, ada, "lovelace", at(7)).await.unwrap();
    for when in [at(7), just_before(free_again())] {
        let registered = register(stores, "third", "ADA", when).await;
        assert_eq!(outcome(&registered), "username taken", "{when}");
        assert_eq!(outcome(&rename(stores, bob, "Ada", when).await), "username taken", "{when}");
    }
    assert_eq!(stores.users.find(bob).await.unwrap().unwrap().username.as_str(), "bob");
    assert_eq!(outcome(&rename(stores, bob, "ada", free_again()).await), "saved");
    assert_eq!(outcome(&rename(stores, ada, "ada", free_again()).await), "username taken");
}

async fn released_email_is_reserved_until_the_reservation_ends(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    change_email(stores, ada, "lovelace", at(7)).await.unwrap();
    for when in [at(7), just_before(free_again())] {
        let registered = register(stores, "ADA", "third", when).await;
        assert_eq!(outcome(&registered), "e-mail address taken", "{when}");
        assert_eq!(outcome(&change_email(stores, bob, "Ada", when).await), "e-mail address taken", "{when}");
    }
    // The username is another kind of name.
    assert_eq!(outcome(&rename(stores, bob, "lovelace", at(8)).await), "saved");
    assert_eq!(outcome(&register(stores, "ada", "third", free_again()).await), "saved");
}

async fn names_of_a_deleted_user_are_reserved_until_the_reservation_ends(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    stores.users.delete(ada, &password_hash(), at(7)).await.unwrap();
    for when in [at(7), just_before(free_again())] {
        assert_eq!(outcome(&register(stores, "ada", "other", when).await), "e-mail address taken");
        assert_eq!(outcome(&register(stores, "other", "ada", when).await), "username taken");
    }
    let found = stores.users.find_credentials(&LoginName::Username("ada".to_owned())).await.unwrap();
    assert!(found.is_none(), "a reserved name must not be able to log in");
    let again = register(stores, "ada", "ada", free_again()).await.unwrap();
    assert!(again.id > ada);
}

async fn user_takes_back_a_released_name(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    for (n, name) in [(1, "lovelace"), (2, "ada"), (3, "lovelace"), (4, "byron"), (5, "ada")] {
        assert_eq!(rename(stores, ada, name, at(n)).await.unwrap().username.as_str(), name);
        assert_eq!(outcome(&change_email(stores, ada, name, at(n)).await), "saved");
    }
    let later = at(5) + NAME_RESERVATION;
    for taken in ["ada", "lovelace", "byron"] {
        let registered = register(stores, "other", taken, just_before(at(3) + NAME_RESERVATION)).await;
        assert_eq!(outcome(&registered), "username taken", "{taken}");
    }
    assert_eq!(outcome(&register(stores, "other", "ada", later).await), "username taken");
    assert_eq!(outcome(&register(stores, "other", "byron", later).await), "saved");
}

async fn reserved_name_is_free_for_another_user_after_its_last_release(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    rename(stores, ada, "lovelace", at(7)).await.unwrap();
    rename(stores, bob, "ada", free_again()).await.unwrap();
    rename(stores, bob, "bob", free_again()).await.unwrap();
    // Now the name is reserved for the user who released it last.
    assert_eq!(outcome(&rename(stores, ada, "ada", free_again()).await), "username taken");
    assert_eq!(outcome(&rename(stores, ada, "ada", free_again() + NAME_RESERVATION).await), "saved");
}

async fn reserved_email_is_reported_before_a_taken_username(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    change_email(stores, ada, "lovelace", at(7)).await.unwrap();
    rename(stores, ada, "lovelace", at(7)).await.unwrap();
    for (local, username) in [("ada", "ada"), ("ada", "lovelace"), ("ada", "bob"), ("lovelace", "ada")] {
        let registered = register(stores, local, username, at(8)).await;
        assert_eq!(outcome(&registered), "e-mail address taken", "{local} {username}");
        if username != "bob" {
            let change = ProfileChange { email: Some(email(local)), ..renaming(bob, username, at(8)) };
            let changed = stores.users.change_profile(&change).await;
            assert_eq!(outcome(&changed), "e-mail address taken", "{local} {username}");
        }
    }
}

async fn rejected_change_releases_no_name(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let change = ProfileChange { email: Some(email("lovelace")), ..renaming(ada, "bob", at(7)) };
    assert_eq!(outcome(&stores.users.change_profile(&change).await), "username taken");
    let conflict = ProfileChange { verified_hash: None, email: Some(email("lovelace")), ..change };
    stores.users.change_profile(&conflict).await.unwrap_err();
    // Neither user has or had this address.
    assert_eq!(outcome(&change_email(stores, bob, "lovelace", at(7)).await), "saved");
    let years_later = at(0) + TimeDelta::days(4000);
    assert_eq!(stores.users.purge_released_names(years_later, 10).await.unwrap(), 1);
    assert_eq!(outcome(&register(stores, "ada", "other", years_later).await), "e-mail address taken");
}

async fn change_of_case_does_not_release_the_name(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let change = ProfileChange { email: Some(email("ADA")), ..renaming(ada, "Ada", at(7)) };
    let changed = stores.users.change_profile(&change).await.unwrap();
    assert_eq!((changed.email.as_str(), changed.username.as_str()), ("ADA@example.org", "Ada"));
    assert_eq!(stores.users.purge_released_names(free_again(), 10).await.unwrap(), 0);
    assert_eq!(outcome(&register(stores, "other", "ada", free_again()).await), "username taken");
    assert_eq!(outcome(&register(stores, "ada", "other", free_again()).await), "e-mail address taken");
}

async fn purge_removes_only_names_whose_reservation_has_ended(stores: &Stores) {
    add_user(stores, "living").await;
    for (n, name) in [(1, "ada"), (2, "bob"), (3, "cid")] {
        let user = add_user(stores, name).await;
        stores.users.delete(user, &password_hash(), at(n)).await.unwrap();
    }
    let purge = async |now, limit| stores.users.purge_released_names(now, limit).await.unwrap();
    assert_eq!(purge(just_before(at(1) + NAME_RESERVATION), 10).await, 0);
    // Each user released two names.
    assert_eq!(purge(at(2) + NAME_RESERVATION, 3).await, 3);
    assert_eq!(purge(at(2) + NAME_RESERVATION, 3).await, 1);
    assert_eq!(purge(at(2) + NAME_RESERVATION, 3).await, 0);
    let registered = register(stores, "cid", "other", at(2) + NAME_RESERVATION).await;
    assert_eq!(outcome(&registered), "e-mail address taken");
    assert_eq!(outcome(&register(stores, "ada", "bob", at(9)).await), "saved");
}

// assures: R511
async fn one_of_many_concurrent_registrations_of_a_username_succeeds(stores: &Stores) {
    let addresses = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
    let created = join_all(addresses.map(|local| register(stores, local, "ada", at(0)))).await;
    let saved = created.iter().filter(|created| outcome(created) == "saved").count();
    let taken = created.iter().filter(|created| outcome(created) == "username taken").count();
    assert_eq!((saved, taken), (1, 7));
}

// assures: R511
async fn rename_or_registration_of_the_same_name_succeeds(stores: &Stores) {
    for n in 0..8 {
        let [own, new, wanted] = [format!("own{n}"), format!("new{n}"), format!("wanted{n}")];
        let user = add_user(stores, &own).await;
        let renamed = rename(stores, user, &wanted, at(1));
        let registered = register(stores, &new, &wanted, at(1));
        let (renamed, registered) = join(renamed, registered).await;
        let mut outcomes = [outcome(&renamed), outcome(&registered)];
        outcomes.sort_unstable();
        assert_eq!(outcomes, ["saved", "username taken"]);
    }
}

// assures: R511
async fn users_cannot_swap_names_at_the_same_time(stores: &Stores) {
    for n in 0..8 {
        let names = [format!("ada{n}"), format!("bob{n}")];
        let [ada, bob] = [add_user(stores, &names[0]).await, add_user(stores, &names[1]).await];
        let both = join(rename(stores, ada, &names[1], at(1)), rename(stores, bob, &names[0], at(1))).await;
        assert_eq!([outcome(&both.0), outcome(&both.1)], ["username taken"; 2]);
    }
}

// assures: R511
async fn deletion_and_registration_of_the_same_name_end_in_either_order(stores: &Stores) {
    for n in 0..8 {
        let name = format!("ada{n}");
        let user = add_user(stores, &name).await;
        // The name is free at the time of the registration if the deletion is committed first.
        let hash = password_hash();
        let deleted = stores.users.delete(user, &hash, at(1));
        let registered = register(stores, &name, &name, at(1) + NAME_RESERVATION);
        let (deleted, registered) = join(deleted, registered).await;
        deleted.unwrap();
        let owner = stores.users.find_credentials(&LoginName::Username(name)).await.unwrap();
        match outcome(&registered) {
            "saved" => assert_eq!(owner.unwrap().user, registered.unwrap()),
            rejected => assert_eq!((rejected, owner.is_none()), ("e-mail address taken", true)),
        }
    }
}

// assures: R511
/// Each round begins after all reservations have ended, so that every name that no user has is free.
async fn concurrent_renames_between_a_few_names_keep_them_unique(stores: &Stores) {
    let names = ["name0", "name1", "name2", "name3", "name4", "name5"];
    let users = join_all(names[..4].iter().map(|name| add_user(stores, name))).await;
    let mut now = at(0);
    for round in 1..=8 {
        now += NAME_RESERVATION;
        let wanted = names.iter().cycle().skip(round).step_by(5);
        let targets = users.iter().cycle().zip(wanted).take(12);
        let saved = join_all(targets.map(|(user, name)| rename(stores, *user, name, now))).await;
        for saved in &saved {
            assert!(["saved", "username taken"].contains(&outcome(saved)));
        }
        let mut taken = Vec::new();
        for user in &users {
            let stored = stores.users.find(*user).await.unwrap().unwrap();
            let name = LoginName::from(&stored.username);
            let found = stores.users.find_credentials(&name).await.unwrap().unwrap();
            assert_eq!(found.user.id, *user, "{name:?}");
            taken.push(name);
        }
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), users.len());
    }
}

async fn concurrent_renames_of_one_user_release_the_other_names(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let names = ["lovelace", "byron", "king", "noel"];
    for saved in join_all(names.map(|name| rename(stores, ada, name, at(7)))).await {
        assert_eq!(outcome(&saved), "saved");
    }
    let current = stores.users.find(ada).await.unwrap().unwrap().username;
    assert!(names.contains(&current.as_str()));
    for name in names.into_iter().chain(["ada"]) {
        assert_eq!(outcome(&register(stores, "new", name, at(8)).await), "username taken", "{name}");
    }
    assert_eq!(stores.users.purge_released_names(free_again(), 10).await.unwrap(), 4);
}
