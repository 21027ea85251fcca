//! What operators, explorers and other services need: health, documentation, public keys.

mod docs;
mod health;
mod openapi_json;
mod probes;
mod problems;
mod public_keys;
mod readiness;

pub(crate) use docs::{redoc, redoc_script, swagger, swagger_file};
pub(crate) use health::{is_probe, read_health, read_liveness, read_readiness};
pub(crate) use openapi_json::{OpenApiJson, read_openapi};
pub use probes::Probes;
pub(crate) use problems::problem_page;
pub(crate) use public_keys::{PublicKeys, read_public_keys};
pub(crate) use readiness::Readiness;
