//! Everything that one database keeps, as the ports behind which it does.

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
    pub task_keeping: Arc<dyn TaskRetention>,
    pub sessions: Arc<dyn SessionStore>,
    pub leases: Arc<dyn Leases>,
    pub health: Arc<dyn DatabaseHealth>,
}

#[async_trait]
pub trait DatabaseHealth: Send + Sync {
    /// MUST make a round trip to the database, and MUST fail when its schema lacks something that the stores were
    /// written for. It MUST NOT mind what a newer program has added.
    async fn check(&self) -> Result<(), StoreError>;
}
