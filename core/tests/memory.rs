//! The memory stores satisfy the contract that other stores are compared with.

use tasklane_core::contract_tests;
use tasklane_core::stores::Stores;
use tasklane_core::testing::MemoryDatabase;

async fn fresh() -> (Stores, ()) {
    (MemoryDatabase::stores(), ())
}

contract_tests!(fresh);
