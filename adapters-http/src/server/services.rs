//! The use cases that the handlers of one worker thread call.

use std::sync::Arc;

use tasklane_core::account::{AccountService, ExportService};
use tasklane_core::limit::RateLimiter;
use tasklane_core::session::SessionService;
use tasklane_core::stores::DatabaseHealth;
use tasklane_core::task::TaskService;
use tasklane_runtime::SharedStore;

use crate::live::Hub;
use crate::password_resets::PasswordResetQueue;
use crate::v1::ServerInfo;

/// The use cases and stores that the handlers of one worker thread call.
#[derive(Clone)]
pub struct Services {
    /// Registers users, and changes and deletes their accounts.
    pub accounts: AccountService,
    /// Exports all data of a user.
    pub exports: ExportService,
    /// Logs users in, and checks, refreshes and revokes their tokens.
    pub sessions: SessionService,
    /// Creates, reads, changes and deletes tasks.
    pub tasks: TaskService,
    /// Counts requests and decides whether they exceed a rate limit.
    pub limiter: Arc<dyn RateLimiter>,
    /// Requests to reset a password.
    pub reset_requests: PasswordResetQueue,
    /// The features and limits of the server, for clients.
    pub info: ServerInfo,
    /// The open event streams, shared by all worker threads.
    pub live: Arc<Hub>,
    /// Checks the database for `/health/ready`.
    pub health: Arc<dyn DatabaseHealth>,
    /// The store that replicas share besides the database, or `None` if they share only the database.
    pub shared_store: Option<Arc<dyn SharedStore>>,
    /// The JSON Web Key Set (RFC 7517 §5) that other services use to verify access tokens.
    pub public_keys: Arc<str>,
}
