//! The stores of one database.

use std::sync::Arc;

use async_trait::async_trait;

use crate::lease::Leases;
use crate::session::SessionStore;
use crate::store_error::StoreError;
use crate::task::{TaskRetention, TaskStore};
use crate::user::{KnownNetworks, UserStore};

#[derive(Clone)]
pub struct Stores {
    pub users: Arc<dyn UserStore>,
    pub networks: Arc<dyn KnownNetworks>,
    pub tasks: Arc<dyn TaskStore>,
    pub task_retention: Arc<dyn TaskRetention>,
    pub sessions: Arc<dyn SessionStore>,
    pub leases: Arc<dyn Leases>,
    pub health: Arc<dyn DatabaseHealth>,
}

#[async_trait]
pub trait DatabaseHealth: Send + Sync {
    /// MUST make a round trip to the database, and MUST fail if the schema lacks anything that the stores need. MUST
    /// ignore additions by newer versions.
    async fn check(&self) -> Result<(), StoreError>;
}
