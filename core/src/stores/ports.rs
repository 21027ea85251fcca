//! The stores of one database.

use std::sync::Arc;

use async_trait::async_trait;

use crate::lease::Leases;
use crate::session::SessionStore;
use crate::store_error::StoreError;
use crate::task::{TaskRetention, TaskStore};
use crate::user::mail::{LinkStore, MailOutbox};
use crate::user::{KnownNetworks, UserStore};

/// The stores of one database. Cloning is cheap.
#[derive(Clone)]
pub struct Stores {
    /// Users and their password hashes.
    pub users: Arc<dyn UserStore>,
    /// Networks that users recently logged in from.
    pub networks: Arc<dyn KnownNetworks>,
    /// Tasks.
    pub tasks: Arc<dyn TaskStore>,
    /// Deleted tasks and idempotency keys.
    pub task_retention: Arc<dyn TaskRetention>,
    /// Sessions.
    pub sessions: Arc<dyn SessionStore>,
    /// Mails that have not been sent yet.
    pub outbox: Arc<dyn MailOutbox>,
    /// Links in mails.
    pub links: Arc<dyn LinkStore>,
    /// Leases of background jobs.
    pub leases: Arc<dyn Leases>,
    /// The health check.
    pub health: Arc<dyn DatabaseHealth>,
}

/// Checks the connection to the database.
#[async_trait]
pub trait DatabaseHealth: Send + Sync {
    /// Checks the database. MUST make a round trip, and MUST fail if the schema lacks a table or column that the stores
    /// need. MUST ignore additions by newer versions.
    async fn check(&self) -> Result<(), StoreError>;
}
