//! The contract of [`UserStore`](crate::user::UserStore) for changes that users make to their own account.

use futures_util::future::{join, join_all};

use super::suite::{HIGH_SESSION_LIMIT, add_user};
use crate::ids::{SessionId, UserId};
use crate::session::RevokedSince;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::{CreateTaskError, Page, ReadLimit, TaskQuery};
use crate::testing::examples::{at, new_task, new_user, password_hash, quota_of, session};
use crate::user::{
    Email, LoginName, Name, PasswordChange, PasswordHash, ProfileChange, SaveUserError, Username,
};

contract!($ own_account(Stores) as __own_account_contract:
    profile_change_affects_only_the_given_fields,
    concurrent_changes_of_different_fields_both_apply,
    profile_change_to_a_taken_name_is_rejected,
    email_change_requires_the_verified_hash,
    profile_change_of_a_missing_or_inactive_user_is_rejected,
    password_change_revokes_all_sessions_except_one,
    password_change_requires_the_stored_hash,
    one_of_many_concurrent_password_changes_succeeds,
    no_session_of_the_old_hash_survives_a_password_change,
    user_deletion_removes_tasks_and_sessions,
    user_deletion_requires_the_stored_hash,
    deleted_users_are_recorded_until_they_are_purged,
    scans_return_all_tasks_and_sessions_in_pages,
);

fn change(user_id: UserId) -> ProfileChange {
    ProfileChange::empty(user_id, at(7))
}

fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text.to_owned())
}

fn password_change(user_id: UserId, hash: PasswordHash, keep: Option<SessionId>) -> PasswordChange {
    PasswordChange {
        user_id,
        old_hash: password_hash(),
        new_hash: hash,
        kept_session: keep,
        mail: None,
        at: at(7),
    }
}

async fn profile_change_affects_only_the_given_fields(stores: &Stores) {
    let before = stores.users.create(&new_user("ada"), at(0)).await.unwrap();
    let (email, username) = (Email::parse("Ada@Home.example").unwrap(), Username::parse("Ædå").unwrap());
    let whole = ProfileChange {
        email: Some(email.clone()),
        username: Some(username.clone()),
        name: Some(Name::parse("Ada 🦀").unwrap()),
        verified_hash: Some(password_hash()),
        ..change(before.id)
    };
    let changed = stores.users.change_profile(&whole).await.unwrap();
    assert_eq!((&changed.email, &changed.username), (&email, &username));
    assert_eq!(changed.name.as_ref().map(Name::as_str), Some("Ada 🦀"));
    assert_eq!((changed.id, changed.is_active), (before.id, true));
    assert_eq!((changed.created_at, changed.updated_at), (at(0), at(7)));
    assert_eq!(stores.users.find(before.id).await.unwrap(), Some(changed.clone()));
    for name in ["ÆDÅ", "ADA@home.example"] {
        let found = stores.users.find_credentials(&LoginName::parse(name).unwrap()).await.unwrap().unwrap();
        assert_eq!((found.user, found.password_hash.expose()), (changed.clone(), "a hash"), "{name}");
    }
    assert!(stores.users.find_credentials(&LoginName::parse("ada").unwrap()).await.unwrap().is_none());
    let nameless = ProfileChange { name: Some(None), ..change(before.id) };
    let cleared = stores.users.change_profile(&nameless).await.unwrap();
    assert_eq!((cleared.name, cleared.email, cleared.username), (None, email, username));
}

async fn concurrent_changes_of_different_fields_both_apply(stores: &Stores) {
    let id = add_user(stores, "ada").await;
    let name = ProfileChange { name: Some(Name::parse("Ada").unwrap()), ..change(id) };
    let username = ProfileChange { username: Some(Username::parse("lovelace").unwrap()), ..change(id) };
    let (one, other) = join(stores.users.change_profile(&name), stores.users.change_profile(&username)).await;
    one.unwrap();
    other.unwrap();
    let stored = stores.users.find(id).await.unwrap().unwrap();
    assert_eq!(stored.name.as_ref().map(Name::as_str), Some("Ada"));
    assert_eq!((stored.username.as_str(), stored.email.as_str()), ("lovelace", "ada@example.org"));
}

async fn profile_change_to_a_taken_name_is_rejected(stores: &Stores) {
    let [ada, _bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let email = ProfileChange {
        email: Some(Email::parse("BOB@example.org").unwrap()),
        verified_hash: Some(password_hash()),
        ..change(ada)
    };
    let username = ProfileChange { username: Some(Username::parse("BOB").unwrap()), ..change(ada) };
    let both = ProfileChange { username: username.username.clone(), ..email.clone() };
    for (taken, is_email) in [(email, true), (username, false), (both, true)] {
        let rejected = stores.users.change_profile(&taken).await;
        let named = matches!(rejected, Err(SaveUserError::EmailTaken));
        assert!(
            named == is_email && (named || matches!(rejected, Err(SaveUserError::UsernameTaken))),
            "{rejected:?}"
        );
    }
    let stored = stores.users.find(ada).await.unwrap().unwrap();
    assert_eq!((stored.username.as_str(), stored.updated_at), ("ada", at(0)));
    // A user may set a name that differs from the current name only in case.
    let own = ProfileChange {
        email: Some(Email::parse("ADA@example.org").unwrap()),
        username: Some(Username::parse("Ada").unwrap()),
        ..change(ada)
    };
    assert_eq!(stores.users.change_profile(&own).await.unwrap().email.as_str(), "ADA@example.org");
}

async fn email_change_requires_the_verified_hash(stores: &Stores) {
    let id = add_user(stores, "ada").await;
    let another = ProfileChange { email: Some(Email::parse("ada@home.example").unwrap()), ..change(id) };
    for verified in [None, Some(hash("another hash"))] {
        let rejected =
            stores.users.change_profile(&ProfileChange { verified_hash: verified, ..another.clone() }).await;
        assert!(matches!(rejected, Err(SaveUserError::Store(StoreError::Conflict))), "{rejected:?}");
    }
    let same = ProfileChange { email: Some(Email::parse("Ada@Example.org").unwrap()), ..change(id) };
    assert_eq!(stores.users.change_profile(&same).await.unwrap().email.as_str(), "Ada@Example.org");
}

async fn profile_change_of_a_missing_or_inactive_user_is_rejected(stores: &Stores) {
    let id = add_user(stores, "ada").await;
    let missing_user = UserId::new(id.get() + 1).unwrap();
    stores.users.set_active(id, false, at(1)).await.unwrap();
    for id in [id, missing_user] {
        let rejected = stores.users.change_profile(&ProfileChange { name: Some(None), ..change(id) }).await;
        assert!(matches!(rejected, Err(SaveUserError::Store(StoreError::Conflict))), "{rejected:?}");
    }
}

async fn password_change_revokes_all_sessions_except_one(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let sessions = [session(ada, 1), session(ada, 2), session(ada, 3), session(bob, 4)];
    for session in &sessions {
        stores.sessions.create(session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    }
    let [current, other, logged_out, of_bob] = sessions.map(|session| session.id);
    stores.sessions.revoke(ada, logged_out, at(1), None).await.unwrap();
    let ended = stores
        .users
        .change_password(&password_change(ada, hash("a newer hash"), Some(current)))
        .await
        .unwrap();
    assert_eq!(ended, [other]);
    let is_live = async |user, id| stores.sessions.is_live(user, id, at(8)).await.unwrap();
    assert!(is_live(ada, current).await && is_live(bob, of_bob).await);
    assert!(!is_live(ada, other).await);
    let stored = stores.users.find_credentials_of(ada).await.unwrap().unwrap();
    assert_eq!((stored.password_hash.expose(), stored.user.updated_at), ("a newer hash", at(7)));
    let again =
        PasswordChange { old_hash: hash("a newer hash"), ..password_change(ada, hash("the newest"), None) };
    assert_eq!(stores.users.change_password(&again).await.unwrap(), [current]);
    assert!(!is_live(ada, current).await);
    assert_eq!(
        stores.sessions.find_revoked_since(at(7), at(7), HIGH_SESSION_LIMIT).await.unwrap().sessions.len(),
        2
    );
}

async fn password_change_requires_the_stored_hash(stores: &Stores) {
    let id = add_user(stores, "ada").await;
    stores.sessions.create(&session(id, 1), &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    let missing_user = UserId::new(id.get() + 1).unwrap();
    let stale =
        PasswordChange { old_hash: hash("another hash"), ..password_change(id, hash("a newer hash"), None) };
    for rejected in [stale, password_change(missing_user, hash("a newer hash"), None)] {
        let rejected = stores.users.change_password(&rejected).await;
        assert!(matches!(rejected, Err(StoreError::Conflict)), "{rejected:?}");
    }
    assert!(stores.sessions.is_live(id, session(id, 1).id, at(8)).await.unwrap());
    let stored = stores.users.find_credentials_of(id).await.unwrap().unwrap();
    assert_eq!(stored.password_hash.expose(), "a hash");
}

async fn one_of_many_concurrent_password_changes_succeeds(stores: &Stores) {
    let id = add_user(stores, "ada").await;
    let changes: Vec<_> = (0..8).map(|n| password_change(id, hash(&format!("hash {n}")), None)).collect();
    let done = join_all(changes.iter().map(|change| stores.users.change_password(change))).await;
    assert_eq!(done.iter().filter(|result| result.is_ok()).count(), 1);
    for lost in done.iter().filter(|result| result.is_err()) {
        assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    }
}

async fn no_session_of_the_old_hash_survives_a_password_change(stores: &Stores) {
    let id = add_user(stores, "ada").await;
    let [old, change] = [password_hash(), hash("a newer hash")];
    let sessions: Vec<_> = (1..=16).map(|number| session(id, number)).collect();
    let change = password_change(id, change, None);
    let opened = join_all(
        sessions.iter().map(|session| stores.sessions.create(session, &old, HIGH_SESSION_LIMIT, None)),
    );
    let (opened, ended) = join(opened, stores.users.change_password(&change)).await;
    let count = opened.iter().filter(|result| result.is_ok()).count();
    assert_eq!(ended.unwrap().len(), count);
    for (session, opened) in sessions.iter().zip(opened) {
        assert!(matches!(opened, Ok(_) | Err(StoreError::Conflict)), "{opened:?}");
        assert!(!stores.sessions.is_live(id, session.id, at(8)).await.unwrap());
    }
}

// assures: R512
async fn user_deletion_removes_tasks_and_sessions(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let add =
        async |owner| stores.tasks.create(owner, &new_task("task"), at(0), quota_of(10)).await.unwrap().id;
    let [deleted, _kept, newest] = [add(ada).await, add(ada).await, add(bob).await];
    stores.tasks.delete(ada, deleted, None, at(1)).await.unwrap();
    let [of_ada, of_bob] = [session(ada, 1), session(bob, 2)];
    for session in [&of_ada, &of_bob] {
        stores.sessions.create(session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    }
    stores.users.delete(ada, &password_hash(), at(7)).await.unwrap();
    assert_eq!(stores.users.find(ada).await.unwrap(), None);
    let listed =
        async |owner| stores.tasks.list(owner, &TaskQuery::unfiltered(Page::ALL)).await.unwrap().tasks.len();
    assert_eq!((listed(ada).await, listed(bob).await), (0, 1));
    assert_eq!(stores.sessions.find(ada, of_ada.id).await.unwrap(), None);
    assert!(!stores.sessions.is_live(ada, of_ada.id, at(8)).await.unwrap());
    assert!(stores.sessions.is_live(bob, of_bob.id, at(8)).await.unwrap());
    let late = stores.tasks.create(ada, &new_task("task"), at(8), quota_of(10)).await;
    assert!(matches!(late, Err(CreateTaskError::OwnerDeleted)), "{late:?}");
    // Ids are not reused.
    let again = stores.users.create(&new_user("cid"), at(9)).await.unwrap();
    assert!(again.id > bob);
    assert!(add(again.id).await > newest);
}

async fn user_deletion_requires_the_stored_hash(stores: &Stores) {
    let id = add_user(stores, "ada").await;
    let task = stores.tasks.create(id, &new_task("task"), at(0), quota_of(10)).await.unwrap();
    let missing_user = UserId::new(id.get() + 1).unwrap();
    for (id, verified) in [(id, hash("another hash")), (missing_user, password_hash())] {
        let rejected = stores.users.delete(id, &verified, at(7)).await;
        assert!(matches!(rejected, Err(StoreError::Conflict)), "{rejected:?}");
    }
    assert!(stores.tasks.find(id, task.id).await.unwrap().is_some());
    assert_eq!(
        stores.sessions.find_revoked_since(at(0), at(0), HIGH_SESSION_LIMIT).await.unwrap(),
        RevokedSince::default()
    );
}

async fn deleted_users_are_recorded_until_they_are_purged(stores: &Stores) {
    let delete = async |username, n| {
        let id = add_user(stores, username).await;
        stores.users.delete(id, &password_hash(), at(n)).await.unwrap();
        id
    };
    let [ada, bob, cid] = [delete("ada", 1).await, delete("bob", 2).await, delete("cid", 3).await];
    let deleted = async |since| {
        let mut users =
            stores.sessions.find_revoked_since(at(since), at(0), HIGH_SESSION_LIMIT).await.unwrap().users;
        users.sort_unstable();
        users
    };
    assert_eq!(deleted(1).await, [ada, bob, cid]);
    assert_eq!(deleted(2).await, [bob, cid]);
    assert_eq!(deleted(4).await, []);
    assert_eq!(stores.users.purge_deleted_users(at(3), 1).await.unwrap(), 1);
    assert_eq!(deleted(0).await.len(), 2);
    assert_eq!(stores.users.purge_deleted_users(at(3), 10).await.unwrap(), 1);
    assert_eq!(stores.users.purge_deleted_users(at(3), 10).await.unwrap(), 0);
    assert_eq!(deleted(0).await, [cid]);
}

async fn scans_return_all_tasks_and_sessions_in_pages(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let add = async |owner| stores.tasks.create(owner, &new_task("task"), at(0), quota_of(10)).await.unwrap();
    let [first, second, _of_bob, third] = [add(ada).await, add(ada).await, add(bob).await, add(ada).await];
    stores.tasks.delete(ada, second.id, None, at(4)).await.unwrap();
    let all = stores.tasks.scan(ada, None, ReadLimit::of_rows(10)).await.unwrap();
    assert_eq!(all.iter().map(|record| record.task.id).collect::<Vec<_>>(), [first.id, second.id, third.id]);
    assert_eq!(all.iter().map(|record| record.deleted_at).collect::<Vec<_>>(), [None, Some(at(4)), None]);
    assert_eq!(all.first().map(|record| &record.task), Some(&first));
    let page = stores.tasks.scan(ada, Some(first.id), ReadLimit::of_rows(1)).await.unwrap();
    assert_eq!(page.iter().map(|record| record.task.id).collect::<Vec<_>>(), [second.id]);
    assert_eq!(stores.tasks.scan(ada, Some(third.id), ReadLimit::of_rows(10)).await.unwrap(), []);
    let sessions = [session(ada, 1), session(ada, 2), session(bob, 3), session(ada, 4)];
    for session in &sessions {
        stores.sessions.create(session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    }
    let [one, two, of_bob, four] = sessions.map(|session| session.id);
    stores.sessions.revoke(ada, two, at(5), None).await.unwrap();
    let all = stores.sessions.scan(ada, None, 10).await.unwrap();
    assert_eq!(all.iter().map(|record| record.id).collect::<Vec<_>>(), [one, two, four]);
    assert_eq!(all.iter().map(|record| record.revoked_at).collect::<Vec<_>>(), [None, Some(at(5)), None]);
    let page = stores.sessions.scan(ada, Some(one), 1).await.unwrap();
    assert_eq!(page.iter().map(|record| record.id).collect::<Vec<_>>(), [two]);
    assert_eq!(stores.sessions.scan(bob, Some(of_bob), 10).await.unwrap(), []);
}
