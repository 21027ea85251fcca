//! The contract of [`LinkStore`](crate::user::mail::LinkStore).

use futures_util::future::join;

use super::suite::add_user;
use crate::handle::HandleId;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::testing::examples::{at, link, password_hash};
use crate::user::mail::{LinkPurpose, LinkRecord};

contract!($ links(Stores) as __links_contract:
    link_is_found_by_user_and_id,
    link_of_a_missing_user_is_rejected,
    removed_link_is_not_found,
    links_are_counted_by_user_purpose_and_time,
    expired_links_are_purged_in_steps,
    links_are_removed_with_their_user,
    no_link_of_a_deleted_user_is_added_concurrently,
);

fn reset_link(user: UserId, number: u8) -> LinkRecord {
    link(user, number, LinkPurpose::ResetPassword, "ada@example.org")
}

async fn link_is_found_by_user_and_id(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    for (number, purpose) in (1..).zip(LinkPurpose::ALL) {
        let of_ada = link(ada, number, purpose, "Ada.Å@Example.org");
        // Ids are unique among the links of one user only.
        let of_bob = LinkRecord { created_at: at(1), ..link(bob, number, purpose, "bob@example.org") };
        for added in [&of_ada, &of_bob] {
            stores.links.add(added).await.unwrap();
        }
        for added in [of_ada, of_bob] {
            assert_eq!(stores.links.find(added.user_id, added.id).await.unwrap(), Some(added));
        }
    }
    assert_eq!(stores.links.find(ada, HandleId([9; 16])).await.unwrap(), None);
}

async fn link_of_a_missing_user_is_rejected(stores: &Stores) {
    let missing = UserId::new(add_user(stores, "ada").await.get() + 1).unwrap();
    let added = stores.links.add(&reset_link(missing, 1)).await;
    assert!(matches!(added, Err(StoreError::Conflict)), "{added:?}");
    assert_eq!(stores.links.find(missing, HandleId([1; 16])).await.unwrap(), None);
}

async fn removed_link_is_not_found(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let [removed, other] = [reset_link(user, 1), reset_link(user, 2)];
    stores.links.add(&removed).await.unwrap();
    stores.links.add(&other).await.unwrap();
    for _ in 0..2 {
        stores.links.remove(user, removed.id).await.unwrap();
    }
    assert_eq!(stores.links.find(user, removed.id).await.unwrap(), None);
    assert_eq!(stores.links.find(user, other.id).await.unwrap(), Some(other));
}

async fn links_are_counted_by_user_purpose_and_time(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let made = |user, number, micros| LinkRecord { created_at: at(micros), ..reset_link(user, number) };
    let expired = LinkRecord { expires_at: at(6), ..made(ada, 3, 5) };
    let other = link(ada, 4, LinkPurpose::VerifyEmail, "ada@example.org");
    for added in [made(ada, 1, 3), made(ada, 2, 4), expired, other, made(bob, 5, 5)] {
        stores.links.add(&added).await.unwrap();
    }
    let count = async |since| stores.links.count_since(ada, LinkPurpose::ResetPassword, at(since)).await;
    assert_eq!([count(2).await.unwrap(), count(3).await.unwrap(), count(5).await.unwrap()], [3, 2, 0]);
    let verify = stores.links.count_since(ada, LinkPurpose::VerifyEmail, at(-1)).await.unwrap();
    assert_eq!(verify, 1);
}

async fn expired_links_are_purged_in_steps(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let expiring = |user, number, micros| LinkRecord { expires_at: at(micros), ..reset_link(user, number) };
    let kept = expiring(ada, 4, 10);
    for added in [&expiring(ada, 1, 9), &expiring(bob, 2, 8), &expiring(bob, 3, 7), &kept] {
        stores.links.add(added).await.unwrap();
    }
    let mut purged = Vec::new();
    for _ in 0..3 {
        purged.push(stores.links.purge(at(10), 2).await.unwrap());
    }
    assert_eq!(purged, [2, 1, 0]);
    assert_eq!(stores.links.find(ada, kept.id).await.unwrap(), Some(kept));
    for (user, number) in [(ada, 1), (bob, 2), (bob, 3)] {
        assert_eq!(stores.links.find(user, HandleId([number; 16])).await.unwrap(), None);
    }
}

async fn links_are_removed_with_their_user(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let [of_ada, of_bob] = [reset_link(ada, 1), reset_link(bob, 2)];
    stores.links.add(&of_ada).await.unwrap();
    stores.links.add(&of_bob).await.unwrap();
    stores.users.delete(ada, &password_hash(), at(1)).await.unwrap();
    assert_eq!(stores.links.find(ada, of_ada.id).await.unwrap(), None);
    assert_eq!(stores.links.find(bob, of_bob.id).await.unwrap(), Some(of_bob));
}

async fn no_link_of_a_deleted_user_is_added_concurrently(stores: &Stores) {
    let hash = password_hash();
    for number in 0..8 {
        let user = add_user(stores, &format!("ada{number}")).await;
        let link = reset_link(user, number);
        let (added, deleted) = join(stores.links.add(&link), stores.users.delete(user, &hash, at(1))).await;
        deleted.unwrap();
        assert!(matches!(added, Ok(()) | Err(StoreError::Conflict)), "{added:?}");
        assert_eq!(stores.links.find(user, link.id).await.unwrap(), None);
    }
}
