//! All routes, their description in the OpenAPI document, and the fallback for unknown paths.

mod fallback;
mod list;
mod metadata_index;
mod openapi;
mod openapi_idempotency_key;
mod register;
#[cfg(test)]
mod register_tests;

pub(crate) use register::Routes;
pub use register::describe;
