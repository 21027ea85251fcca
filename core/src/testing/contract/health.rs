//! The contract of [`DatabaseHealth`](crate::stores::DatabaseHealth).

use crate::stores::Stores;

contract!($ health(Stores) as __health_contract:
    health_check_succeeds,
);

async fn health_check_succeeds(stores: &Stores) {
    stores.health.check().await.unwrap();
}
