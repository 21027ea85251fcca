//! All routes, their description in the OpenAPI document, and the fallback for unknown paths.

mod facts;
mod fallback;
mod list;
mod openapi;
mod openapi_keys;
mod register;
#[cfg(test)]
mod register_tests;

pub(crate) use register::Routes;
pub use register::describe;
