//! The memory stores keep the contract that they are measured with.

use tasklane_core::testing::{MemoryDatabase, contract};

#[tokio::test]
async fn memory_keeps_the_contract_of_every_port() {
    contract::all(async || (MemoryDatabase::stores(), ())).await;
}
