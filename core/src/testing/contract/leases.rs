//! The contract of [`Leases`](crate::lease::Leases).

use futures_util::future::join_all;
use uuid::Uuid;

use crate::stores::Stores;
use crate::testing::examples::at;

contract!($ leases(Stores) as __leases_contract:
    lease_is_held_until_it_expires,
    lease_is_released_only_by_its_holder,
    lease_is_granted_to_one_of_many_concurrent_callers,
);

const ONE: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

async fn acquire(stores: &Stores, name: &str, holder: Uuid, now: i64, until: i64) -> bool {
    stores.leases.acquire(name, holder, at(now), at(until)).await.unwrap()
}

async fn lease_is_held_until_it_expires(stores: &Stores) {
    assert!(acquire(stores, "purge", ONE, 0, 10).await);
    assert!(!acquire(stores, "purge", OTHER, 9, 20).await);
    assert!(acquire(stores, "another", OTHER, 9, 20).await);
    assert!(acquire(stores, "purge", ONE, 9, 15).await, "the holder must be able to extend the lease");
    assert!(!acquire(stores, "purge", OTHER, 14, 30).await);
    assert!(acquire(stores, "purge", OTHER, 15, 30).await);
    assert!(!acquire(stores, "purge", ONE, 16, 40).await);
}

async fn lease_is_released_only_by_its_holder(stores: &Stores) {
    assert!(acquire(stores, "purge", ONE, 0, 10).await);
    stores.leases.release("purge", OTHER).await.unwrap();
    assert!(!acquire(stores, "purge", OTHER, 1, 10).await);
    stores.leases.release("purge", ONE).await.unwrap();
    assert!(acquire(stores, "purge", OTHER, 1, 10).await);
    stores.leases.release("never held", ONE).await.unwrap();
}

async fn lease_is_granted_to_one_of_many_concurrent_callers(stores: &Stores) {
    for round in 0..2 {
        let now = round * 100;
        let asked = (0..8).map(|n| acquire(stores, "purge", Uuid::from_u128(10 + n), now, now + 50));
        let got = join_all(asked).await;
        assert_eq!(got.into_iter().filter(|got| *got).count(), 1, "round {round}");
    }
}
