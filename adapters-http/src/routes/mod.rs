//! Every route, what the API's description says of it, and what is answered where no route fits.

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
