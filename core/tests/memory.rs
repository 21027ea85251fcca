//! Tests that the memory stores satisfy the contracts of all stores.

use tasklane_core::contract_tests;
use tasklane_core::stores::Stores;
use tasklane_core::testing::MemoryDatabase;

async fn fresh() -> (Stores, ()) {
    (MemoryDatabase::stores(), ())
}

contract_tests!(fresh);
