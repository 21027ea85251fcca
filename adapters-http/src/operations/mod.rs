//! Routes for operators, API explorers and other services: health checks, documentation and public keys.

mod docs;
mod health;
mod openapi_json;
mod probes;
mod problems;
mod public_keys;
mod readiness;

pub(crate) use docs::{DOCS, REDOC, SWAGGER};
pub(crate) use health::{read_health, read_liveness, read_readiness};
pub(crate) use openapi_json::{OPENAPI_JSON, OpenApiJson};
pub use probes::Probes;
pub(crate) use problems::PROBLEM_PAGE;
pub(crate) use public_keys::{PublicKeys, read_public_keys};
pub(crate) use readiness::Readiness;
