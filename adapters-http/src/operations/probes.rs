//! Health checks on a separate listener, where client traffic cannot delay them.

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig};
use tasklane_core::stores::DatabaseHealth;
use tasklane_runtime::SharedStore;

use super::{Readiness, read_health, read_liveness, read_readiness};
use crate::config::HttpConfig;
use crate::connection::Draining;

/// The health checks for a separate listener.
#[derive(Clone)]
pub struct Probes {
    config: Data<HttpConfig>,
    draining: Data<Draining>,
    health: Arc<dyn DatabaseHealth>,
    shared_store: Option<Arc<dyn SharedStore>>,
}

impl Probes {
    /// Creates the health checks. `shared_store` is the store that replicas share besides the database, if there is one.
    pub fn new(
        config: HttpConfig,
        draining: Arc<Draining>,
        health: Arc<dyn DatabaseHealth>,
        shared_store: Option<Arc<dyn SharedStore>>,
    ) -> Self {
        Self { config: Data::new(config), draining: Data::from(draining), health, shared_store }
    }

    /// Registers the health checks. The separate listener has one worker thread, so it needs one readiness cache.
    pub fn register(&self, app: &mut ServiceConfig) {
        let readiness = Readiness::new(self.health.clone(), self.shared_store.clone());
        app.app_data(self.config.clone())
            .app_data(self.draining.clone())
            .app_data(Data::new(readiness))
            .service(read_health)
            .service(read_liveness)
            .service(read_readiness);
    }
}
