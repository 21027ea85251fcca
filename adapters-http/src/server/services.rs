//! The use cases that the handlers of one worker thread call.

use std::sync::Arc;

use tasklane_core::account::{AccountService, ExportService};
use tasklane_core::limit::RateLimiter;
use tasklane_core::session::SessionService;
use tasklane_core::stores::DatabaseHealth;
use tasklane_core::task::TaskService;
use tasklane_runtime::SharedStore;

use crate::live::Hub;

/// The use cases and stores that the handlers of one worker thread call.
#[derive(Clone)]
pub struct Services {
    /// Users and their passwords.
    pub accounts: AccountService,
    /// The export of all data of a user.
    pub exports: ExportService,
    /// Logins, tokens and their revocation.
    pub sessions: SessionService,
    /// The tasks.
    pub tasks: TaskService,
    /// The rate limits.
    pub limiter: Arc<dyn RateLimiter>,
    /// Shared by the whole process.
    pub live: Arc<Hub>,
    /// Checks the database for `/health/ready`.
    pub health: Arc<dyn DatabaseHealth>,
    /// `None` if replicas share only the database.
    pub sharing: Option<Arc<dyn SharedStore>>,
    /// The JSON Web Key Set (RFC 7517 §5) that other services use to verify access tokens.
    pub public_keys: Arc<str>,
}
